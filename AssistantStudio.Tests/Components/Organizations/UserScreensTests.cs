using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Organizations;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Organizations;

public sealed class UserScreensTests : AdministrationScreensTest
{
    [Fact]
    public async Task List_ForWhoMayOnlySee_OffersNothingToDo()
    {
        await Person.Get<AccountLinkService>().InviteAsync("new@people.example", Role.Editor, CancellationToken.None);
        await UseOnlyAsync(Permission.UsersView);

        var page = Render<UserListPage>();

        page.WaitForAssertion(() => Assert.Contains("new@people.example", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Olivia Admin", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Invite a user", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Withdraw", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithdrawPressed_TakesTheInvitationAway()
    {
        await Person.Get<AccountLinkService>().InviteAsync("new@people.example", Role.Editor, CancellationToken.None);
        var page = Render<UserListPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[aria-label='Withdraw the invitation to new@people.example']")));

        await page.Find("[aria-label='Withdraw the invitation to new@people.example']").ClickAsync(new());

        Assert.Empty((await Person.Get<AccountLinkService>().ListInvitationsAsync(new(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Panel_ForWhoMayOnlySee_ShowsTheRoleInWordsAndNoForm()
    {
        var other = await AddUserAsync("Emil Editor", Role.Editor);
        await UseOnlyAsync(Permission.UsersView);

        var panel = Render<UserPanel>(p => p.Add(u => u.UserId, other));

        panel.WaitForAssertion(() => Assert.Contains("Emil Editor", panel.Markup, StringComparison.Ordinal));
        Assert.Contains(PermissionText.Describe(Role.Editor), panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("form"));
        Assert.Empty(panel.FindAll("button"));
    }

    [Fact]
    public async Task Panel_ForAnAdministrator_DoesNotOfferTheSite()
    {
        var other = await AddUserAsync("Emil Editor", Role.Editor);

        var panel = Render<UserPanel>(p => p.Add(u => u.UserId, other));

        panel.WaitForAssertion(() => Assert.Contains("Emil Editor", panel.Markup, StringComparison.Ordinal));
        Assert.Equal(
            ["Save changes", "Make a password link", "Disable…", "Remove…"],
            panel.FindAll("button").Select(b => b.TextContent.Trim()).Where(t => t.Length > 0));
    }

    [Fact]
    public async Task Panel_PasswordLinkPressed_ShowsTheLink()
    {
        var other = await AddUserAsync("Emil Editor", Role.Editor);
        var panel = Render<UserPanel>(p => p.Add(u => u.UserId, other));
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll("form")));

        await panel.FindAll("button").Single(b => b.TextContent.Trim() == "Make a password link").ClickAsync(new());

        Assert.Contains("/account/password?token=", panel.Find(".secret-value code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invite_WrongAddress_SaysSoBesideTheField()
    {
        var panel = Render<InvitePanel>();
        await panel.Find("#f-email").ChangeAsync(new() { Value = "no address" });

        await panel.Find("form").SubmitAsync();

        Assert.NotEqual("", ErrorOf(panel, "email"));
        Assert.Empty(panel.FindAll(".secret"));
        Assert.Empty((await Person.Get<AccountLinkService>().ListInvitationsAsync(new(), CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Invite_Made_ShowsTheLinkInPlaceOfTheForm()
    {
        var panel = Render<InvitePanel>();
        await panel.Find("#f-email").ChangeAsync(new() { Value = "new@people.example" });

        await panel.Find("form").SubmitAsync();

        Assert.Contains("/account/invitation?token=", panel.Find(".secret-value code").TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("form"));
    }
}
