using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Playwright;
using Xunit;

namespace AssistantStudio.Tests.Browser;

/// <summary>An open page follows what its person may do, without being loaded again.</summary>
public sealed class LiveRightsTests(StudioBrowser browser) : BrowserTest(browser)
{
    [Fact]
    public async Task OpenPage_RoleLowered_LosesItsButtonAndThenItself()
    {
        var (editor, user) = await OpenAsAsync(Role.Editor);
        await editor.GoAsync("/administration/environments");
        await Assertions.Expect(editor.Button("Add a variable")).ToBeVisibleAsync();

        await Browser.ChangeUserAsync(user, new UserChange { Role = Role.Viewer });
        await Assertions.Expect(editor.Button("Add a variable")).ToHaveCountAsync(0);

        await Browser.ChangeUserAsync(user, new UserChange { Role = Role.Member });
        await editor.SeesTitleAsync("Not allowed");
    }

    [Fact]
    public async Task OpenPage_UserDisabled_LeadsToSignIn()
    {
        var (editor, user) = await OpenAsAsync(Role.Editor);

        await Browser.ChangeUserAsync(user, new UserChange { Active = false });

        await editor.SeesTitleAsync("Sign in");
    }

    [Fact]
    public async Task SignOutEverywhereElse_EndsTheOtherBrowserOnly()
    {
        var (here, user) = await OpenAsAsync(Role.Viewer);
        var there = await OpenAsync();
        await there.SignInAsync(user.Email, StudioBrowser.Password);
        await there.SeesTitleAsync("Home");

        await here.GoAsync("/profile");
        await here.PressAsync("Sign out everywhere else");

        await there.SeesTitleAsync("Sign in");
        await here.GoAsync("/");
        await here.SeesTitleAsync("Home");
    }
}
