using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>Runs whose program died or stopped.</summary>
public sealed class JobRecoveryTests
{
    [Fact]
    public async Task Recover_RunOfAnEarlierProcessOnSqlite_GoesOnAtOnce()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        var id = await LeaveRunningAsync(jobs, "team", attempt: 1);

        jobs.Worker.Start();
        var run = (await jobs.WaitAsync(id, JobRunStatus.Succeeded)).Run;

        Assert.Equal(2, run.Attempt);
        Assert.Equal(["The program stopped unexpectedly while this run was going on. The run goes on with what is left.", "Finished."], await jobs.LinesAsync(id));
    }

    [Fact]
    public async Task Recover_RunOfAnotherNodeOnPostgres_IsLeftAloneUntilTheNodeIsSilent()
    {
        await using var jobs = await JobStudio.CreateAsync(DatabaseProvider.Postgres, working: false);
        var id = await LeaveRunningAsync(jobs, "team", attempt: 1);
        var queue = jobs.Studio.Get<JobQueue>();

        jobs.Studio.Clock.Advance(TimeSpan.FromSeconds(29));
        await queue.RecoverAsync([], CancellationToken.None);
        Assert.Equal(JobRunStatus.Running, (await jobs.GetAsync(id)).Run.Status);

        jobs.Studio.Clock.Advance(TimeSpan.FromSeconds(2));
        await queue.RecoverAsync([], CancellationToken.None);
        Assert.Equal(JobRunStatus.Queued, (await jobs.GetAsync(id)).Run.Status);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Recover_LastAttempt_MarksTheRunInterruptedAndMakesRoom(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var id = await LeaveRunningAsync(jobs, "house", attempt: 1);
        jobs.Studio.Clock.Advance(TimeSpan.FromMinutes(1));

        await jobs.Studio.Get<JobQueue>().RecoverAsync([], CancellationToken.None);

        var run = (await jobs.GetAsync(id)).Run;
        Assert.Equal((JobRunStatus.Interrupted, "The program stopped unexpectedly while this run was going on."), (run.Status, run.Error));
        Assert.NotNull(run.FinishedAt);
        await jobs.RunNowAsync("house");
    }

    [Fact]
    public async Task Recover_RunThatWasToBeCancelled_IsCancelled()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        var id = await LeaveRunningAsync(jobs, "team", attempt: 1);
        await jobs.CancelAsync(id);

        await jobs.Studio.Get<JobQueue>().RecoverAsync([], CancellationToken.None);

        Assert.Equal(JobRunStatus.Cancelled, (await jobs.GetAsync(id)).Run.Status);
    }

    [Fact]
    public async Task Recover_RunsThisNodeWorksOn_AreLeftAlone()
    {
        await using var jobs = await JobStudio.CreateAsync();
        jobs.Script.RunUntilStopped();
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;

        await jobs.Studio.Get<JobQueue>().RecoverAsync([id], CancellationToken.None);

        Assert.Equal((JobRunStatus.Running, 1), (await jobs.GetAsync(id)).Run is var run ? (run.Status, run.Attempt) : default);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Stop_RunningJob_IsQueuedAgainWithoutLosingAnAttempt(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.RunUntilStopped();
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;

        await jobs.Worker.StopAsync(CancellationToken.None);

        var run = (await jobs.GetAsync(id)).Run;
        Assert.Equal((JobRunStatus.Queued, 0, (DateTime?)null), (run.Status, run.Attempt, run.NotBefore));
        Assert.Equal(["The program is stopping. The run goes on after the restart."], await jobs.LinesAsync(id));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_TakenOverByAnotherNode_StopsHereAndChangesNothing(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.RunUntilStopped();
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;

        await using (var db = await jobs.Studio.OpenAsync())
        {
            await db.Set<JobRun>().ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Node, "other").SetProperty(r => r.Attempt, 2).SetProperty(r => r.Message, "working there")
                .SetProperty(r => r.Status, JobRunStatus.Succeeded));
        }

        await Eventually.TrueAsync(() => jobs.Worker.RunningCount == 0);
        var detail = await jobs.GetAsync(id);
        Assert.Equal(("other", 2, "working there", JobRunStatus.Succeeded), (detail.Node, detail.Run.Attempt, detail.Run.Message, detail.Run.Status));
        Assert.Empty(await jobs.LinesAsync(id));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Finish_RunThatAnotherNodeWorksOn_LeavesItsJournal(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false, configure: services => services.AddStudioJob<StubbornJob>());
        var id = await LeaveRunningAsync(jobs, "stubborn", attempt: 2);
        await using (var db = await jobs.Studio.OpenAsync())
        {
            db.Add(new JobRunItem { RunId = id, OrganizationId = jobs.Studio.Ours.Id, Key = "theirs", State = JobItemState.Done, At = jobs.Studio.Clock.Now });
            await db.SaveChangesAsync();
        }

        var lost = new ClaimedRun(id, jobs.Studio.Ours.Id, "stubborn", 1, "{}");
        await jobs.Studio.Get<JobQueue>().FinishAsync(lost, RunEnd.Failed, "too late", null, CancellationToken.None);

        Assert.Equal(["theirs"], (await jobs.ItemsAsync(id)).Select(i => i.Key));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Claim_TwoNodesAtOnce_EachRunIsTakenOnce(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var queue = jobs.Studio.Get<JobQueue>();
        await jobs.RunNowAsync();
        await jobs.RunNowAsync("house");

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.ClaimAsync(CancellationToken.None)));

        Assert.Equal(["house", "team"], claims.OfType<ClaimedRun>().Select(c => c.JobKey).Order());
    }

    /// <summary>A run as a process leaves it that was killed.</summary>
    private static async Task<Guid> LeaveRunningAsync(JobStudio jobs, string key, int attempt)
    {
        var id = await jobs.RunNowAsync(key);
        await using var db = await jobs.Studio.Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        await db.Set<JobRun>().IgnoreQueryFilters().Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, JobRunStatus.Running).SetProperty(r => r.Attempt, attempt)
            .SetProperty(r => r.Node, "dead").SetProperty(r => r.HeartbeatAt, jobs.Studio.Clock.Now).SetProperty(r => r.StartedAt, jobs.Studio.Clock.Now));
        return id;
    }
}
