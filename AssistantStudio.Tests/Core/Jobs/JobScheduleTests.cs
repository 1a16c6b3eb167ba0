using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AssistantStudio.Tests.Core.Jobs;

/// <summary>When jobs run.</summary>
public sealed class JobScheduleTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_NewTiming_HoldsFromThenOnAndIsAudited(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var scope = jobs.Studio.As(Role.OrgAdmin);
        var schedules = scope.Get<JobScheduleService>();

        var changed = await schedules.ChangeAsync(
            "team", new JobScheduleInput { Cron = " 30 2 * * 1-5 ", TimeZone = "Europe/Berlin", Parameters = """{"count":5}""" }, CancellationToken.None);

        Assert.Equal(
            new JobScheduleView("30 2 * * 1-5", "Europe/Berlin", true, false, new DateTime(2026, 3, 5, 1, 30, 0, DateTimeKind.Utc), """{"count":5}""", 1), changed);
        Assert.Equal(changed, (await scope.Get<JobService>().GetAsync("team", CancellationToken.None)).Schedule);
        var run = await jobs.GetAsync(await jobs.RunNowAsync());
        Assert.Equal("""{"count":5}""", run.Parameters);
        await using var db = await jobs.Studio.OpenAsync();
        Assert.Single(await db.Set<AuditEntry>().Where(a => a.Action == "job_schedule.changed").ToListAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Change_StaleVersion_IsAConflict(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using var scope = jobs.Studio.As(Role.OrgAdmin);
        var schedules = scope.Get<JobScheduleService>();
        await schedules.ChangeAsync("team", new JobScheduleInput { Cron = "0 1 * * *" }, CancellationToken.None);
        await schedules.ChangeAsync("team", new JobScheduleInput { Cron = "0 2 * * *", RowVersion = 1 }, CancellationToken.None);

        foreach (var stale in new long[] { 0, 1 })
        {
            await Assert.ThrowsAsync<ConflictException>(() =>
                schedules.ChangeAsync("team", new JobScheduleInput { Cron = "0 3 * * *", RowVersion = stale }, CancellationToken.None));
        }

        await schedules.ResetAsync("team", CancellationToken.None);
        Assert.Equal(("0 6 * * *", true), (await scope.Get<JobService>().GetAsync("team", CancellationToken.None)).Schedule is var s ? (s.Cron, s.IsDefault) : default);
    }

    [Theory]
    [InlineData("every night", "UTC", "cron")]
    [InlineData("0 0 6 * * ?", "UTC", "cron")]
    [InlineData("0 25 * * *", "UTC", "cron")]
    [InlineData("0 6 * * *", "Mars/Olympus", "timeZone")]
    public async Task Change_WrongTiming_NamesTheField(string cron, string zone, string field)
    {
        await using var jobs = await JobStudio.CreateAsync(working: false);
        await using var scope = jobs.Studio.As(Role.OrgAdmin);

        var failure = await Assert.ThrowsAsync<ValidationException>(() =>
            scope.Get<JobScheduleService>().ChangeAsync("team", new JobScheduleInput { Cron = cron, TimeZone = zone }, CancellationToken.None));

        Assert.Equal([field], failure.Errors.Keys);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Clock_StartedTwice_PlansEveryJobOnceAndFollowsChanges(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var clock = jobs.Studio.Get<JobClock>();
        await clock.StartAsync(CancellationToken.None);
        await clock.PlanAsync(CancellationToken.None);
        string[] planned = ["backup", "check-vectors", "check-vectors", "clean-up-accounts", "clean-up-answers", "clean-up-conversations", "clean-up-conversations", "clean-up-knowledge", "clean-up-knowledge", "clean-up-runs", "clean-up-webhooks", "embed-knowledge", "embed-knowledge", "ingest-knowledge", "ingest-knowledge", "team", "team"];
        Assert.Equal(planned, await TriggersAsync(jobs));

        await using var scope = jobs.Studio.As(Role.OrgAdmin);
        await scope.Get<JobScheduleService>().ChangeAsync("team", new JobScheduleInput { Cron = "0 6 * * *", Enabled = false }, CancellationToken.None);

        await Eventually.GetAsync(() => TriggersAsync(jobs), names => names.Count == planned.Length - 1);
        await clock.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Clock_ManyChangesAtOnce_ArePlannedTogether()
    {
        var lines = new LogLines();
        await using var jobs = await JobStudio.CreateAsync(working: false, configure: services => services.AddLogging(b => b.SetMinimumLevel(LogLevel.Information).AddProvider(lines)));
        var clock = jobs.Studio.Get<JobClock>();
        await clock.StartAsync(CancellationToken.None);

        for (var i = 0; i < 200; i++)
        {
            jobs.Studio.Get<ChangeFeed>().Publish(new Change(OrganizationService.Topic, jobs.Studio.Ours.Id));
        }

        await clock.StopAsync(CancellationToken.None);
        Assert.InRange(lines.All.Count(l => l.StartsWith("Job schedule:", StringComparison.Ordinal)), 1, 100);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Clock_TimeMissedWhileDown_StartsTheJobOnceAfterTheRestart(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        await using (var before = ClockOf(jobs))
        {
            await before.StartAsync(CancellationToken.None);
            await before.StopAsync(CancellationToken.None);
        }

        await using (var db = await jobs.Studio.OpenAsync())
        {
            // Three nights without the program.
            var past = TimeProvider.System.GetUtcNow().AddDays(-3).UtcTicks;
            await db.Database.ExecuteSqlAsync($"UPDATE qrtz_triggers SET next_fire_time = {past} WHERE trigger_name = 'backup'");
        }

        await using var after = ClockOf(jobs);
        await after.StartAsync(CancellationToken.None);

        await using var scope = jobs.Studio.As(jobs.SiteAdmin);
        var runs = await Eventually.GetAsync(() => scope.Get<JobRunService>().ListAsync(new JobRunQuery { Scope = JobScope.Installation }, CancellationToken.None), page => page.Total > 0);
        Assert.Equal(("backup", JobTrigger.Schedule, "Schedule"), Assert.Single(runs.Items) is var run ? (run.JobKey, run.Trigger, run.StartedBy) : default);
        await after.StopAsync(CancellationToken.None);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task EnqueueScheduled_WhilePreviousRunIsQueued_DoesNothing(DatabaseProvider provider)
    {
        await using var jobs = await JobStudio.CreateAsync(provider, working: false);
        var queue = jobs.Studio.Get<JobQueue>();

        await queue.EnqueueScheduledAsync("house", Guid.Empty, CancellationToken.None);
        await queue.EnqueueScheduledAsync("house", Guid.Empty, CancellationToken.None);

        await using var scope = jobs.Studio.As(jobs.SiteAdmin);
        Assert.Equal(1, (await scope.Get<JobRunService>().ListAsync(new JobRunQuery { Scope = JobScope.Installation }, CancellationToken.None)).Total);
    }

    private static JobClock ClockOf(JobStudio jobs) => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<JobClock>(jobs.Studio.Services);

    private static async Task<List<string>> TriggersAsync(JobStudio jobs)
    {
        await using var db = await jobs.Studio.OpenAsync();
        return await db.Database.SqlQueryRaw<string>("SELECT trigger_name AS \"Value\" FROM qrtz_triggers ORDER BY trigger_name").ToListAsync();
    }
}
