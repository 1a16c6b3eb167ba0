using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Begins and ends runs, and makes what they wrote the current revision of their source.</summary>
internal sealed class IngestionBook(StudioDb db, Access access, JobRunService jobs, TimeProvider clock)
{
    private const int DocumentsAtOnce = 200;

    /// <summary>What is gone is not among what has changed.</summary>
    private static readonly TimeSpan s_everythingEvery = TimeSpan.FromDays(7);

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
    public async Task EndMissingAsync(IngestionRun run, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var missing = context.Set<KnowledgeDocument>()
                .Where(d => d.SourceId == run.SourceId && d.UntilRevision == null && d.SeenByRun != run.Id).OrderBy(d => d.Id).Select(d => d.Id);
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
    /// <param name="sawEverything">Whether it could see what is gone.</param>
    public async Task CloseAsync(IngestionRun run, IngestionState state, string? problem, KnowledgeSource? source, bool sawEverything, CancellationToken ct)
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
                var completed = state is IngestionState.Succeeded or IngestionState.WithFailures;
                await context.Set<KnowledgeSource>().Where(s => s.Id == run.SourceId).ExecuteUpdateAsync(
                    set => set.SetProperty(s => s.Revision, revision).SetProperty(s => s.Documents, documents).SetProperty(s => s.Chunks, chunks)
                        .SetProperty(s => s.CompletedAt, s => completed ? now : s.CompletedAt)
                        .SetProperty(s => s.ListedAt, s => sawEverything ? run.StartedAt : s.ListedAt),
                    ct).ConfigureAwait(false);
                if (state == IngestionState.Succeeded && source is not null)
                {
                    // Unless somebody has changed what the source is about since the run began.
                    await context.Set<KnowledgeSource>().Where(s => s.Id == run.SourceId && s.UpdatedAt <= run.StartedAt && s.RowVersion == source.RowVersion)
                        .ExecuteUpdateAsync(set => set.SetProperty(s => s.KnownUntil, run.StartedAt), ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    public async Task<bool> IsCancelledAsync(Guid jobRunId) =>
        (await jobs.OpenAsync(IngestionJob.Definition.Key, CancellationToken.None).ConfigureAwait(false)).Any(r => r.Run.Id == jobRunId && r.Run.CancelRequested);
}
