using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Prompts;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Radzen.Blazor;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

/// <summary>A drawer that is closed by Escape, its cross or a click beside it: the library asks <see cref="DialogService.TryCloseSideAsync"/>.</summary>
public sealed class DrawerGuardTests : AssistantScreensTest
{
    [Fact]
    public async Task Close_CloneWithAnotherName_AsksAndKeepsWhatWasTyped()
    {
        var assistant = await AddAsync();
        var shown = Open<ClonePanel>(new() { [nameof(ClonePanel.Assistant)] = assistant });
        await shown.Find("#f-clone-name").ChangeAsync(new() { Value = "Night desk" });

        var closing = CloseAsync(shown);
        shown.WaitForElement(".studio-confirm");
        await PressAsync(shown, "Keep editing");

        Assert.False(await closing);
        Assert.Equal("Night desk", shown.Find("#f-clone-name").GetAttribute("value"));
    }

    [Fact]
    public async Task Close_NewPromptWithATitle_DropsItWhenTheAnswerSaysSo()
    {
        var shown = Open<NewPromptPanel>([]);
        await shown.WaitForElement("#f-title").ChangeAsync(new() { Value = "Typed and not saved" });

        var closing = CloseAsync(shown);
        shown.WaitForElement(".studio-confirm");
        await PressAsync(shown, "Drop the changes");

        Assert.True(await closing);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("#f-title")));
    }

    [Fact]
    public async Task Close_NothingTyped_ClosesWithoutAQuestion()
    {
        var assistant = await AddAsync();
        var shown = Open<ClonePanel>(new() { [nameof(ClonePanel.Assistant)] = assistant });

        Assert.True(await CloseAsync(shown));
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("#f-clone-name")));
    }

    [Fact]
    public async Task Close_WhileTheQuestionIsOpen_AsksOnce()
    {
        var assistant = await AddAsync();
        var shown = Open<ClonePanel>(new() { [nameof(ClonePanel.Assistant)] = assistant });
        await shown.Find("#f-clone-name").ChangeAsync(new() { Value = "Night desk" });
        var first = CloseAsync(shown);
        shown.WaitForElement(".studio-confirm");

        Assert.False(await CloseAsync(shown));

        Assert.Single(shown.FindAll(".studio-confirm"));
        await PressAsync(shown, "Keep editing");
        Assert.False(await first);
    }

    [Fact]
    public async Task Save_OfWhatWasTyped_LeavesThePageWithoutAQuestion()
    {
        var assistant = await AddAsync();
        var shown = Open<ClonePanel>(new() { [nameof(ClonePanel.Assistant)] = assistant });
        await shown.Find("#f-clone-name").ChangeAsync(new() { Value = "Night desk" });

        await shown.Find(".studio-drawer form").SubmitAsync();

        shown.WaitForAssertion(() => Assert.EndsWith("/assistants/night-desk", Navigation.Uri, StringComparison.Ordinal));
        Assert.Empty(shown.FindAll(".studio-confirm"));
    }

    [Fact]
    public void Open_APanelThatFails_SaysSoInThePanelAndCanBeTriedAgain()
    {
        BrokenPanel.IsBroken = true;
        var shown = Open<BrokenPanel>([], ".studio-drawer .empty");

        Assert.Equal("This panel could not be loaded", Text(shown, ".empty h2"));
        Assert.Contains(UiErrors.UnexpectedMessage, Text(shown, ".empty"), StringComparison.Ordinal);
        BrokenPanel.IsBroken = false;
        _ = PressAsync(shown, "Try again");

        shown.WaitForAssertion(() => Assert.Equal("Here it is.", Text(shown, ".studio-drawer .whole")));
    }

    [Fact]
    public async Task Status_PromptsThatCannotBeRead_LeaveTheQuestion()
    {
        var assistant = await AddAsync();
        Database.HoldNext().SetException(new TimeoutException("Too busy"));

        var shown = Open<StatusPanel>(new() { [nameof(StatusPanel.Rows)] = new[] { assistant }, [nameof(StatusPanel.To)] = AssistantStatus.Active });

        shown.WaitForElement(".studio-drawer form");
        Assert.Equal(["Its prompts could not be read"], Services.GetRequiredService<NotificationService>().Messages.Select(m => m.Summary));
    }

    private IRenderedComponent<RadzenDialog> Open<T>(Dictionary<string, object?> parameters, string until = ".studio-drawer form")
        where T : ComponentBase
    {
        var shown = Render<RadzenDialog>();
        _ = shown.InvokeAsync(() => Services.GetRequiredService<Drawers>().Open<T>("A panel", parameters));
        shown.WaitForElement(until);
        return shown;
    }

    private Task<bool> CloseAsync(IRenderedComponent<RadzenDialog> shown) =>
        shown.InvokeAsync(() => Services.GetRequiredService<DialogService>().TryCloseSideAsync());

    private sealed class BrokenPanel : ComponentBase
    {
        public static bool IsBroken { get; set; }

        protected override async Task OnInitializedAsync()
        {
            await Task.Yield();
            if (IsBroken)
            {
                throw new TimeoutException("Too busy");
            }
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "class", "whole");
            builder.AddContent(2, "Here it is.");
            builder.CloseElement();
        }
    }
}
