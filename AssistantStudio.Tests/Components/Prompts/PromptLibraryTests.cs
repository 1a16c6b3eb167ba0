using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Prompts;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using PromptUsers = AssistantStudio.Web.Components.Prompts.PromptUsers;

namespace AssistantStudio.Tests.Components.Prompts;

public sealed class PromptLibraryTests : PromptScreensTest
{
    private const string Attack = "<img src=x onerror=alert(1)>";

    [Fact]
    public void List_Empty_OffersTheFirstPrompt()
    {
        var page = Render<PromptListPage>();

        page.WaitForAssertion(() => Assert.Equal("No prompts yet", page.Find(".empty h2").TextContent));
        Assert.Equal("Write the first prompt", Text(page, ".empty button"));
    }

    [Fact]
    public void List_Viewer_OffersNothingToWrite()
    {
        Use(Role.Viewer);

        var page = Render<PromptListPage>();

        page.WaitForElement(".empty");
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("prompt", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task List_Prompts_SaysVersionsAndOffersTheirCategoriesAndTags()
    {
        var made = await AddAsync("Hello.", publish: true);
        await Ben.Get<PromptVersionService>().AddAsync(made.Prompt.Id, new PromptContent { Content = "Next." }, Cancel);

        var page = Render<PromptListPage>();

        page.WaitForAssertion(() => Assert.Equal("/prompts/refund-policy", page.Find("tbody a").GetAttribute("href")));
        Assert.Contains("Published v1v2 not published", Text(page, "tbody"), StringComparison.Ordinal);
        Assert.Equal(["any", "Support"], page.FindAll("#filter-category option").Select(o => o.TextContent));
        Assert.Equal(["any", "refunds"], page.FindAll("#filter-tag option").Select(o => o.TextContent));
    }

    [Fact]
    public async Task Views_SavedUnderAName_AreLinksAndGoAgain()
    {
        await AddAsync("Hello.");
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/prompts?tag=refunds&page=2");
        await Ada.Get<SavedViewService>().SaveAsync("prompts", "Refunds", "tag=refunds", Cancel);

        var page = Render<PromptListPage>();

        page.WaitForAssertion(() => Assert.Equal(["All", "Refunds"], page.FindAll(".views a").Select(a => a.TextContent)));
        Assert.Equal("Refunds", page.Find(".views a[aria-current=page]").TextContent);
        await page.FindAll(".views button").Single(b => b.TextContent == "Delete this view").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["All"], page.FindAll(".views a").Select(a => a.TextContent)));
        Assert.Equal("Save this view", Text(page, ".views button"));
    }

    [Fact]
    public async Task Search_MisspeltWord_SaysWhatWasSearchedForAndWhereItIs()
    {
        await AddAsync("Pay customers back within a fortnight.", title: "Refund policy");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts?q=refumd");
        var misspelt = Render<PromptListPage>();
        misspelt.WaitForAssertion(() => Assert.Equal("Nothing has “refumd”. Showing results for refund.", misspelt.Find(".searched-for").TextContent));

        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts?q=fortnight");
        var found = Render<PromptListPage>();
        found.WaitForAssertion(() => Assert.Equal("fortnight", found.Find("tbody mark").TextContent));
    }

    [Fact]
    public async Task Screens_TextOfAnAttacker_IsText()
    {
        await Ben.Get<PromptService>().CreateAsync(
            new PromptInput { Title = Attack, Key = "attack", Category = Attack, Tags = [Attack], Purpose = Attack },
            new PromptContent { Content = Attack + "{{x}}", Note = Attack, Variables = [new PromptVariable { Name = "x", Description = Attack, Example = Attack, Default = Attack }] }, Cancel);

        var list = Render<PromptListPage>();
        list.WaitForElement("tbody a");
        var page = Open("attack");

        Assert.Equal(Attack, list.Find("tbody a").TextContent);
        Assert.Equal(Attack + Attack, Text(page, ".preview"));
        Assert.Empty(list.FindAll("img").Concat(page.FindAll("img")));
    }

    [Fact]
    public async Task New_TitleAndText_MakesADraftWithItsVariablesAndOpensIt()
    {
        var panel = Render<NewPromptPanel>();
        await panel.Find("#f-title").ChangeAsync(new() { Value = "Delivery status" });
        Assert.Equal("delivery-status", panel.Find("#f-key").GetAttribute("placeholder"));
        await panel.Find("#f-content").ChangeAsync(new() { Value = "Where is {{parcel}}?" });

        await panel.Find("form").SubmitAsync();

        var stored = await StoredAsync("delivery-status");
        Assert.Equal(("Where is {{parcel}}?", PromptVersionState.Draft, "parcel"), (stored.Content, stored.Version.State, Assert.Single(stored.Variables).Name));
        panel.WaitForAssertion(() => Assert.EndsWith("/prompts/delivery-status", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_KeyThatIsTaken_NamesAFreeOneBesideTheField()
    {
        await AddAsync("Hello.");
        var panel = Render<NewPromptPanel>();
        await panel.Find("#f-title").ChangeAsync(new() { Value = "Another" });
        await panel.Find("#f-key").ChangeAsync(new() { Value = "refund-policy" });

        await panel.Find("form").SubmitAsync();

        Assert.Equal("\"refund-policy\" is taken. \"refund-policy-2\" is free.", Text(panel, "#f-key-help"));
    }

    [Fact]
    public async Task Delete_Confirmed_IsGoneAndTheLibraryIsOpen()
    {
        AnswerYes();
        await AddAsync("Hello.");
        var page = Open("refund-policy");

        await PressAsync(page, "Delete the prompt…");

        Assert.Equal(["Delete the prompt “Refund policy”?"], Asked);
        await Assert.ThrowsAsync<NotFoundException>(() => StoredAsync("refund-policy"));
        page.WaitForAssertion(() => Assert.EndsWith("/prompts", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_InUse_NamesTheAssistantsAndLeadsThere()
    {
        AnswerYes();
        var made = await AddAsync("Hello.", publish: true);
        var assistant = await Ben.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Refund helper", Visibility = AssistantVisibility.Organization }, null, Cancel);
        await Ben.Get<PromptLinkService>().AddAsync(assistant.Assistant.Id, made.Prompt.Id, new PromptLinkInput { Role = PromptRole.Secondary }, Cancel);
        var page = Open("refund-policy");

        await PressAsync(page, "Delete the prompt…");

        Assert.Equal(["“Refund policy” is used and cannot be deleted"], Asked);
        page.WaitForAssertion(() => Assert.EndsWith("/prompts/refund-policy/assistants", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        Assert.Equal("Refund policy", (await Ben.Get<PromptService>().GetAsync("refund-policy", Cancel)).Prompt.Title);
    }

    [Theory]
    [InlineData("?version=abc")]
    [InlineData("?version=17")]
    public async Task Open_AVersionThatIsNotThere_SaysSo(string query)
    {
        await AddAsync("Hello.");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts/refund-policy" + query);

        var page = Render<PromptPage>(p => p.Add(x => x.PromptKey, "refund-policy"));

        page.WaitForAssertion(() => Assert.Contains("not found", Text(page, ".empty"), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("unexpected", page.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Open_EditThatIsNeitherTrueNorFalse_IsIgnored()
    {
        await AddAsync("Hello.");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts/refund-policy?edit=abc");

        var page = Render<PromptPage>(p => p.Add(x => x.PromptKey, "refund-policy"));

        page.WaitForElement("textarea");
        Assert.Equal("Refund policy", Text(page, "h1"));
    }

    [Fact]
    public void Open_APromptThatIsNotThere_NamesItAndLeadsBack()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/prompts/gone");

        var page = Render<PromptPage>(p => p.Add(x => x.PromptKey, "gone"));

        page.WaitForAssertion(() => Assert.Equal("Prompt not found", Text(page, "h1")));
        Assert.Equal("There is no prompt “gone” here", Text(page, "h2"));
        Assert.Equal("/prompts", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task Details_ChangedMeanwhile_ShowsBothTitles()
    {
        var made = await AddAsync("Hello.");
        var panel = Render<PromptDetailsPanel>(p => p.Add(x => x.Prompt, made.Prompt));
        await panel.Find("#f-title").ChangeAsync(new() { Value = "Mine" });
        await Ben.Get<PromptService>().ChangeAsync(made.Prompt.Id, new PromptInput { Title = "Theirs" }, Cancel);

        await panel.Find("form").SubmitAsync();

        Assert.Contains("Stored by Ben", Text(panel, ".stale .note"), StringComparison.Ordinal);
        Assert.Equal(["Mine", "Theirs"], panel.FindAll(".stale-value").Select(v => v.TextContent));
    }

    [Fact]
    public async Task Users_NoneAndOne_AreSaid()
    {
        var made = await AddAsync("Hello.", publish: true);
        Assert.Equal("No assistant uses this prompt", Render<PromptUsers>(p => p.Add(u => u.PromptId, made.Prompt.Id)).WaitForElement("h2").TextContent);
        var assistant = await Ben.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Refund helper", Visibility = AssistantVisibility.Organization }, null, Cancel);
        await Ben.Get<PromptLinkService>().AddAsync(assistant.Assistant.Id, made.Prompt.Id, new PromptLinkInput { Role = PromptRole.Secondary, Version = 1 }, Cancel);

        var users = Render<PromptUsers>(p => p.Add(u => u.PromptId, made.Prompt.Id));

        users.WaitForElement(".feed li");
        Assert.Equal("Refund helper Secondary prompt, version 1", Text(users, ".feed li"));
    }
}
