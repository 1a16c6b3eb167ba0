using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Assistants;
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
}
