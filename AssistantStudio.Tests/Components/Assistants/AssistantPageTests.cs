using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Organizations;
using Bunit;
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

    [Fact]
    public async Task Versions_NothingChanged_SaysWhyThereIsNothingToSave()
    {
        var row = await AddAsync();
        await Ben.Get<AssistantVersionService>().SaveAsync(row.Id, "First", Cancel);

        var page = Open(row.Slug, "/versions");

        Assert.Contains("Nothing changed since version 1", Text(page, ".assistant-facts"), StringComparison.Ordinal);
        Assert.True(page.FindAll(".ph button").First(b => b.TextContent.Trim() == "Save version…").HasAttribute("disabled"));
        page.WaitForElement(".pick-label");
        Assert.Equal(["Fingerprint"], page.FindAll("th").Select(h => h.TextContent.Trim()).Where(t => t is "Mark" or "Fingerprint"));
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
