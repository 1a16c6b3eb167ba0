using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>Items are done once.</summary>
public sealed class JobJournalTests
{
    private static readonly string[] s_items = [.. Enumerable.Range(1, 9).Select(i => $"item-{i}")];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ForEach_DoneSkippedAndFailedItems_AreCountedWithTheirReasons(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.Run = (context, ct) => context.ForEachAsync(s_items, i => i, (item, _) => item switch
        {
            "item-2" => Task.FromResult(JobItemOutcome.Skipped("unchanged")),
            "item-3" => throw new ProviderFailedException("The server said no."),
            "item-4" => throw new InvalidOperationException("internal detail"),
            _ => Task.FromResult(JobItemOutcome.Done),
        }, ct);

        var id = await jobs.RunNowAsync();
        var run = (await jobs.WaitAsync(id, JobRunStatus.Succeeded)).Run;

        Assert.Equal((new JobItemCounts(6, 1, 2), 9, 9), (run.Items, run.Done, run.Total));
        Assert.Equal(["unchanged"], (await jobs.ItemsAsync(id, JobItemState.Skipped)).Select(i => i.Reason!));
        var failed = await jobs.ItemsAsync(id, JobItemState.Failed);
        Assert.Equal("The server said no.", failed[0].Reason);
        Assert.StartsWith("An unexpected error occurred (reference ", failed[1].Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Retry_RunWithFailedItems_RepeatsOnlyThose(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        var broken = true;
        jobs.Script.Run = (context, ct) => context.ForEachAsync(s_items, i => i, (item, _) =>
        {
            jobs.Script.Seen.Enqueue(item);
            return broken && item == "item-3" ? throw new ProviderFailedException("No.") : Task.FromResult(JobItemOutcome.Done);
        }, ct);
        var id = await jobs.RunNowAsync();
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);
        broken = false;
        jobs.Script.Seen.Clear();

        await using (var scope = jobs.Studio.As(jobs.SiteAdmin))
        {
            await scope.Get<JobRunService>().RetryAsync(id, CancellationToken.None);
        }

        var run = (await Eventually.GetAsync(() => jobs.GetAsync(id), d => d.Run is { Status: JobRunStatus.Succeeded, Attempt: 2 })).Run;
        Assert.Equal(["item-3"], jobs.Script.Seen);
        Assert.Equal(new JobItemCounts(9, 0, 0), run.Items);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ForEach_StoppedInTheMiddle_GoesOnWithWhatIsLeft(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        var first = true;
        jobs.Script.Run = (context, ct) => context.ForEachAsync(s_items, i => i, async (item, token) =>
        {
            if (first && item == "item-5")
            {
                jobs.Script.Started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }

            jobs.Script.Seen.Enqueue(item);
            return JobItemOutcome.Done;
        }, ct);
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;
        await jobs.CancelAsync(id);
        await jobs.WaitAsync(id, JobRunStatus.Cancelled);
        first = false;

        await using (var scope = jobs.Studio.As(jobs.SiteAdmin))
        {
            await scope.Get<JobRunService>().RetryAsync(id, CancellationToken.None);
        }

        await jobs.WaitAsync(id, JobRunStatus.Succeeded);
        Assert.Equal(s_items, jobs.Script.Seen);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task ForEachInTransaction_FailingItem_LeavesNothingBehind(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.Run = (context, ct) => context.ForEachInTransactionAsync(s_items, i => i, async (item, db, token) =>
        {
            db.Add(new EnvironmentSetting { OrganizationId = context.OrganizationId, Environment = StudioEnvironment.Testing, Name = item, Value = "x", UpdatedBy = "test" });
            await db.SaveChangesAsync(token);
            return item == "item-7" ? throw new ProviderFailedException("No.") : JobItemOutcome.Done;
        }, ct);

        var id = await jobs.RunNowAsync();
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        await using var db = await jobs.Studio.OpenAsync();
        Assert.Equal(s_items.Except(["item-7"]), (await db.Set<EnvironmentSetting>().Select(s => s.Name).ToListAsync()).Order());
    }

    [Fact]
    public async Task ForEach_EveryItemFails_EndsBeforeAllAreTried()
    {
        await using var jobs = await JobStudio.CreateAsync();
        var many = Enumerable.Range(0, 500).Select(i => $"{i}").ToArray();
        jobs.Script.Run = (context, ct) => context.ForEachAsync(many, i => i, (_, _) => throw new ProviderFailedException("The server is gone."), ct);

        var id = await jobs.RunNowAsync();
        var waiting = await Eventually.GetAsync(() => jobs.GetAsync(id), d => d.Run is { Status: JobRunStatus.Queued, Attempt: 1 });

        Assert.Equal("25 items in a row failed, the last one with: The server is gone.", waiting.Run.Error);
        Assert.Equal(25, (await jobs.ItemsAsync(id, JobItemState.Failed)).Count);
    }

    [Fact]
    public async Task ForEach_LongKeys_AreToldApart()
    {
        await using var jobs = await JobStudio.CreateAsync();
        string[] keys = [new string('k', 1000) + "a", new string('k', 1000) + "b"];
        jobs.Script.Run = (context, ct) => context.ForEachAsync(keys, i => i, (_, _) => Task.FromResult(JobItemOutcome.Done), ct);

        var id = await jobs.RunNowAsync();

        Assert.Equal(2, (await jobs.WaitAsync(id, JobRunStatus.Succeeded)).Run.Items.Done);
    }
}
