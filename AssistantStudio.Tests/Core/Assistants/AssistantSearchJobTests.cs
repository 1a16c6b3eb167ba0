using System.Globalization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Core.Jobs;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Assistants;

/// <summary>A prompt says something else: assistants are found by it, however many use it and whatever else goes on.</summary>
public sealed class AssistantSearchJobTests
{
    private const string Job = "refresh-assistant-search";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rename_PromptOfAThousandAssistants_ReachesEveryOne(DatabaseProvider provider)
    {
        const int many = 1_000;
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var editor = jobs.Studio.As(Role.Editor);
        var prompt = await editor.APromptAsync("Zeppelin manual");
        await AddUsersAsync(jobs.Studio, prompt, many);
        Assert.Equal(many, await FoundAsync(editor, "zeppelin"));

        await RenameAsync(editor, prompt.Id, "Airship manual");
        Assert.Equal((many, 0), (await FoundAsync(editor, "zeppelin"), await FoundAsync(editor, "airship")));
        await jobs.Studio.WorkOffJobsAsync();
        var run = await jobs.GetAsync((await RunAsync(jobs.Studio))!.Id);

        Assert.Equal((0, many), (await FoundAsync(editor, "zeppelin"), await FoundAsync(editor, "airship")));
        Assert.Equal((JobRunStatus.Succeeded, many, many, "Test Editor"), (run.Run.Status, run.Run.Done, run.Run.Total, run.Run.StartedBy));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rename_WhileTheJobRuns_MakesItBeginOnceMore(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var editor = jobs.Studio.As(Role.Editor);
        var (first, second) = (await editor.APromptAsync("Zeppelin"), await editor.APromptAsync("Submarine"));
        await AddUsersAsync(jobs.Studio, first, 1);
        await AddUsersAsync(jobs.Studio, second, 1);
        await RenameAsync(editor, first.Id, "Airship");
        var queue = jobs.Studio.Get<JobQueue>();
        var claimed = (await queue.ClaimAsync(CancellationToken.None))!;

        // The run has looked for what it is to do; now there is more.
        await RenameAsync(editor, second.Id, "Diving boat");
        await RenameAsync(editor, first.Id, "Balloon");
        await queue.FinishAsync(claimed, RunEnd.Succeeded, null, null, CancellationToken.None);

        Assert.Equal(JobRunStatus.Queued, (await RunAsync(jobs.Studio))!.Status);
        jobs.Worker.Start();
        await jobs.WaitAsync(claimed.Id, JobRunStatus.Succeeded);
        Assert.Equal((1, 1, 0), (await FoundAsync(editor, "balloon"), await FoundAsync(editor, "diving"), await FoundAsync(editor, "airship")));
        Assert.Equal(["More was asked for meanwhile: it begins once more.", "Refreshed: assistants 2.", "Finished."], await jobs.LinesAsync(claimed.Id));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rename_ManyAtOnce_AreOneRunThatKnowsThemAll(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var editor = jobs.Studio.As(Role.Editor);
        var prompts = new List<PromptRow>();
        foreach (var number in Enumerable.Range(0, 6))
        {
            prompts.Add(await editor.APromptAsync(string.Create(CultureInfo.InvariantCulture, $"Old {number}")));
            await AddUsersAsync(jobs.Studio, prompts[^1], 1);
        }

        await Task.WhenAll(prompts.Select(async (prompt, number) =>
        {
            await using var scope = jobs.Studio.As(Role.Editor);
            await RenameAsync(scope, prompt.Id, string.Create(CultureInfo.InvariantCulture, $"Fresh {number}"));
        }));
        jobs.Worker.Start();
        await jobs.WaitAsync((await RunAsync(jobs.Studio))!.Id, JobRunStatus.Succeeded);

        Assert.Equal((0, 6), (await FoundAsync(editor, "old"), await FoundAsync(editor, "fresh")));
    }

    [Fact]
    public async Task Rename_OfMorePromptsThanAreListed_GoesThroughAllAssistants()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        await using var db = await jobs.Studio.OpenAsync();
        var grant = jobs.Studio.GrantOf(Role.Editor);
        foreach (var _ in Enumerable.Range(0, 101))
        {
            await AssistantSearchJob.AskForAsync(db, Guid.NewGuid(), grant, jobs.Studio.Clock.Now, CancellationToken.None);
        }

        var asked = (AssistantSearchParameters)JobParameters.ReadStored(AssistantSearchJob.Definition, (await RunAsync(jobs.Studio))!.Parameters);

        Assert.Empty(asked.Prompts);
        Assert.Equal(101, asked.Requests);
        Assert.Empty(JobParameters.Describe(AssistantSearchJob.Definition));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Publish_OfOtherWords_AndALabelThatMoves_ReachTheAssistants(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var editor = jobs.Studio.As(Role.Editor);
        var (links, versions) = (editor.Get<PromptLinkService>(), editor.Get<PromptVersionService>());
        var prompt = await editor.APromptAsync("Refunds", "We pay the postage.");
        await versions.MoveLabelAsync(prompt.Id, "production", 1, CancellationToken.None);
        var (follows, labelled, pinned) = (await editor.AnAssistantAsync("Follows"), await editor.AnAssistantAsync("Labelled"), await editor.AnAssistantAsync("Pinned"));
        await links.AddAsync(follows.Id, prompt.Id, new PromptLinkInput(), CancellationToken.None);
        await links.AddAsync(labelled.Id, prompt.Id, new PromptLinkInput { Label = "production" }, CancellationToken.None);
        var fixedLink = await links.AddAsync(pinned.Id, prompt.Id, new PromptLinkInput { Version = 1 }, CancellationToken.None);
        Assert.Equal(3, await FoundAsync(editor, "postage"));

        await versions.SaveDraftAsync(prompt.Id, new PromptContent { Content = "A voucher is sent." }, CancellationToken.None);
        Assert.Null(await RunAsync(jobs.Studio));
        await versions.PublishAsync(prompt.Id, 2, null, CancellationToken.None);
        await jobs.Studio.WorkOffJobsAsync();
        Assert.Equal((2, 1), (await FoundAsync(editor, "postage"), await FoundAsync(editor, "voucher")));

        await versions.MoveLabelAsync(prompt.Id, "production", 2, CancellationToken.None);
        await jobs.Studio.WorkOffJobsAsync();
        Assert.Equal((1, 2), (await FoundAsync(editor, "postage"), await FoundAsync(editor, "voucher")));

        await links.ChangeAsync(pinned.Id, fixedLink.Id, new PromptLinkInput { Version = 2 }, CancellationToken.None);
        var page = await editor.Get<AssistantService>().ListAsync(new AssistantListQuery { Search = "voucher" }, CancellationToken.None);
        Assert.Equal(3, page.Total);
        Assert.All(page.Items, row => Assert.Equal("prompts", row.Found?.Field));
    }

    [Fact]
    public async Task Create_WithItsPrompt_IsFoundByThePromptsText()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);

        await editor.AnAssistantAsync("Returns desk", "Ask for the consignment note.");

        Assert.Equal(1, await FoundAsync(editor, "consignment"));
    }

    [Fact]
    public async Task Change_WithoutANewTitleOrWithoutUsers_AsksForNothing()
    {
        await using var studio = await TestStudio.CreateAsync();
        await using var editor = studio.As(Role.Editor);
        var (used, unused) = (await editor.APromptAsync("Used"), await editor.APromptAsync("Unused"));
        await AddUsersAsync(studio, used, 1);

        await editor.Get<PromptService>().ChangeAsync(used.Id, new PromptInput { Purpose = "Something else", Title = "Used" }, CancellationToken.None);
        await RenameAsync(editor, unused.Id, "Still unused");

        Assert.Null(await RunAsync(studio));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Import_ThatRenamesAPrompt_AsksForTheJobToo(DatabaseProvider provider)
    {
        await using var studio = await TestStudio.CreateAsync(provider);
        await using var editor = studio.As(Role.Editor);
        var made = await editor.AnAssistantAsync("Returns desk", "Hello.");
        var text = BundleText.Write(await editor.Get<BundleService>().ExportAsync([made.Id], CancellationToken.None));
        var renamed = text.Replace("\"title\": \"Returns desk\"", "\"title\": \"Greeting of returns\"", StringComparison.Ordinal);
        Assert.NotEqual(text, renamed);

        await editor.Get<BundleService>().ImportAsync(renamed, BundleChoice.Update, CancellationToken.None);

        Assert.Equal(JobRunStatus.Queued, (await RunAsync(studio))?.Status);
    }

    private static Task RenameAsync(TestScope scope, Guid prompt, string title) =>
        scope.Get<PromptService>().ChangeAsync(prompt, new PromptInput { Title = title }, CancellationToken.None);

    private static async Task<int> FoundAsync(TestScope scope, string typed) =>
        (await scope.Get<AssistantService>().ListAsync(new AssistantListQuery { Search = typed }, CancellationToken.None)).Total;

    private static async Task<JobRun?> RunAsync(TestStudio studio)
    {
        await using var db = await studio.OpenAsync();
        return await db.Set<JobRun>().AsNoTracking().SingleOrDefaultAsync(r => r.JobKey == Job);
    }

    private static async Task AddUsersAsync(TestStudio studio, PromptRow prompt, int count)
    {
        await using var db = await studio.OpenAsync();
        var search = new SearchBulk(db, SearchKind.Assistant, studio.Ours.Id);
        var grant = studio.GrantOf(Role.Editor);
        var kept = new KeptLink(prompt.Id, prompt.Key, PromptRole.Primary, null, null, 1, 100, true, [], false);
        foreach (var number in Enumerable.Range(0, count))
        {
            var assistant = new Assistant
            {
                OrganizationId = studio.Ours.Id,
                Slug = Guid.NewGuid().ToString("N"),
                CreatedAt = studio.Clock.Now,
                UpdatedAt = studio.Clock.Now,
                UpdatedBy = grant.ActorName,
            };
            assistant.Write(new AssistantContent { Name = string.Create(CultureInfo.InvariantCulture, $"Helper {number}") });
            db.Add(assistant);
            AssistantVersionService.AddLinks(db, assistant, [kept], grant, studio.Clock.Now);
            search.Add(assistant.Id, AssistantSearch.TextsOf(assistant, assistant.Content(), [prompt.Title]));
        }

        await db.SaveChangesAsync();
        await search.FinishAsync(CancellationToken.None);
    }
}
