using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

/// <summary>A run that this node has taken to work on.</summary>
internal sealed record ClaimedRun(Guid Id, Guid OrganizationId, string JobKey, int Attempt, string Parameters);

internal enum RunEnd
{
    Succeeded,
    Failed,

    /// <summary>Failed in a way that another attempt would not cure.</summary>
    GivenUp,
    Cancelled,

    /// <summary>The program stops; the run goes on after the restart.</summary>
    Stopped,
}

/// <summary>The states of runs. Every change names the state it expects, so that two nodes never both make it.</summary>
internal sealed class JobQueue(
    StudioDb db, JobCatalog catalog, NodeIdentity node, IOptions<JobOptions> options, ChangeFeed feed, TimeProvider clock, ILogger<JobQueue> log)
{
    public const string Topic = "jobs";

    /// <summary>Only for the workers: a run waits for a node, or somebody wants something of one that is going on.</summary>
    public const string SignalsTopic = "job-signals";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Tells the screens and the workers. What a worker writes down itself is for the screens alone: it would wake itself.</summary>
    public static void Signal(ChangeFeed feed, Guid organizationId, Guid runId)
    {
        foreach (var change in SignalsOf(organizationId, runId))
        {
            feed.Publish(change);
        }
    }

    public static IReadOnlyList<Change> SignalsOf(Guid organizationId, Guid runId) => [new(SignalsTopic, organizationId, runId), new(Topic, organizationId, runId)];

    /// <summary>Nothing happens when the previous run is still going on: the schedule comes round again.</summary>
    public async Task EnqueueScheduledAsync(string jobKey, Guid organizationId, CancellationToken ct)
    {
        if (catalog.Find(jobKey)?.Definition is not { } definition)
        {
            return;
        }

        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var parameters = await context.Set<JobSchedule>().IgnoreQueryFilters()
                .Where(s => s.JobKey == jobKey && s.OrganizationId == organizationId)
                .Select(s => s.Parameters).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            var run = new JobRun
            {
                OrganizationId = organizationId,
                JobKey = jobKey,
                Trigger = JobTrigger.Schedule,
                StartedBy = "Schedule",
                Parameters = parameters ?? JobParameters.DefaultsOf(definition),
                QueuedAt = Now,
            };
            context.Add(run);
            try
            {
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                Signal(feed, organizationId, run.Id);
            }
            catch (DbUpdateException e) when (e.IsDuplicate())
            {
                JobLog.StillRunning(log, jobKey);
            }
        }
    }

    public async Task<ClaimedRun?> ClaimAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            while (true)
            {
                var now = Now;
                var next = await Runs(context)
                    .Where(r => r.Status == JobRunStatus.Queued && (r.NotBefore == null || r.NotBefore <= now))
                    .OrderBy(r => r.QueuedAt)
                    .Select(r => new ClaimedRun(r.Id, r.OrganizationId, r.JobKey, r.Attempt + 1, r.Parameters))
                    .FirstOrDefaultAsync(ct).ConfigureAwait(false);
                if (next is null)
                {
                    return null;
                }

                var taken = await Runs(context).Where(r => r.Id == next.Id && r.Status == JobRunStatus.Queued && r.Attempt == next.Attempt - 1)
                    .ExecuteUpdateAsync(
                        set => set
                            .SetProperty(r => r.Status, JobRunStatus.Running)
                            .SetProperty(r => r.Attempt, next.Attempt)
                            .SetProperty(r => r.Node, node.Name)
                            .SetProperty(r => r.StartedAt, r => r.StartedAt ?? now)
                            .SetProperty(r => r.HeartbeatAt, now)
                            .SetProperty(r => r.NotBefore, (DateTime?)null)
                            .SetProperty(r => r.Error, (string?)null)
                            .SetProperty(r => r.ErrorReference, (string?)null),
                        ct).ConfigureAwait(false);
                if (taken == 1)
                {
                    feed.Publish(new Change(Topic, next.OrganizationId, next.Id));
                    return next;
                }
            }
        }
    }

    /// <summary>
    /// Finds runs whose program died. An SQLite file has one program, so whatever another one left running is dead;
    /// on PostgreSQL a node is dead when it was silent for too long.
    /// </summary>
    /// <param name="mine">What this node really works on.</param>
    public async Task RecoverAsync(IReadOnlyCollection<Guid> mine, CancellationToken ct)
    {
        var stale = Now.AddSeconds(-options.Value.StaleAfterSeconds);
        var alone = db.Provider == DatabaseProvider.Sqlite;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var dead = await Runs(context)
                .Where(r => r.Status == JobRunStatus.Running
                    && ((r.Node == node.Name && !mine.Contains(r.Id)) || (r.Node != node.Name && (alone || r.HeartbeatAt < stale))))
                .Select(r => new { r.Id, r.OrganizationId, r.JobKey, r.Attempt, r.Parameters, r.Node, Cancel = r.CancelRequestedAt != null })
                .ToListAsync(ct).ConfigureAwait(false);
            foreach (var run in dead)
            {
                JobLog.Recovered(log, run.JobKey, run.Id, run.Attempt);
                await EndAttemptAsync(
                    context, new ClaimedRun(run.Id, run.OrganizationId, run.JobKey, run.Attempt, run.Parameters), run.Node!,
                    run.Cancel ? RunEnd.Cancelled : RunEnd.Failed, "The program stopped unexpectedly while this run was going on.", null,
                    JobRunStatus.Interrupted, ct).ConfigureAwait(false);
            }
        }
    }

    public async Task FinishAsync(ClaimedRun run, RunEnd end, string? error, string? reference, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await EndAttemptAsync(context, run, node.Name, end, error, reference, JobRunStatus.Failed, ct).ConfigureAwait(false);
        }
    }

    private async Task EndAttemptAsync(
        StudioDbContext context, ClaimedRun run, string owner, RunEnd end, string? error, string? reference, JobRunStatus whenUsedUp, CancellationToken ct)
    {
        var now = Now;
        var definition = catalog.Find(run.JobKey)?.Definition;
        var resumable = definition?.Resumable == true;
        var again = end == RunEnd.Stopped || (end == RunEnd.Failed && run.Attempt < (definition?.MaxAttempts ?? 0));
        var status = end switch
        {
            _ when again => JobRunStatus.Queued,
            RunEnd.Succeeded => JobRunStatus.Succeeded,
            RunEnd.Cancelled => JobRunStatus.Cancelled,
            _ => whenUsedUp,
        };

        // A dead program is no reason to wait when the next attempt only does what is left.
        var atOnce = end == RunEnd.Stopped || (whenUsedUp == JobRunStatus.Interrupted && resumable);
        var notBefore = again && !atOnce ? now + JobLimits.RetryDelay(run.Attempt) : (DateTime?)null;
        var attempt = end == RunEnd.Stopped ? run.Attempt - 1 : run.Attempt;
        error = JobText.Cut(error, JobLimits.ErrorLength);
        // The end of a run and the line that tells of it are one thing: whoever sees the one sees the other.
        var changed = 0;
        var line = JobText.EndOf(end, status, error, notBefore, run.Attempt);
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            changed = await Runs(context)
                .Where(r => r.Id == run.Id && r.Status == JobRunStatus.Running && r.Node == owner && r.Attempt == run.Attempt && (again || r.Parameters == run.Parameters))
                .ExecuteUpdateAsync(
                    set => set
                        .SetProperty(r => r.Status, status)
                        .SetProperty(r => r.Attempt, attempt)
                        .SetProperty(r => r.Node, (string?)null)
                        .SetProperty(r => r.NotBefore, notBefore)
                        .SetProperty(r => r.FinishedAt, again ? null : now)
                        .SetProperty(r => r.Error, error)
                        .SetProperty(r => r.ErrorReference, reference),
                    ct).ConfigureAwait(false);
            if (changed == 0 && !again)
            {
                changed = await BeginAnewAsync(context, run, owner, ct).ConfigureAwait(false);
                again = changed == 1;
                line = again ? (JobLineLevel.Information, "More was asked for meanwhile: it begins once more.") : line;
            }

            if (changed == 1 && again && !resumable)
            {
                await context.Set<JobRunItem>().IgnoreQueryFilters().Where(i => i.RunId == run.Id).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }

            if (changed == 1)
            {
                await AddLineAsync(context, run, line, ct).ConfigureAwait(false);
            }

            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }

        if (changed == 1 && again)
        {
            Signal(feed, run.OrganizationId, run.Id);
        }
        else if (changed == 1)
        {
            feed.Publish(new Change(Topic, run.OrganizationId, run.Id));
        }
    }

    /// <summary>A run of ours that was asked for more since it was claimed, see <see cref="JobRequests"/>: its end is a new beginning.</summary>
    private static Task<int> BeginAnewAsync(StudioDbContext context, ClaimedRun run, string owner, CancellationToken ct) =>
        Runs(context)
            .Where(r => r.Id == run.Id && r.Status == JobRunStatus.Running && r.Node == owner && r.Attempt == run.Attempt)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(r => r.Status, JobRunStatus.Queued)
                    .SetProperty(r => r.Attempt, 0)
                    .SetProperty(r => r.Node, (string?)null)
                    .SetProperty(r => r.CancelRequestedAt, (DateTime?)null),
                ct);

    private async Task AddLineAsync(StudioDbContext context, ClaimedRun run, (JobLineLevel Level, string Text) line, CancellationToken ct)
    {
        var last = await context.Set<JobRunLine>().IgnoreQueryFilters().Where(l => l.RunId == run.Id)
            .MaxAsync(l => (int?)l.Ordinal, ct).ConfigureAwait(false);
        context.Add(new JobRunLine
        {
            RunId = run.Id,
            OrganizationId = run.OrganizationId,
            Ordinal = (last ?? 0) + 1,
            At = Now,
            Level = line.Level,
            Text = JobText.Cut(line.Text, JobLimits.LineLength)!,
        });
        await context.SaveChangesAsync(ct).ConfigureAwait(false);
        context.ChangeTracker.Clear();
    }

    private static IQueryable<JobRun> Runs(StudioDbContext context) => context.Set<JobRun>().IgnoreQueryFilters();
}
