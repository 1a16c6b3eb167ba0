using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>Runs of jobs: what went on, what goes on, and what a person can do about it.</summary>
public sealed class JobRunService(Access access, StudioDb db, JobCatalog catalog, ChangeFeed feed, TimeProvider clock)
{
    private static readonly SortMap<JobRun> s_sorts = new SortMap<JobRun>()
        .Add("-queuedAt", q => q.OrderBy(r => r.QueuedAt).ThenBy(r => r.Id), q => q.OrderByDescending(r => r.QueuedAt).ThenByDescending(r => r.Id))
        .Add("job", q => q.OrderBy(r => r.JobKey).ThenBy(r => r.QueuedAt).ThenBy(r => r.Id), q => q.OrderByDescending(r => r.JobKey).ThenByDescending(r => r.QueuedAt).ThenByDescending(r => r.Id))
        .Add("status", q => q.OrderBy(r => r.Status).ThenBy(r => r.QueuedAt).ThenBy(r => r.Id), q => q.OrderByDescending(r => r.Status).ThenByDescending(r => r.QueuedAt).ThenByDescending(r => r.Id))
        .Add("finishedAt", q => q.OrderBy(r => r.FinishedAt).ThenBy(r => r.Id), q => q.OrderByDescending(r => r.FinishedAt).ThenByDescending(r => r.Id));

    private static readonly SortMap<JobRunLine> s_lineSorts = new SortMap<JobRunLine>()
        .Add("ordinal", q => q.OrderBy(l => l.Ordinal), q => q.OrderByDescending(l => l.Ordinal));

    private static readonly SortMap<JobRunItem> s_itemSorts = new SortMap<JobRunItem>()
        .Add("at", q => q.OrderBy(i => i.At).ThenBy(i => i.Key), q => q.OrderByDescending(i => i.At).ThenByDescending(i => i.Key))
        .Add("key", q => q.OrderBy(i => i.Key), q => q.OrderByDescending(i => i.Key));

    public async Task<Page<JobRunRow>> ListAsync(JobRunQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            access.Require(Permission.JobsView);
            var runs = context.RunsOf(query.Scope ?? ScopeOf(query.JobKey), access);
            runs = query.JobKey is { Length: > 0 } key ? runs.Where(r => r.JobKey == key) : runs;
            runs = query.Status is { } status ? runs.Where(r => r.Status == status) : runs;
            if (query.SearchTerm() is { } term)
            {
                var keys = catalog.Definitions.Where(d => d.Title.Contains(term, StringComparison.OrdinalIgnoreCase)).Select(d => d.Key).ToList();
                runs = runs.Where(r => keys.Contains(r.JobKey) || r.SearchText.Contains(term));
            }

            var page = await context.PageAsync(runs, query, s_sorts, r => r, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(r => RowOf(r, catalog))], page.PageNumber, page.PageSize, page.Total);
        }
    }

    private JobScope ScopeOf(string? jobKey)
    {
        var scope = catalog.Find(jobKey ?? "")?.Definition.Scope;
        var outside = scope == JobScope.Installation || (scope is null && access.OrganizationId == Guid.Empty);
        return outside && access.Can(Permission.SiteManage) ? JobScope.Installation : JobScope.Organization;
    }

    public async Task<JobRunDetail> GetAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return DetailOf(await FindAsync(context, id, ct).ConfigureAwait(false));
        }
    }

    /// <summary>What is queued or running of a job of the organisation: for the feature that the job works for.</summary>
    internal async Task<IReadOnlyList<JobRunDetail>> OpenAsync(string jobKey, CancellationToken ct)
    {
        access.Require(Permission.JobsView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var runs = await context.Set<JobRun>().AsNoTracking()
                .Where(r => r.JobKey == jobKey && (r.Status == JobRunStatus.Queued || r.Status == JobRunStatus.Running)).ToListAsync(ct).ConfigureAwait(false);
            return [.. runs.Select(DetailOf)];
        }
    }

    public async Task<Page<JobLineRow>> LinesAsync(Guid id, ListQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await FindAsync(context, id, ct).ConfigureAwait(false);
            return await context.Set<JobRunLine>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(l => l.RunId == id)
                .ToPageOfPartsAsync(query, s_lineSorts, l => new JobLineRow(l.Ordinal, l.At, l.Level, l.Text), ct).ConfigureAwait(false);
        }
    }

    public async Task<Page<JobItemRow>> ItemsAsync(Guid id, JobItemQuery query, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await FindAsync(context, id, ct).ConfigureAwait(false);
            var items = context.Set<JobRunItem>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(i => i.RunId == id);
            items = query.State is { } state ? items.Where(i => i.State == state) : items;
            return await items.ToPageOfPartsAsync(query, s_itemSorts, i => new JobItemRow(i.Key, i.State, i.Reason, i.At), ct).ConfigureAwait(false);
        }
    }

    /// <summary>A queued run ends at once; a running one as soon as its job lets go, which is a matter of seconds.</summary>
    public async Task<JobRunRow> CancelAsync(Guid id, CancellationToken ct) =>
        await ChangeAsync(id, "job.cancelled", (_, run, now) =>
        {
            switch (run.Status)
            {
                case JobRunStatus.Queued:
                    run.Status = JobRunStatus.Cancelled;
                    run.FinishedAt = now;
                    break;
                case JobRunStatus.Running:
                    run.CancelRequestedAt ??= now;
                    break;
                default:
                    throw new ConflictException("This run has already ended.", "already_ended");
            }

            return Task.CompletedTask;
        }, ct).ConfigureAwait(false);

    /// <summary>Begins another attempt of a run that ended badly. A resumable job goes on with what is left.</summary>
    public async Task<JobRunRow> RetryAsync(Guid id, CancellationToken ct) =>
        await ChangeAsync(id, "job.retried", async (context, run, _) =>
        {
            if (!RowOf(run, catalog).CanRetry)
            {
                throw new ConflictException("Only a run that failed, was cancelled or interrupted can be retried.", "not_retryable");
            }

            if (catalog.Find(run.JobKey)?.Definition.Resumable != true)
            {
                await context.Set<JobRunItem>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).Where(i => i.RunId == id).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }

            run.Status = JobRunStatus.Queued;
            run.FinishedAt = null;
            run.CancelRequestedAt = null;
            run.NotBefore = null;
        }, ct).ConfigureAwait(false);

    internal static JobRunRow RowOf(JobRun run, JobCatalog catalog) => new()
    {
        Id = run.Id,
        JobKey = run.JobKey,
        JobTitle = catalog.TitleOf(run.JobKey),
        Scope = run.OrganizationId == Guid.Empty ? JobScope.Installation : JobScope.Organization,
        Status = run.Status,
        Trigger = run.Trigger,
        StartedBy = run.StartedBy,
        Attempt = run.Attempt,
        QueuedAt = run.QueuedAt,
        NotBefore = run.NotBefore,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        CancelRequested = run.CancelRequestedAt is not null,
        Done = run.Done,
        Total = run.Total,
        Message = run.Message,
        Items = new JobItemCounts(run.ItemsDone, run.ItemsSkipped, run.ItemsFailed),
        Error = run.Error,
        ErrorReference = run.ErrorReference,
    };

    private async Task<JobRunRow> ChangeAsync(Guid id, string action, Func<StudioDbContext, JobRun, DateTime, Task> change, CancellationToken ct)
    {
        access.Require(Permission.JobsRun);
        var seen = await GetAsync(id, ct).ConfigureAwait(false);
        var definition = catalog.Require(seen.Run.JobKey, access);
        var context = await db.OpenForAsync(seen.Run.Scope, access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var run = await FindAsync(context, id, ct).ConfigureAwait(false);
                var now = clock.GetUtcNow().UtcDateTime;
                await change(context, run, now).ConfigureAwait(false);
                context.RecordRow(access.Grant, now, action, run, run.Id, definition.Title);
                await JobService.SaveOneAtATimeAsync(context, definition, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                JobQueue.Signal(feed, run.OrganizationId, run.Id);
                return RowOf(run, catalog);
            }
        }
    }

    private async Task<JobRun> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.VisibleRuns(access).SingleOrDefaultAsync(r => r.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The run");

    private JobRunDetail DetailOf(JobRun run) =>
        new(RowOf(run, catalog), catalog.Find(run.JobKey)?.Definition.MaxAttempts ?? run.Attempt, run.Parameters, run.Node, run.HeartbeatAt);
}
