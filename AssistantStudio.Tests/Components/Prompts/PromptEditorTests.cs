using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Prompts;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Prompts;

public sealed class PromptEditorTests : PromptScreensTest
{
    private static readonly PromptVariable s_customer = new() { Name = "customer", Required = true };

    [Fact]
    public async Task Type_WhatCannotBeRead_NamesThePlaceAndDoesNotPublish()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");

        await TypeAsync(page, "Hello.\nDear {{customer");

        Assert.StartsWith("Line 2, column 6 This tag is not closed.", Text(page, ".problems"), StringComparison.Ordinal);
        Assert.Equal("true", page.Find("#f-content").GetAttribute("aria-invalid"));
        Assert.True(page.FindAll("button").Single(b => b.TextContent.Trim() == "Publish v1").HasAttribute("disabled"));
        Assert.Contains("1 thing to fix", Text(page, ".note.warn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_SeveralThingsWrong_ListsEachWithItsPlace()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");

        await TypeAsync(page, string.Join('\n', Enumerable.Repeat("{{ name | shout }}", 6)) + "\nDear {{customer");

        Assert.Equal(["Line 1, column 11", "Line 2, column 11", "Line 3, column 11", "Line 4, column 11", "Line 5, column 11", "Show all 7"], page.FindAll(".problems .lnk:not(.fs12), .problems li:last-child .lnk").Select(b => b.TextContent));
        await PressAsync(page, "Show all 7");
        Assert.Equal("Line 7, column 6", page.FindAll(".problems .err .lnk")[^1].TextContent);
    }

    [Fact]
    public async Task GoOnEditing_FromTheComparison_ShowsTheTextAsItWasTyped()
    {
        var made = await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Mine.");
        await Ben.Get<PromptVersionService>().SaveDraftAsync(made.Prompt.Id, new PromptContent { Content = "Theirs." }, Cancel);
        await PressAsync(page, "Save draft");

        await PressAsync(page, "Go on editing");

        page.WaitForAssertion(() => Assert.Equal("Mine.", page.Find("#f-content").GetAttribute("value")));
        Assert.StartsWith("Ben saved version 1.", Text(page, ".note.warn"), StringComparison.Ordinal);
        Clock.Advance(PromptEditor.AutosavePause);
        Assert.Equal("Theirs.", (await StoredAsync("refund-policy")).Content);
    }

    [Fact]
    public async Task Type_UndeclaredVariable_IsAddedWithOneClickAndPreviewed()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Dear {{customer}}.");
        Assert.Equal("Dear no value: customer.", Text(page, ".preview"));

        await PressAsync(page, "Add the variable customer");

        Assert.Empty(page.FindAll(".problems li"));
        Assert.Equal("Dear .", Text(page, ".preview"));
        await page.Find("#f-preview-customer").ChangeAsync(new() { Value = "<script>alert(1)</script>" });
        Assert.Equal("Dear <script>alert(1)</script>.", Text(page, ".preview"));
        Assert.Empty(page.FindAll(".preview script"));
    }

    [Fact]
    public async Task Preview_RequiredVariableWithoutValue_IsNamed()
    {
        await AddAsync("Dear {{customer}}.", variables: s_customer);

        var page = Open("refund-policy");

        Assert.Equal("The variable customer is required.", Text(page, "#f-preview-customer-help"));
        Assert.Equal("no value: customer", Text(page, ".preview .pv.bad"));
        await page.Find("#f-preview-customer").ChangeAsync(new() { Value = "Ada" });
        Assert.Equal("Dear Ada.", Text(page, ".preview"));
    }

    [Fact]
    public async Task Type_AndPause_SavesTheDraftByItself()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Hello there.");
        Assert.Equal("Not saved yet", Text(page, ".save-state"));

        Clock.Advance(PromptEditor.AutosavePause);

        page.WaitForAssertion(() => Assert.StartsWith("Saved ", Text(page, ".save-state"), StringComparison.Ordinal));
        Assert.Equal("Hello there.", (await StoredAsync("refund-policy")).Content);
    }

    [Fact]
    public async Task Save_WhileSomebodyElseSaved_ShowsBothAndKeepsTheChosen()
    {
        var made = await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Mine.");
        await Ben.Get<PromptVersionService>().SaveDraftAsync(made.Prompt.Id, new PromptContent { Content = "Theirs.", Note = "Their note" }, Cancel);

        await PressAsync(page, "Save draft");

        Assert.Equal("Somebody else changed this while you were editing", Text(page, ".stale h2"));
        Assert.Equal(["Mine.", "Theirs.", "First wording", "Their note"], page.FindAll(".stale-value").Select(v => v.TextContent));
        await page.Find("input[type=radio]").ChangeAsync(new() { Value = "on" });
        await PressAsync(page, "Save with these choices");

        page.WaitForAssertion(() => Assert.Equal("Mine.", page.Find("#f-content").GetAttribute("value")));
        var stored = await StoredAsync("refund-policy");
        Assert.Equal(("Mine.", "Their note"), (stored.Content, stored.Version.Note));
    }

    [Fact]
    public async Task Save_DraftWasPublishedMeanwhile_ComparesAndMakesTheNextVersion()
    {
        var made = await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Mine.");
        await Ben.Get<PromptVersionService>().PublishAsync(made.Prompt.Id, 1, null, Cancel);

        await PressAsync(page, "Save draft");
        Assert.Equal(["Mine.", "Hello."], page.FindAll(".stale-field:first-of-type .stale-value").Select(v => v.TextContent));
        await PressAsync(page, "Save with these choices");

        var stored = await StoredAsync("refund-policy");
        Assert.Equal((2, PromptVersionState.Draft, "Mine."), (stored.Version.Number, stored.Version.State, stored.Content));
        Assert.Equal("Hello.", (await Ben.Get<PromptVersionService>().GetAsync(made.Prompt.Id, 1, Cancel)).Content);
    }

    [Fact]
    public async Task Live_SomebodyElseSaved_SaysSoAndKeepsWhatIsTyped()
    {
        var made = await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Mine.");

        await Ben.Get<PromptVersionService>().AddAsync(made.Prompt.Id, new PromptContent { Content = "Next." }, Cancel);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.StartsWith("Ben saved version 2.", Text(page, ".note.warn"), StringComparison.Ordinal));
        Assert.Equal("Hello.", page.Find("#f-content").GetAttribute("value"));
        Clock.Advance(PromptEditor.AutosavePause);
        Assert.Equal("Next.", (await StoredAsync("refund-policy")).Content);
    }

    [Fact]
    public async Task Publish_ChangedDraft_SavesAndPublishesAndIsReadOnly()
    {
        AnswerYes();
        await AddAsync("Hello.");
        var page = Open("refund-policy");
        await TypeAsync(page, "Hello there.");

        await PressAsync(page, "Publish v1");

        page.WaitForAssertion(() => Assert.True(page.Find("#f-content").HasAttribute("readonly")));
        var stored = await StoredAsync("refund-policy");
        Assert.Equal((1, PromptVersionState.Published, "Hello there."), (stored.Version.Number, stored.Version.State, stored.Content));
        Assert.Equal(["Publish version 1?"], Asked);
        await PressAsync(page, "Edit as a new version");
        await PressAsync(page, "Save draft");
        Assert.Equal(2, (await StoredAsync("refund-policy")).Version.Number);
    }

    [Fact]
    public async Task Variables_WrongName_IsSaidBesideTheField()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");
        await PressAsync(page, "Add variable");
        Assert.Empty(page.FindAll(".variables .err"));

        await page.Find("[id='f-variables[0].name']").ChangeAsync(new() { Value = "1bad" });

        Assert.StartsWith("A name begins with a letter", Text(page, "[id='f-variables[0].name-help']"), StringComparison.Ordinal);
        await page.Find("[id='f-variables[0].name']").ChangeAsync(new() { Value = "good" });
        Assert.Empty(page.FindAll(".variables .err"));
    }

    [Fact]
    public async Task Take_InParts_IsOneText()
    {
        await AddAsync("Hello.");
        var page = Open("refund-policy");
        var editor = page.FindComponent<TemplateEditor>().Instance;

        await page.InvokeAsync(() => editor.TakeAsync("One ", isFirst: true, isLast: false));
        await page.InvokeAsync(() => editor.TakeAsync("{{two}}.", isFirst: false, isLast: true));

        Assert.Equal("One no value: two.", Text(page, ".preview"));
    }

    [Fact]
    public async Task Viewer_ReadsOnly()
    {
        await AddAsync("Hello.");
        Use(Role.Viewer);

        var page = Open("refund-policy");

        Assert.True(page.Find("#f-content").HasAttribute("readonly"));
        Assert.Empty(page.FindAll("button").Select(b => b.TextContent.Trim()).Intersect(["Save draft", "Publish v1", "Edit details", "Delete…", "Edit as a new version", "Add variable"]));
    }
}
