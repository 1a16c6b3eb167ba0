using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>One run from queue to end.</summary>
public sealed class JobRunTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task RunNow_JobThatWorks_SucceedsWithProgressLogAndAudit(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.Run = (context, _) =>
        {
            context.Report(3, context.Parameters<TeamJobParameters>().Count, "Counting");
            context.Log($"{context.Access.Grant.ActorName} in {context.OrganizationId}");
            return Task.CompletedTask;
        };

        var id = await jobs.RunNowAsync(parameters: """{"count":7}""");
        var run = (await jobs.WaitAsync(id, JobRunStatus.Succeeded)).Run;

        Assert.Equal((3, 7, "Counting", 1), (run.Done, run.Total, run.Message, run.Attempt));
        Assert.Equal("Test OrgAdmin", run.StartedBy);
        Assert.Equal([$"team in {jobs.Studio.Ours.Id}", "Finished."], await jobs.LinesAsync(id));
        await using var db = await jobs.Studio.OpenAsync();
        Assert.Equal(["job.started"], await db.Set<AuditEntry>().Where(a => a.SubjectId == id.ToString()).Select(a => a.Action).ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task RunNow_TenAtOnce_OnlyOneIsQueued(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            try
            {
                await jobs.RunNowAsync();
                return "queued";
            }
            catch (ConflictException e)
            {
                return e.Code;
            }
        }));

        Assert.Equal(["already_running", "queued"], results.Distinct().Order());
        Assert.Single(results, "queued");
        await jobs.RunNowAsync(grant: jobs.Studio.GrantOf(Role.OrgAdmin, jobs.Studio.Theirs));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Cancel_RunningJob_StopsIt(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.RunUntilStopped();
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;

        await jobs.CancelAsync(id);
        await jobs.WaitAsync(id, JobRunStatus.Cancelled);

        await Eventually.TrueAsync(() => jobs.Worker.RunningCount == 0);
        Assert.Equal(["Cancelled."], await jobs.LinesAsync(id));
        await Assert.ThrowsAsync<ConflictException>(() => jobs.CancelAsync(id));
    }

    [Fact]
    public async Task Run_StoredParameterThatTheJobNoLongerHas_IsLeftOut()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        var count = 0;
        jobs.Script.Run = (context, _) =>
        {
            count = context.Parameters<TeamJobParameters>().Count;
            return Task.CompletedTask;
        };
        var id = await jobs.RunNowAsync();
        await using (var db = await jobs.Studio.OpenAsync())
        {
            await db.Set<JobRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.Parameters, """{"count":7,"ofAnEarlierVersion":true}"""));
        }

        jobs.Worker.Start();
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        Assert.Equal(7, count);
    }

    [Fact]
    public async Task Cancel_JobThatFailsOverIt_IsCancelledAndNotTriedAgain()
    {
        await using var jobs = await JobStudio.CreateAsync();
        var started = new TaskCompletionSource();
        jobs.Script.Run = async (_, ct) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new ProviderFailedException("The connection broke off.");
        };
        var id = await jobs.RunNowAsync();
        await started.Task;

        await jobs.CancelAsync(id);
        var run = (await Eventually.GetAsync(() => jobs.GetAsync(id), d => d.Run.Status != JobRunStatus.Running)).Run;

        Assert.Equal((JobRunStatus.Cancelled, 1), (run.Status, run.Attempt));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Cancel_AnotherNodesRun_ReachesItThroughTheDatabase(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.RunUntilStopped();
        var id = await jobs.RunNowAsync();
        await jobs.Script.Started.Task;

        await using (var db = await jobs.Studio.OpenAsync())
        {
            // What the other node's service does, without the change feed of this process.
            await db.Set<JobRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.CancelRequestedAt, jobs.Studio.Clock.Now));
        }

        await jobs.WaitAsync(id, JobRunStatus.Cancelled);
    }

    [Fact]
    public async Task Cancel_QueuedRun_EndsAtOnceAndMakesRoom()
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        var id = await jobs.RunNowAsync();

        await jobs.CancelAsync(id);

        Assert.Equal(JobRunStatus.Cancelled, (await jobs.GetAsync(id)).Run.Status);
        await jobs.RunNowAsync();
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Run_JobThatFails_IsTriedAgainLaterAndThenGivenUp(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider);
        jobs.Script.Run = (_, _) => throw new InvalidOperationException("internal detail");
        var id = await jobs.RunNowAsync();
        for (var attempt = 1; attempt < TeamJob.Definition.MaxAttempts; attempt++)
        {
            var waiting = await Eventually.GetAsync(() => jobs.GetAsync(id), d => d.Run.Status == JobRunStatus.Queued && d.Run.Attempt == attempt);
            Assert.Equal(jobs.Studio.Clock.Now + JobLimits.RetryDelay(attempt), waiting.Run.NotBefore);
            jobs.Studio.Clock.Advance(JobLimits.RetryDelay(attempt));
            jobs.Studio.Get<ChangeFeed>().Publish(new Change(JobQueue.SignalsTopic, jobs.Studio.Ours.Id));
        }

        var run = (await jobs.WaitAsync(id, JobRunStatus.Failed)).Run;

        Assert.Equal((3, "An unexpected error occurred."), (run.Attempt, run.Error));
        Assert.NotNull(run.ErrorReference);
        var lines = await jobs.LinesAsync(id);
        Assert.Equal(
            ["Attempt 1 failed: An unexpected error occurred. The next one starts at 09:30:30 UTC.",
             "Attempt 2 failed: An unexpected error occurred. The next one starts at 09:31:30 UTC.",
             "Given up after 3 attempts: An unexpected error occurred."],
            lines);
    }

    [Fact]
    public async Task Run_JobThatReportsAllTheTime_WritesOncePerPulse()
    {
        await using var jobs = await JobStudio.CreateAsync();
        var written = 0;
        using var listener = jobs.Studio.Get<ChangeFeed>().SubscribeAll(JobQueue.Topic, _ => Interlocked.Increment(ref written));
        var (whileReporting, took) = (0, TimeSpan.Zero);
        jobs.Script.Run = async (context, ct) =>
        {
            var before = Volatile.Read(ref written);
            context.Report(0, null, "Begun");
            await Eventually.TrueAsync(() => Volatile.Read(ref written) > before); // Its own news is the first thing it could wake itself with.
            var (first, start) = (Volatile.Read(ref written), TimeProvider.System.GetTimestamp());
            for (var i = 1; i <= 200; i++)
            {
                context.Report(i, 200, "Going on");
                await Task.Delay(2, ct);
            }

            (whileReporting, took) = (Volatile.Read(ref written) - first, TimeProvider.System.GetElapsedTime(start));
        };

        await jobs.WaitAsync(await jobs.RunNowAsync(), JobRunStatus.Succeeded);

        Assert.InRange(whileReporting, 0, (int)(took / JobLimits.PulseInterval) + 2);
    }

    [Fact]
    public async Task Run_OfAnOrganization_HasTheRightsOfItsAdministratorOnly()
    {
        await using var jobs = await JobStudio.CreateAsync();
        var seen = new Dictionary<Guid, IEnumerable<Permission>>();
        jobs.Script.Run = (context, _) =>
        {
            seen[context.OrganizationId] = context.Access.Grant.Permissions;
            return Task.CompletedTask;
        };

        await jobs.WaitAsync(await jobs.RunNowAsync(), JobRunStatus.Succeeded);
        await jobs.WaitAsync(await jobs.RunNowAsync("house"), JobRunStatus.Succeeded);

        Assert.Equal(RolePermissions.Of(Role.OrgAdmin).Order(), seen[jobs.Studio.Ours.Id].Order());
        Assert.Equal(RolePermissions.SiteAdmin.Order(), seen[Guid.Empty].Order());
        Assert.NotEqual(RolePermissions.SiteAdmin.Order(), RolePermissions.Of(Role.OrgAdmin).Order());
    }

    [Fact]
    public async Task Run_FailureThatTimeDoesNotCure_IsNotTriedAgain()
    {
        await using var jobs = await JobStudio.CreateAsync();
        jobs.Script.Run = (_, _) => throw new ValidationException("source", "The source has no address.");

        var id = await jobs.RunNowAsync();
        var run = (await jobs.WaitAsync(id, JobRunStatus.Failed)).Run;

        Assert.Equal((1, "The source has no address."), (run.Attempt, run.Error));
    }

    [Fact]
    public async Task Run_TooManyLines_KeepsTheFirstAndSaysSo()
    {
        await using var jobs = await JobStudio.CreateAsync();
        jobs.Script.Run = (context, _) =>
        {
            for (var i = 0; i < JobLimits.MaxLinesPerRun + 50; i++)
            {
                context.Log(new string('x', JobLimits.LineLength + 50));
            }

            return Task.CompletedTask;
        };

        var id = await jobs.RunNowAsync();
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        await using var db = await jobs.Studio.OpenAsync();
        Assert.Equal(JobLimits.MaxLinesPerRun + 1, await db.Set<JobRunLine>().CountAsync());
        Assert.Equal("This log is full (2000 lines). Further lines are left out.", await db.Set<JobRunLine>().Where(l => l.Ordinal == JobLimits.MaxLinesPerRun).Select(l => l.Text).SingleAsync());
    }

    [Fact]
    public async Task Run_ManyReports_AreWrittenSeldom()
    {
        await using var jobs = await JobStudio.CreateAsync();
        var changes = 0;
        using var subscription = jobs.Studio.Get<ChangeFeed>().SubscribeAll("jobs", _ => Interlocked.Increment(ref changes));
        jobs.Script.Run = (context, _) =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                context.Report(i, 100_000);
            }

            return Task.CompletedTask;
        };

        var id = await jobs.RunNowAsync();
        await jobs.WaitAsync(id, JobRunStatus.Succeeded);

        Assert.InRange(changes, 3, 20);
    }
}
