using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How much of what there was to see a run has seen.</summary>
internal enum SeenChanges
{
    /// <summary>What it could not read, or not list, is asked for again.</summary>
    Some,

    /// <summary>All that has changed.</summary>
    Changes,

    /// <summary>All that there is, so that it knows what is gone, too; but some of it could not be read, and may be the next time.</summary>
    AllButSome,

    Everything,
}

/// <summary>Begins and ends runs, and makes what they wrote the current revision of their source.</summary>
internal sealed class IngestionBook(StudioDb db, Access access, JobRunService jobs, TimeProvider clock)
{
    private const int DocumentsAtOnce = 200;

    /// <summary>What is gone is not among what has changed.</summary>
    private static readonly TimeSpan s_everythingEvery = TimeSpan.FromDays(7);

    /// <summary>What was not seen for so long is not waited for.</summary>
    private static readonly TimeSpan s_longMissing = TimeSpan.FromDays(30);

    /// <summary>Clocks differ, and what was changed a moment ago may not be listed yet.</summary>
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(10);

    /// <summary>The run that was begun and not ended goes on: a crash or a restart was in between.</summary>
    /// <param name="knowsChanges">Whether this kind of source can be asked for what has changed.</param>
    /// <returns>The run, and its source as it is now. Null: it was deleted or switched off in the meantime.</returns>
    public async Task<(IngestionRun Run, KnowledgeSource Source)?> OpenAsync(Guid sourceId, Func<SourceKind, bool> knowsChanges, Guid jobRunId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var source = await context.Set<KnowledgeSource>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == sourceId && s.IsActive, ct).ConfigureAwait(false);
            if (source is null)
            {
                return null;
            }

            var run = await context.Set<IngestionRun>().SingleOrDefaultAsync(r => r.SourceId == sourceId && r.State == IngestionState.Running, ct).ConfigureAwait(false);
            if (run is null)
            {
                var now = clock.GetUtcNow().UtcDateTime;
                var isRecent = source.ListedAt is { } listed && now - listed < s_everythingEvery;
                run = new()
                {
                    OrganizationId = source.OrganizationId,
                    SourceId = source.Id,
                    JobRunId = jobRunId,
                    Revision = source.Revision + 1,
                    Since = knowsChanges(source.Kind) && isRecent ? source.KnownUntil - s_overlap : null,
                    StartedAt = now,
                };
                context.Add(run);
            }

            run.JobRunId = jobRunId;
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            return (run, source);
        }
    }

    /// <summary>After everything was looked at: what was not seen is gone.</summary>
    public Task EndMissingAsync(IngestionRun run, CancellationToken ct) => EndAsync(run, (_, unseen) => unseen, ct);

    /// <summary>After a part of it could not be: what no run has seen for long is gone, too, or a page that never answers would keep all others for ever.</summary>
    public async Task EndLongMissingAsync(IngestionRun run, CancellationToken ct)
    {
        // Where nothing at all could be seen, nothing is known.
        if (run.Added + run.Changed + run.Unchanged > 0)
        {
            var before = run.StartedAt - s_longMissing;
            await EndAsync(run, (context, unseen) => unseen.Where(d => !context.Set<IngestionRun>().Any(r => r.Id == d.SeenByRun && r.StartedAt >= before)), ct).ConfigureAwait(false);
        }
    }

    /// <summary>What the source does not want any more for its age, of a run that has asked for changes only.</summary>
    public Task EndOlderAsync(IngestionRun run, DateTime oldest, CancellationToken ct) => EndAsync(run, (_, unseen) => unseen.Where(d => d.ChangedAt < oldest), ct);

    /// <param name="which">Of those that the run has not seen.</param>
    private async Task EndAsync(IngestionRun run, Func<StudioDbContext, IQueryable<KnowledgeDocument>, IQueryable<KnowledgeDocument>> which, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var unseen = context.Set<KnowledgeDocument>().Where(d => d.SourceId == run.SourceId && d.UntilRevision == null && d.SeenByRun != run.Id);
            var missing = which(context, unseen).OrderBy(d => d.Id).Select(d => d.Id);
            while (await missing.Take(DocumentsAtOnce).ToArrayAsync(ct).ConfigureAwait(false) is { Length: > 0 } some)
            {
                var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    context.Attach(run);
                    await IngestionWriter.EndAsync(context, some, run.Revision, ct).ConfigureAwait(false);
                    run.Removed += some.Length;
                    await context.SaveChangesAsync(ct).ConfigureAwait(false);
                    await transaction.CommitAsync(ct).ConfigureAwait(false);
                    context.ChangeTracker.Clear();
                }
            }
        }
    }

    /// <summary>Ends the run and, if it changed anything, makes its revision the current one: searches see all of it at once.</summary>
    /// <param name="source">As the run read it. Null: the run could not go on.</param>
    /// <param name="seen">What the next run need not ask for again.</param>
    public async Task CloseAsync(IngestionRun run, IngestionState state, string? problem, KnowledgeSource? source, SeenChanges seen, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                context.Attach(run);
                var now = clock.GetUtcNow().UtcDateTime;
                (run.State, run.FinishedAt, run.Problem) = (state, now, problem is null ? null : IngestionWriter.Cut(problem));
                if (!await context.Set<IngestionRun>().AnyAsync(r => r.Id == run.Id, ct).ConfigureAwait(false))
                {
                    run.Problem = "The source was deleted while it was being looked through.";
                    return;
                }

                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                var current = context.Set<KnowledgeDocument>().Where(d => d.SourceId == run.SourceId && d.UntilRevision == null);
                var sums = await current.GroupBy(_ => 1).Select(g => new { Documents = g.Count(), Chunks = g.Sum(d => d.Chunks) }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
                var (documents, chunks) = (sums?.Documents ?? 0, sums?.Chunks ?? 0);
                var revision = run.Added + run.Changed + run.Removed > 0 ? run.Revision : run.Revision - 1;
                var sawAll = seen is SeenChanges.Everything or SeenChanges.AllButSome;
                var completed = state is IngestionState.Succeeded or IngestionState.WithFailures;
                await context.Set<KnowledgeSource>().Where(s => s.Id == run.SourceId).ExecuteUpdateAsync(
                    set => set.SetProperty(s => s.Revision, revision).SetProperty(s => s.Documents, documents).SetProperty(s => s.Chunks, chunks)
                        .SetProperty(s => s.CompletedAt, s => completed ? now : s.CompletedAt)
                        .SetProperty(s => s.ListedAt, s => sawAll ? run.StartedAt : s.ListedAt),
                    ct).ConfigureAwait(false);
                if (source is not null && (seen is SeenChanges.Changes or SeenChanges.Everything || (seen == SeenChanges.AllButSome && await WasAllButSomeAsync(context, run, ct).ConfigureAwait(false))))
                {
                    // Unless somebody has changed what the source is about since the run began.
                    await context.Set<KnowledgeSource>().Where(s => s.Id == run.SourceId && s.UpdatedAt <= run.StartedAt && s.RowVersion == source.RowVersion)
                        .ExecuteUpdateAsync(set => set.SetProperty(s => s.KnownUntil, run.StartedAt), ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What has failed twice when everything was asked for waits for the next time everything is: else every run would ask for everything.</summary>
    private static async Task<bool> WasAllButSomeAsync(StudioDbContext context, IngestionRun run, CancellationToken ct)
    {
        var before = await context.Set<IngestionRun>().AsNoTracking().Where(r => r.SourceId == run.SourceId && r.Id != run.Id && r.StartedAt <= run.StartedAt)
            .OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        return before is { Since: null, State: IngestionState.WithFailures };
    }

    /// <summary>Whether the source is still there.</summary>
    public async Task<bool> HasAsync(Guid sourceId)
    {
        var context = await db.OpenAsync(access, CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<KnowledgeSource>().AnyAsync(s => s.Id == sourceId, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task<bool> IsCancelledAsync(Guid jobRunId) =>
        (await jobs.OpenAsync(IngestionJob.Definition.Key, CancellationToken.None).ConfigureAwait(false)).Any(r => r.Run.Id == jobRunId && r.Run.CancelRequested);
}
