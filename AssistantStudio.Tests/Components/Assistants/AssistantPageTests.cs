using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class AssistantPageTests : AssistantScreensTest
{
    [Fact]
    public void Open_AnAssistantThatIsNotThere_NamesItAndLeadsBack()
    {
        Navigation.NavigateTo("/assistants/gone");

        var page = Render<AssistantPage>(p => p.Add(x => x.AssistantKey, "gone"));

        page.WaitForAssertion(() => Assert.Equal("Assistant not found", Text(page, "h1")));
        Assert.Equal("There is no assistant “gone” here", Text(page, "h2"));
        Assert.Equal("/assistants", page.Find(".empty a").GetAttribute("href"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/prompts")]
    [InlineData("/versions")]
    public async Task SaveVersion_NothingChanged_SaysWhyOnEveryTab(string tab)
    {
        var row = await AddAsync();
        await Ben.Get<AssistantVersionService>().SaveAsync(row.Id, "First", Cancel);
        var page = Open(row.Slug, tab);

        await PressAsync(page, "Save version…");

        Assert.Contains("Nothing changed since version 1", Text(page, ".assistant-facts"), StringComparison.Ordinal);
        Assert.Equal(["Nothing has changed since version 1."], Messages());
    }

    [Fact]
    public async Task Versions_LongNote_IsCutUntilItIsAskedFor()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantVersionService>().SaveAsync(row.Id, new string('n', 120), Cancel);
        var page = Open(row.Slug, "/versions");
        page.WaitForElement(".long-text.cut");

        await PressAsync(page, "Show all: the note of version 1");

        Assert.Empty(page.FindAll(".long-text.cut"));
        Assert.Equal(new string('n', 120), Text(page, ".long-text"));
    }

    [Fact]
    public async Task Restore_DraftThatWasNotKept_SaysWhereItIsAndWhatCouldNotComeBack()
    {
        AnswerYes();
        var row = await AddAsync();
        var prompt = await AddPromptAsync("Orders", "1");
        var link = await Ben.Get<PromptLinkService>().AddAsync(row.Id, prompt.Id, new PromptLinkInput(), Cancel);
        await Ben.Get<AssistantVersionService>().SaveAsync(row.Id, "First", Cancel);
        await Ben.Get<PromptLinkService>().RemoveAsync(row.Id, link.Id, null, Cancel);
        await Ben.Get<PromptService>().DeleteAsync(prompt.Id, null, Cancel);
        var page = Open(row.Slug, "/versions");
        page.WaitForElement(".note-cell");

        await PressAsync(page, "Restore version 1…");

        var said = "The draft says what version 1 says, as far as it could be brought back. The draft that was there is kept as version 2.";
        page.WaitForAssertion(() => Assert.Equal([said], Messages()));
        Assert.Equal($"Not everything could be brought back. {said}The prompt orders is not there any more.", Text(page, ".note.warn .grow"));
    }

    [Theory]
    [InlineData(Role.Editor, true)]
    [InlineData(Role.Viewer, false)]
    public async Task History_OfWhoeverMayChangeIt_IsShown(Role role, bool isShown)
    {
        Use(role);
        var row = await AddAsync();

        var page = Open(row.Slug, "/history");

        page.WaitForAssertion(() => Assert.Equal(isShown ? "Created the assistant Returns desk" : "Your role does not open the history", Text(page, isShown ? "td.audit-what" : ".empty h2")));
        Assert.Equal(isShown, page.FindAll(".tabs a").Any(a => a.TextContent == "History"));
    }

    [Fact]
    public async Task Delete_NamesWhatGoesAndWhatStays()
    {
        var row = await AddAsync(prompt: "Hello.");
        await Ben.Get<AssistantVersionService>().SaveAsync(row.Id, "First", Cancel);
        await Ben.Get<AssistantService>().SetStatusAsync(row.Id, AssistantStatus.Active, null, null, Cancel);
        var dialogs = Services.GetRequiredService<DialogService>();
        ConfirmRequest? asked = null;
        dialogs.OnOpen += (_, _, parameters, _) =>
        {
            asked = (ConfirmRequest)parameters[nameof(ConfirmDialog.Request)]!;
            dialogs.Close(false);
        };
        var page = Open(row.Slug);

        await PressAsync(page, "Delete…");

        Assert.Equal(
            ["Its draft", "1 version", "1 link to a prompt", "The prompt itself stays in the library; clones of it stay", "The audit log keeps what was done, and the ledger what it cost", "Archiving puts it away instead and keeps everything"],
            asked!.Consequences.Select(c => c.Strong.Length > 0 ? c.Strong : c.Rest));
        Assert.NotNull(await StoredAsync(row.Id));
    }

    [Fact]
    public async Task Overview_Archived_OffersNothingToChange()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantService>().SetStatusAsync(row.Id, AssistantStatus.Archived, null, null, Cancel);

        var page = Open(row.Slug);

        Assert.All(page.FindAll(".settings :is(input, select, textarea)"), field => Assert.True(field.HasAttribute("disabled"), field.OuterHtml));
        Assert.Empty(page.FindAll(".settings button"));
    }

    [Fact]
    public async Task History_SavesOfOnePerson_AreOneLineThatOpensToTheEntries()
    {
        var row = await AddAsync();
        foreach (var greeting in new[] { "One", "Two", "Three" })
        {
            await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = greeting }, Cancel);
            Studio.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var page = Open(row.Slug, "/history");
        page.WaitForElement(".pg");

        Assert.Equal(["Changed the assistant Returns desk 3 times", "Created the assistant Returns desk"], page.FindAll("td.audit-what").Select(c => c.TextContent.Trim()));
        Assert.StartsWith("Last: Greeting: Two → Three", page.FindAll("td.audit-changes")[0].TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("since", page.FindAll("td")[0].TextContent, StringComparison.Ordinal);
        var line = (await Ada.Get<AuditHistory>().ListAsync(new AuditHistoryQuery { SubjectId = row.Id.ToString(), Collapsed = SubjectHistory.Drafts }, Cancel)).Items[0];
        var panel = Render<AuditRunPanel>(p => p.Add(x => x.Line, line));
        panel.WaitForElement(".pg");
        Assert.Equal(["Greeting: Two → Three", "Greeting: One → Two"], panel.FindAll("td.audit-run").Select(c => c.TextContent.Trim()).Take(2));
        Assert.Equal("1 to 3 of 3", Text(panel, ".pg .num"));
    }

    [Fact]
    public async Task History_SortedByPerson_ShowsEveryEntry()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "One" }, Cancel);
        await Ben.Get<AssistantService>().ChangeAsync(row.Id, new AssistantInput { Greeting = "Two" }, Cancel);

        var page = Open(row.Slug, "/history?sort=actor");
        page.WaitForElement(".pg");

        Assert.Equal(3, page.FindAll("tbody tr").Count);
    }
}
