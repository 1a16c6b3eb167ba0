using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Radzen.Blazor;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

/// <summary>Capabilities that Ada edits while Ben, or a program, saves the same assistant.</summary>
public sealed class CapabilityTests : AssistantScreensTest
{
    private static readonly AssistantCapability s_refunds = new() { Name = "Refunds", Kind = CapabilityKind.Answering, Description = "Explains them.", Settings = new Dictionary<string, string> { ["limit"] = "50" } };

    [Fact]
    public async Task OtherSave_OfSettingsAlone_IsKeptByTheNextAutosave()
    {
        var row = await AddAsync(s_refunds);
        var page = Open(row.Slug);
        await page.Find("#f-greeting").ChangeAsync(new() { Value = "Mine" });

        await SaveAsync(row, s_refunds with { Settings = new Dictionary<string, string> { ["limit"] = "80" } });
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = (await StoredAsync(row.Id)).Content;
        Assert.Equal(("Mine", "80"), (stored.Greeting, stored.Capabilities[0].Settings["limit"]));
    }

    [Fact]
    public async Task Take_AfterAnotherSavedTheSameOne_KeepsBoth()
    {
        var row = await AddAsync(s_refunds);
        var (page, panel) = await EditAsync(row);
        await SaveAsync(row, s_refunds with { Description = "Ben's", Settings = new Dictionary<string, string> { ["limit"] = "80" } });
        FollowIn(page, "Ben's");

        await panel.Find("#f-kind").ChangeAsync(new() { Value = nameof(CapabilityKind.Lookup) });
        await panel.Find(".studio-drawer form").SubmitAsync();
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = Assert.Single((await StoredAsync(row.Id)).Content.Capabilities);
        Assert.Equal((CapabilityKind.Lookup, "Ben's", "80"), (stored.Kind, stored.Description, stored.Settings["limit"]));
    }

    [Fact]
    public async Task Take_AfterAnotherRemovedIt_SaysSoAndKeepsWhatWasTyped()
    {
        var row = await AddAsync(s_refunds);
        var (page, panel) = await EditAsync(row);
        await panel.Find(".studio-drawer textarea").ChangeAsync(new() { Value = "Typed here" });
        await SaveAsync(row, s_refunds with { Name = "Returns" });
        FollowIn(page, "Returns");

        await panel.Find(".studio-drawer form").SubmitAsync();

        Assert.Equal("Somebody removed “Refunds” while it was open here. Copy what you need and add it again.", Text(panel, "#f-capability-name-help"));
        Assert.Equal("Typed here", panel.Find(".studio-drawer textarea").GetAttribute("value"));
        Assert.Equal("Returns", Assert.Single((await StoredAsync(row.Id)).Content.Capabilities).Name);
    }

    private async Task<AssistantRow> AddAsync(AssistantCapability capability) =>
        (await Ben.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Returns desk", Capabilities = [capability] }, null, Cancel)).Assistant;

    private Task SaveAsync(AssistantRow row, AssistantCapability capability) =>
        Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Capabilities = [capability] }, Cancel);

    private async Task<(IRenderedComponent<AssistantPage> Page, IRenderedComponent<RadzenDialog> Panel)> EditAsync(AssistantRow row)
    {
        var (page, panel) = (Open(row.Slug), Render<RadzenDialog>());
        _ = PressAsync(page, "Edit Refunds");
        await panel.WaitForElementAsync(".studio-drawer form");
        return (page, panel);
    }

    private void FollowIn(IRenderedComponent<AssistantPage> page, string text)
    {
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Contains(text, page.Find(".capabilities").TextContent, StringComparison.Ordinal));
    }
}
