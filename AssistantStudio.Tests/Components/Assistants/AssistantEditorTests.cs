using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class AssistantEditorTests : AssistantScreensTest
{
    [Fact]
    public async Task Type_AndPause_SavesByItself()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);

        await TypeAsync(page, "greeting", "Good morning.");
        Assert.Equal("Not saved yet", Text(page, ".save-line"));
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.Equal("Saved 14:02", Text(page, ".save-line")));
        Assert.Equal("Good morning.", (await StoredAsync(row.Id)).Content.Greeting);
    }

    [Fact]
    public async Task Type_SomethingThatIsNoNumber_IsMarkedAndKept()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);

        await TypeAsync(page, "temperature", "hot");
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.Equal("Enter a number like 0.7.", Text(page, "#f-temperature-help")));
        Assert.Equal("Not saved: see what is marked", Text(page, ".save-line"));
        Assert.Equal("hot", page.Find("#f-temperature").GetAttribute("value"));
    }

    [Fact]
    public async Task OtherSave_InAnotherField_FollowsAndBothAreKept()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        await TypeAsync(page, "greeting", "Mine");

        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Description = "Ben's" }, Cancel);
        Clock.Advance(ShellLimits.LiveReloadPause);
        page.WaitForAssertion(() => Assert.Equal("Ben's", page.Find("#f-description").GetAttribute("value")));
        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved", Text(page, ".save-line"), StringComparison.Ordinal));
        var stored = (await StoredAsync(row.Id)).Content;
        Assert.Equal(("Mine", "Ben's"), (stored.Greeting, stored.Description));
    }

    [Fact]
    public async Task OtherSave_InTheSameField_IsShownBesideMineAndNeitherIsLost()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        await TypeAsync(page, "greeting", "Mine");
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Ben's" }, Cancel);

        Clock.Advance(AssistantEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.Contains("Ben saved changes in a field that you are editing.", Text(page, ".note.warn"), StringComparison.Ordinal));
        Assert.Equal("Mine", page.Find("#f-greeting").GetAttribute("value"));
        Assert.Equal("Ben's", (await StoredAsync(row.Id)).Content.Greeting);
        await PressAsync(page, "Compare with yours");
        var field = page.Find(".stale-field");
        Assert.Contains("Greeting", field.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Mine", "Ben's"], page.FindAll(".stale-value").Select(v => v.TextContent));
        await page.FindAll(".stale-field input")[0].ChangeAsync(new() { Value = "on" });
        await PressAsync(page, "Save with these choices");
        page.WaitForAssertion(() => Assert.Equal("Mine", page.Find("#f-greeting").GetAttribute("value")));
        Assert.Equal("Mine", (await StoredAsync(row.Id)).Content.Greeting);
    }

    [Fact]
    public async Task OtherSave_OfTheOwner_IsShownByName()
    {
        var (carol, dora) = (await AddMemberAsync("Carol"), await AddMemberAsync("Dora"));
        var row = await AddAsync();
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { OwnerId = carol }, Cancel);
        var page = Open(row.Slug);
        await TypeAsync(page, "greeting", "Mine");
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Ben's", OwnerId = dora }, Cancel);
        Clock.Advance(AssistantEditor.AutosavePause);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".note.warn")));

        await PressAsync(page, "Compare with yours");

        Assert.Equal(["Mine", "Ben's", "Carol", "Dora"], page.FindAll(".stale-value").Select(v => v.TextContent));
    }

    [Fact]
    public async Task GoOnEditing_FromTheComparison_KeepsWhatWasTypedAndSavesNothing()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        await TypeAsync(page, "greeting", "Mine");
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Ben's" }, Cancel);
        Clock.Advance(AssistantEditor.AutosavePause);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".note.warn")));
        await PressAsync(page, "Compare with yours");

        await PressAsync(page, "Go on editing");

        Assert.Equal("Mine", page.Find("#f-greeting").GetAttribute("value"));
        Clock.Advance(AssistantEditor.AutosavePause);
        Assert.Equal("Ben's", (await StoredAsync(row.Id)).Content.Greeting);
        await PressAsync(page, "Compare with yours");
        Assert.Equal(["Mine", "Ben's"], page.FindAll(".stale-value").Select(v => v.TextContent));
    }

    [Fact]
    public async Task SaveVersion_WhileSomebodyElseChangedTheSameField_ShowsWhatToDecide()
    {
        var row = await AddAsync();
        var page = Open(row.Slug);
        await TypeAsync(page, "greeting", "Mine");
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Ben's" }, Cancel);

        await PressAsync(page, "Save version…");

        page.WaitForAssertion(() => Assert.Equal(["Mine", "Ben's"], page.FindAll(".stale-value").Select(v => v.TextContent)));
        Assert.Equal(0, (await StoredAsync(row.Id)).Assistant.LatestVersion);
    }

    [Fact]
    public async Task Archived_IsReadOnlyUntilItIsTakenBack()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantService>().SetStatusAsync(row.Id, AssistantStatus.Archived, null, null, Cancel);

        var page = Open(row.Slug);

        Assert.All(page.FindAll(".settings input, .settings textarea, .settings select"), i => Assert.True(i.HasAttribute("disabled"), i.OuterHtml));
        Assert.StartsWith("It is archived", Text(page, ".note"), StringComparison.Ordinal);
        Assert.Equal("Take back…", Text(page, ".ph .btn.p"));
    }

    [Fact]
    public async Task Presence_AnotherEdits_IsSaid()
    {
        var row = await AddAsync();
        var presence = Services.GetRequiredService<PagePresence>();
        var page = Open(row.Slug);
        using (var visit = presence.Enter(row.Id, Guid.NewGuid(), "Ben", () => { }))
        {
            page.WaitForAssertion(() => Assert.EndsWith("Ben is here too", Text(page, ".present"), StringComparison.Ordinal));
            visit.Edits(true);
            page.WaitForAssertion(() => Assert.EndsWith("Ben is editing", Text(page, ".present"), StringComparison.Ordinal));
        }

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".present")));
    }

    [Fact]
    public async Task Dispose_ThePage_StopsListening()
    {
        var row = await AddAsync();
        var feed = Studio.Get<ChangeFeed>();
        var before = feed.SubscriberCount;
        Open(row.Slug);
        Assert.True(feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, feed.SubscriberCount);
    }

    private static Task TypeAsync(IRenderedComponent<AssistantPage> page, string field, string text) => page.Find("#f-" + field).ChangeAsync(new() { Value = text });
}
