using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Shell;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components.Assistants;

public sealed class AssistantListTests : AssistantScreensTest
{
    [Fact]
    public void List_NothingThere_SaysWhatAnAssistantIsAndOffersOne()
    {
        var page = Show("");

        Assert.Equal("No assistants yet", Text(page, ".empty h2"));
        Assert.Equal("/assistants/new", page.Find(".empty a.btn").GetAttribute("href"));
    }

    [Fact]
    public async Task List_AnAssistant_ShowsWhatIsKnownOfIt()
    {
        await AddAsync();

        var page = Show("");

        Assert.Equal(
            ["Select", "Assistant", "Status", "Version", "Answers in", "Prompts", "Tags", "Conversations", "Rating", "Last used", "Changed", "Actions"],
            page.FindAll("tbody td").Select(c => c.GetAttribute("data-l")));
        Assert.Equal("Returns desk Support", Text(page, "td.assistant-name"));
        Assert.Equal(["Draft", "not saved yet", "none", "customers", "0", "–", "never"], page.FindAll("tbody td").Skip(2).Where(c => c.GetAttribute("data-l") != "Answers in").Take(7).Select(c => c.TextContent.Trim()));
        Assert.Equal("It stands nowhere yet", page.Find("tbody td .pipe").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task List_TwoOfOneName_AreToldApartByTheShortName()
    {
        await AddAsync();
        await AddAsync();

        var page = Show("");

        Assert.Equal(["Support", "Support, returns-desk-2"], page.FindAll("td.assistant-name .sub").Select(s => s.TextContent.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task HomeTile_AnAssistant_LeadsToItAndSaysItsState()
    {
        await AddAsync();

        var tile = Render<AssistantsTile>();

        tile.WaitForState(() => tile.FindAll("li").Count == 1);
        Assert.Equal("Returns desk", Text(tile, "li a"));
        Assert.Contains("Draft", Text(tile, "li"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Viewer_ChoosesNothingAndMakesNothing()
    {
        await AddAsync();
        Use(Role.Viewer);

        var page = Show("");

        Assert.Empty(page.FindAll(".pick, .ph .act .btn, .mi.danger"));
        Assert.Equal(["Open", "Export"], page.FindAll(".row-menu .mi").Select(i => i.TextContent.Trim()));
    }

    [Theory]
    [InlineData("", "Alpha,Beta")]
    [InlineData("?view=drafts", "Beta")]
    [InlineData("?view=archived", "Gamma")]
    [InlineData("?view=templates", "Alpha")]
    [InlineData("?view=mine", "")]
    [InlineData("?type=Creative", "Beta")]
    [InlineData("?status=Archived", "Gamma")]
    [InlineData("?view=nonsense", "Alpha,Beta")]
    public async Task List_ViewsAndFilters_ComeFromTheAddress(string query, string expected)
    {
        var service = Ben.Get<AssistantService>();
        var alpha = await AddAsync("Alpha");
        await service.ChangeAsync(alpha.Id, new AssistantInput { IsTemplate = true }, Cancel);
        await service.SetStatusAsync(alpha.Id, AssistantStatus.Active, null, null, Cancel);
        await AddAsync("Beta", AssistantType.Creative);
        var gamma = await AddAsync("Gamma");
        await service.SetStatusAsync(gamma.Id, AssistantStatus.Archived, null, null, Cancel);

        var page = Show(query + (query.Length == 0 ? "?sort=name" : "&sort=name"));

        Assert.Equal(expected, string.Join(',', page.FindAll("td.assistant-name a").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task List_AsCards_ShowsTheSameFacts()
    {
        await AddAsync();

        var page = Show("?layout=cards");

        Assert.Empty(page.FindAll("table"));
        Assert.Equal("Returns desk", Text(page, ".list-cards a"));
        Assert.Equal("Conversations0 Rating– Last usednever", Text(page, ".list-cards dl"));
        Assert.Equal(["All", "Mine", "Drafts", "Templates", "Archived"], page.FindAll(".tabs a").Select(a => a.TextContent));
    }

    [Fact]
    public void Views_InCards_StayCardsAndTheViewIsMarked()
    {
        var page = Show("?layout=cards&view=mine");

        Assert.Equal("Mine", Text(page, ".views a.on"));
        Assert.Equal("/assistants?view=drafts&layout=cards", page.FindAll(".views a").First(a => a.TextContent == "Drafts").GetAttribute("href"));
        Assert.DoesNotContain("Save this view", page.FindAll("button").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task List_MisspeltName_ShowsWhatItFoundInstead()
    {
        await AddAsync();

        var page = Show("?q=Retorns");

        Assert.Equal("Returns desk", Text(page, "td.assistant-name a"));
        Assert.Equal("Nothing has “Retorns”. Showing results for returns.", Text(page, ".searched-for"));
    }

    [Fact]
    public async Task Select_Several_OffersWhatCanBeDoneWithThem()
    {
        await AddAsync("Alpha");
        await AddAsync("Beta");
        var page = Show("?sort=name");
        Assert.Empty(page.FindAll(".bulk"));

        await page.Find("thead input").ChangeAsync(new() { Value = true });

        Assert.Equal("2 selected", Text(page, ".bulk b"));
        Assert.Equal(["Add tag", "Export", "Archive…"], page.FindAll(".bulk .btn").Select(b => b.TextContent.Trim()));
        await PressAsync(page, "Clear the selection");
        Assert.Empty(page.FindAll(".bulk"));
    }

    [Fact]
    public async Task Archive_RowsOfSeveralStates_SaysHowManyOfWhichAndWhoNotices()
    {
        var draft = await AddAsync("Alpha");
        var active = await Ben.Get<AssistantService>().SetStatusAsync((await AddAsync("Beta")).Id, AssistantStatus.Active, null, null, Cancel);

        var panel = Render<StatusPanel>(p => p.Add(x => x.Rows, [draft, active.Assistant]).Add(x => x.To, AssistantStatus.Archived));

        Assert.Equal("1 draft, 1 active", Text(panel, ".facts dd"));
        Assert.Equal("“Beta” answers people now. Whoever talks to it gets no answer any more.", Text(panel, ".note"));
    }

    [Fact]
    public async Task Activate_WithoutAPrimaryPrompt_SaysWhatIsMissing()
    {
        var bare = await AddAsync("Alpha");
        var ready = await AddAsync("Beta", prompt: "Hello.");

        Assert.StartsWith("It has no primary prompt yet", Text(Render<StatusPanel>(p => p.Add(x => x.Rows, [bare]).Add(x => x.To, AssistantStatus.Active)), ".note"), StringComparison.Ordinal);
        Assert.Empty(Render<StatusPanel>(p => p.Add(x => x.Rows, [ready]).Add(x => x.To, AssistantStatus.Active)).FindAll(".note"));
    }

    [Fact]
    public async Task Export_Several_SavesOneFileThatCanBeImported()
    {
        await AddAsync("Alpha");
        await AddAsync("Beta");
        var page = Show("");
        await page.Find("thead input").ChangeAsync(new() { Value = true });

        await PressAsync(page, "Export");

        var saved = Assert.Single(JSInterop.Invocations, i => i.Identifier == "Studio.saveText");
        Assert.Contains(saved.Arguments, a => a is "assistants-2026-11-21.json");
        var (bundle, _) = BundleText.Read(saved.Arguments.OfType<string>().Last());
        Assert.Equal(["alpha", "beta"], bundle.Assistants.Select(a => a.Slug).Order());
    }

    [Fact]
    public async Task List_LinkedPrompts_SaysHowManyAndWhichIsPrimary()
    {
        var row = await AddAsync("Alpha", prompt: "Hello.");
        await Ben.Get<PromptLinkService>().AddAsync(row.Id, (await AddPromptAsync("Otherwise", "Sorry.")).Id, new PromptLinkInput { Role = PromptRole.Fallback }, Cancel);
        var other = await AddAsync("Beta");
        await Ben.Get<PromptLinkService>().AddAsync(other.Id, (await AddPromptAsync("Sometimes", "Perhaps.")).Id, new PromptLinkInput { Role = PromptRole.Secondary }, Cancel);

        Assert.Equal(["2Alpha", "1none is primary"], Show("?sort=name").FindAll("td.assistant-prompts").Select(c => c.TextContent.Trim()));
        Assert.Equal(["Alpha and 1 more", "1 prompt, none is primary"], Show("?sort=name&layout=cards").FindAll(".linked").Select(c => c.TextContent.Trim()));
    }

    [Fact]
    public async Task OwnerFilter_Opened_OffersWhoOwnsOneAndFiltersByThem()
    {
        var (carol, dora) = (await AddMemberAsync("Carol"), await AddMemberAsync("Dora"));
        await OwnAsync("Alpha", carol);
        await OwnAsync("Beta", carol);
        await OwnAsync("Gamma", dora);
        await AddMemberAsync("Nobody's owner");
        var page = Show("?sort=name");

        await page.Find(".filter details").TriggerEventAsync("ontoggle", EventArgs.Empty);
        Assert.Equal(["any", "me", "Carol2", "Dora1"], page.FindAll(".pick-menu button").Select(b => b.TextContent.Trim()));
        await page.FindAll(".pick-menu button")[2].ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["Alpha", "Beta"], page.FindAll("td.assistant-name a").Select(a => a.TextContent)));
        Assert.Equal("Owner Carol", Text(page, ".filter summary"));
        Assert.Contains($"owner={carol}", Navigation.Uri, StringComparison.Ordinal);
        await PressAsync(page, "Clear the filter Owner");
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("td.assistant-name a").Count));
    }

    [Fact]
    public async Task OwnerFilter_ManyOwners_AreFoundByName()
    {
        foreach (var number in Enumerable.Range(1, 9))
        {
            await OwnAsync($"Assistant {number}", await AddMemberAsync($"Person {number}"));
        }

        var page = Show("");
        await page.Find(".filter details").TriggerEventAsync("ontoggle", EventArgs.Empty);

        var typed = page.Find(".pick-menu input").InputAsync(new() { Value = "son 7" });
        Clock.Advance(ShellLimits.SearchPause);
        await typed;

        Assert.Equal(["Person 71"], page.FindAll(".pick-menu button").Select(b => b.TextContent.Trim()));
        Assert.Equal("1 found", Text(page, ".pick-menu .help"));
    }

    [Fact]
    public async Task OwnerFilter_OfSomebodyWhoLeft_SaysSoAndShowsNothing()
    {
        await AddAsync();

        var page = Show($"?owner={Guid.NewGuid()}");

        Assert.Equal("Owner somebody who is gone", Text(page, ".filter summary"));
        Assert.Equal("Nothing matches the filters", Text(page, ".empty h2"));
    }

    [Fact]
    public async Task Cards_SelectOneAndAll_OffersTheBulkActions()
    {
        await AddAsync("Alpha");
        await AddAsync("Beta");
        var page = Show("?layout=cards&sort=name");

        await page.Find("[aria-label='Select Beta']").ChangeAsync(new() { Value = true });
        Assert.Equal("1 selected", Text(page, ".bulk b"));
        await page.Find(".select-all input").ChangeAsync(new() { Value = true });

        Assert.Equal("2 selected", Text(page, ".bulk b"));
        Assert.All(page.FindAll(".assistant-card .pick input"), i => Assert.True(i.HasAttribute("checked")));
        Assert.Equal(["Add tag", "Export", "Archive…"], page.FindAll(".bulk .btn").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task Cards_Viewer_SelectsNothing()
    {
        await AddAsync();
        Use(Role.Viewer);

        Assert.Empty(Show("?layout=cards").FindAll(".pick, .select-all"));
    }

    private Task OwnAsync(string name, Guid owner) =>
        Ben.Get<AssistantService>().CreateAsync(new AssistantInput { Name = name, OwnerId = owner }, null, Cancel);

    private IRenderedComponent<AssistantListPage> Show(string query)
    {
        Navigation.NavigateTo("/assistants" + query);
        var page = Render<AssistantListPage>();
        page.WaitForElement(".pg, .empty");
        return page;
    }
}
