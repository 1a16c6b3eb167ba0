using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace AssistantStudio.Core.Jobs;

/// <summary>
/// Starts jobs when they are due. Quartz keeps the times in the same database, so that a time missed while the program was
/// down is made up for once, and only one of several nodes acts on it. What it starts is a row in the queue, nothing more.
/// </summary>
internal sealed class JobClock(
    StudioDb db, DataFolder folder, IOptions<DatabaseOptions> database, JobPlans plans, JobQueue queue, ChangeFeed feed,
    ILoggerFactory loggers, ILogger<JobClock> log) : IAsyncDisposable
{
    public const string SchedulesTopic = "job-schedules";

    private const int MaxPlanTries = 10;
    private static readonly TimeSpan s_planAgain = TimeSpan.FromSeconds(5);

    private const string SchedulerName = "AssistantStudio";

    private readonly SemaphoreSlim _planning = new(1, 1);
    private List<IDisposable> _subscriptions = [];
    private StandaloneSchedulerFactory? _factory;
    private IScheduler? _scheduler;
    private int _wanted;

    /// <summary>After the migrations: it makes tables of its own beside them.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _factory = QuartzSchedulerBuilder.Create(Configure).Build();
        _scheduler = await _factory.GetScheduler(ct).ConfigureAwait(false);
        await PlanAsync(ct).ConfigureAwait(false);
        _subscriptions.Add(feed.SubscribeAll(SchedulesTopic, _ => PlanSoon()));
        _subscriptions.Add(feed.SubscribeAll(OrganizationService.Topic, _ => PlanSoon()));
        await _scheduler.Start(ct).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken ct)
    {
        // A host that is disposed while it stops asks twice, at the same time.
        foreach (var subscription in Interlocked.Exchange(ref _subscriptions, []))
        {
            subscription.Dispose();
        }

        if (Interlocked.Exchange(ref _scheduler, null) is { } scheduler)
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Brings the stored times in line with the schedules. What has not changed keeps its next time, also a missed one.</summary>
    public async Task PlanAsync(CancellationToken ct)
    {
        await _planning.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            Interlocked.Exchange(ref _wanted, 0);
            if (_scheduler is not { } scheduler)
            {
                return; // Stopped meanwhile.
            }

            var due = (await plans.LoadAsync(ct).ConfigureAwait(false)).Where(p => p.IsDue).ToDictionary(TriggerOf);
            var stored = (await scheduler.QueryTriggers(new TriggerQuery { Take = int.MaxValue }, ct).ConfigureAwait(false)).Items;
            foreach (var trigger in stored)
            {
                if (!due.Remove(trigger.Key, out var plan))
                {
                    await scheduler.UnscheduleJob(trigger.Key, ct).ConfigureAwait(false);
                }
                else if (trigger.Description != TextOf(plan.Timing!) || trigger.State == TriggerState.Error)
                {
                    await ScheduleAsync(scheduler, plan, ct).ConfigureAwait(false);
                }
            }

            foreach (var plan in due.Values)
            {
                await ScheduleAsync(scheduler, plan, ct).ConfigureAwait(false);
            }

            JobLog.Planned(log, due.Count + stored.Count);
        }
        finally
        {
            _planning.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync().ConfigureAwait(false);
        }

        _planning.Dispose();
    }

    private void Configure(IQuartzBuilder quartz)
    {
        quartz.ConfigureScheduler(s =>
        {
            s.InstanceName = SchedulerName;
            s.GenerateInstanceId = db.Provider == DatabaseProvider.Postgres;
        });
        quartz.UseDefaultThreadPool(1);
        quartz.Services.AddSingleton(queue);
        quartz.Services.AddSingleton(loggers);
        quartz.UsePersistentStore(store =>
        {
            store.ProvisionSchema();
            if (db.Provider == DatabaseProvider.Postgres)
            {
                store.UsePostgres(NpgsqlFactory.Instance, database.Value.ConnectionString!);
                store.UseClustering(_ => { });
            }
            else
            {
                store.UseSqlite(SqliteFactory.Instance, DataRegistration.SqliteConnectionString(database.Value, folder));
            }
        });
    }

    /// <summary>Stored as a trigger's description: a list of triggers has it, so that comparing needs no query for each.</summary>
    private static string TextOf(JobTiming timing) => $"{timing.Cron} in {timing.TimeZone}";

    private static async Task ScheduleAsync(IScheduler scheduler, JobPlan plan, CancellationToken ct)
    {
        var key = TriggerOf(plan);
        var job = JobBuilder.Create<StartScheduledRun>().WithIdentity(key.Name, key.Group).Build();
        var expression = JobTimings.Expression(plan.Timing!);
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .WithDescription(TextOf(plan.Timing!))
            .WithSchedule(CronScheduleBuilder.Create(expression).InTimeZone(expression.TimeZone)
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, ct).ConfigureAwait(false);
    }

    private static TriggerKey TriggerOf(JobPlan plan) => new(plan.Definition.Key, plan.OrganizationId.ToString("N"));

    /// <summary>Called by the change feed, which must not wait. A planning that has yet to look will see this change too.</summary>
    private void PlanSoon()
    {
        if (Interlocked.Exchange(ref _wanted, 1) == 0)
        {
            _ = Task.Run(PlanOrLogAsync);
        }
    }

    private async Task PlanOrLogAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await PlanAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                JobLog.PlanFailed(log, e);
                if (tries == MaxPlanTries || _scheduler is null)
                {
                    return;
                }
            }

            await Task.Delay(s_planAgain).ConfigureAwait(false); // A locked database, most likely.
        }
    }

    /// <summary>What Quartz runs: it only queues the run, so that all runs go the same way.</summary>
    internal sealed class StartScheduledRun(JobQueue queue) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var key = context.Trigger.Key;
            await queue.EnqueueScheduledAsync(key.Name, Guid.ParseExact(key.Group, "N"), cancellationToken).ConfigureAwait(false);
        }
    }
}
