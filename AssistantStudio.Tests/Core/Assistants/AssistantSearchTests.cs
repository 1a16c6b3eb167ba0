using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

public sealed class AssistantSearchTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_NameWithOneWrongLetter_FindsIt(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync("Warehouse helper");
        await editor.AnAssistantAsync("Contract reader");

        foreach (var typed in new[] { "warehouse", "ware help", "warehuose", "warwhouse", "warehose", "warehousee", "helper warehouse" })
        {
            var page = await editor.Get<AssistantService>().ListAsync(new AssistantListQuery { Search = typed }, CancellationToken.None);
            Assert.True(page.Items.Select(a => a.Id).SequenceEqual([made.Id]), typed);
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_FollowsEveryChange(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var (assistants, links) = (editor.Get<AssistantService>(), editor.Get<PromptLinkService>());
        var made = await editor.AnAssistantAsync("Warehouse helper");
        var prompt = await editor.APromptAsync("Zeppelin manual");
        async Task<int> FoundAsync(string typed, AssistantListQuery? query = null) =>
            (await assistants.ListAsync((query ?? new AssistantListQuery()) with { Search = typed }, CancellationToken.None)).Total;

        await assistants.ChangeAsync(made.Id, new AssistantInput { Instructions = "Knows forklifts.", Tags = ["logistics"], Description = "For pickers" }, CancellationToken.None);
        Assert.Equal((1, 1, 1, 0), (await FoundAsync("forklift"), await FoundAsync("logistics"), await FoundAsync("pickers"), await FoundAsync("zeppelin")));
        await links.AddAsync(made.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        Assert.Equal(1, await FoundAsync("zeppelin"));
        await editor.Get<PromptService>().ChangeAsync(prompt.Id, new PromptInput { Title = "Airship manual" }, CancellationToken.None);
        await studio.WorkOffJobsAsync();
        Assert.Equal((0, 1), (await FoundAsync("zeppelin"), await FoundAsync("airship")));
        await editor.Get<AssistantVersionService>().SaveAsync(made.Id, null, CancellationToken.None);
        await links.RemoveAsync(made.Id, prompt.Id, null, CancellationToken.None);
        Assert.Equal(0, await FoundAsync("airship"));
        await editor.Get<AssistantVersionService>().RestoreAsync(made.Id, 1, null, CancellationToken.None);
        Assert.Equal(1, await FoundAsync("airship"));
        await assistants.SetStatusAsync(made.Id, AssistantStatus.Active, null, null, CancellationToken.None);
        Assert.Equal((1, 0), (await FoundAsync("warehouse", new AssistantListQuery { Status = AssistantStatus.Active }), await FoundAsync("warehouse", new AssistantListQuery { Status = AssistantStatus.Draft })));
        Assert.Equal(1, await FoundAsync("warehouse", new AssistantListQuery { Type = AssistantType.Support, Tag = "logistics", Sort = "name" }));
        await editor.Get<AssistantFamilyService>().CloneAsync(made.Id, new CloneInput { Name = "Second warehouse" }, CancellationToken.None);
        Assert.Equal((2, 2), (await FoundAsync("warehouse"), await FoundAsync("airship")));
        await assistants.DeleteAsync(made.Id, null, CancellationToken.None);
        Assert.Equal(1, await FoundAsync("warehouse"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Search_PrivateAssistants_NeitherFoundNorBetrayedByACorrection(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var mine = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));
        await mine.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Acquisition", Visibility = AssistantVisibility.Private }, null, CancellationToken.None);
        await using var colleague = studio.As(studio.GrantOf(Role.Editor, userId: Guid.NewGuid()));

        foreach (var typed in new[] { "acquisition", "acquisitoin" })
        {
            var page = await colleague.Get<AssistantService>().ListAsync(new AssistantListQuery { Search = typed }, CancellationToken.None);
            Assert.Equal((0, null), (page.Total, page.SearchedFor));
        }

        Assert.Equal("acquisition", (await mine.Get<AssistantService>().ListAsync(new AssistantListQuery { Search = "acquisitoin" }, CancellationToken.None)).SearchedFor);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Suggestions_RankByTagsTextAndUse_AndSayWhy(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var prompts = editor.Get<PromptService>();
        var links = editor.Get<PromptLinkService>();
        async Task<PromptRow> PromptAsync(string title, string[] tags, string purpose = "", bool publish = true) =>
            (await prompts.CreateAsync(new PromptInput { Title = title, Tags = tags, Purpose = purpose }, new PromptContent { Content = "Text.", Publish = publish }, CancellationToken.None)).Prompt;
        var refunds = await PromptAsync("Refund policy", ["returns"], "What customers get back after returns");
        var used = await PromptAsync("Small talk", []);
        await PromptAsync("Payroll summary", ["finance"]);
        await PromptAsync("Returns draft", ["returns"], publish: false);
        var linked = await PromptAsync("Returns greeting", ["returns"]);
        var made = (await editor.Get<AssistantService>().CreateAsync(new AssistantInput { Name = "Returns desk", Type = AssistantType.Support, Tags = ["Returns"], Instructions = "Explain the refund." }, null, CancellationToken.None)).Assistant;
        await links.AddAsync(made.Id, linked.Id, new PromptLinkInput(), CancellationToken.None);
        var other = await editor.AnAssistantAsync("Other");
        await links.AddAsync(other.Id, used.Id, new PromptLinkInput(), CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await editor.Get<AssistantUsageService>().AddAsync(other.Id, new UsageReport(1, 2, 5), CancellationToken.None);
        }

        var suggestions = await editor.Get<PromptSuggestionService>().ForAsync(made.Id, 10, CancellationToken.None);

        Assert.Equal([refunds.Id, used.Id], suggestions.Select(s => s.PromptId));
        Assert.Contains("Shares the tag returns.", suggestions[0].Reasons);
        Assert.Contains(suggestions[0].Reasons, r => r.StartsWith("Is about the same: ", StringComparison.Ordinal) && r.Contains("refund", StringComparison.Ordinal));
        Assert.Equal(["Assistants of the same type that use it are rated 5.0 of 5.", "Used by 1 assistant of the same type."], suggestions[1].Reasons);
        Assert.Equal(suggestions.Select(s => (s.Key, s.Score)), (await editor.Get<PromptSuggestionService>().ForAsync(made.Id, 10, CancellationToken.None)).Select(s => (s.Key, s.Score)));
    }
}
