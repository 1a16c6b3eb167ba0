using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

internal sealed record KnowledgeCleanUpParameters
{
    [Display(Name = "Keep earlier states for", Description = "Days. What documents said before; a passage that was cited can be opened for so long. What deployments answer from, or may go back to, is kept longer.")]
    [Range(0, 3650, ErrorMessage = "Between 0 and 3650 days.")]
    public int EarlierDays { get; init; } = 30;

    [Display(Name = "Keep runs for", Description = "Days. What each look through a source found and what failed. The last one of each source is always kept.")]
    [Range(30, 3650, ErrorMessage = "Between 30 and 3650 days.")]
    public int RunDays { get; init; } = 90;
}

/// <summary>
/// Takes away what nobody needs any more: earlier states of documents, vectors of texts that are gone. Sources with an age
/// limit are looked through, which leaves out what has become too old.
/// </summary>
internal sealed class KnowledgeCleanUpJob(StudioDb db, KeptRevisions kept, ChangeFeed feed, TimeProvider clock) : IStudioJob
{
    /// <summary>Short transactions: SQLite's other writers wait for each.</summary>
    private const int DocumentsAtOnce = 100;

    private const int VectorsAtOnce = 500;

    private const int RunsAtOnce = 500;

    /// <summary>For so long one can go back to the vectors of the model before.</summary>
    private const int DaysToGoBack = 7;

    /// <summary>What was current a moment ago may be in a release that is being frozen.</summary>
    private static readonly TimeSpan s_atLeast = TimeSpan.FromHours(1);

    /// <summary>What nobody came back to for so long is fetched anew.</summary>
    private static readonly TimeSpan s_visits = TimeSpan.FromDays(60);

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-knowledge",
        Title = "Clean up knowledge",
        Description = "Removes earlier states of documents that no deployment answers from, old runs, vectors that no text needs and those of models that were given up, and leaves out documents that are older than their source allows.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("0 2 * * *"),
        Parameters = new KnowledgeCleanUpParameters(),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var rows = await db.OpenAsync(context.Access, ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var (now, asked) = (clock.GetUtcNow().UtcDateTime, context.Parameters<KnowledgeCleanUpParameters>());
            var before = asked.EarlierDays > 0 ? now.AddDays(-asked.EarlierDays) : now - s_atLeast;
            var documents = await RemoveEarlierAsync(rows, before, ct).ConfigureAwait(false);
            var vectors = await RemoveUnusedAsync(rows, ct).ConfigureAwait(false);
            vectors += await RemoveSpacesAsync(rows, now.AddDays(-DaysToGoBack), ct).ConfigureAwait(false);
            var runs = await RemoveRunsAsync(rows, now.AddDays(-Math.Max(asked.RunDays, asked.EarlierDays + 1)), ct).ConfigureAwait(false);
            var forgotten = now - s_visits;
            await rows.Set<KnowledgeVisit>().Where(v => v.VisitedAt < forgotten).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            var aging = await LookThroughAgingAsync(rows, context.Access.Grant, ct).ConfigureAwait(false);
            context.Log(string.Create(CultureInfo.InvariantCulture, $"Removed: earlier states {documents:#,0}, vectors {vectors:#,0}, runs {runs:#,0}. Sources with an age limit: {aging:#,0}."));
        }
    }

    /// <summary>All that neither a current revision has nor one that is kept.</summary>
    private async Task<int> RemoveEarlierAsync(StudioDbContext context, DateTime before, CancellationToken ct)
    {
        var pinned = await kept.EarlierAsync(context, ct).ConfigureAwait(false);
        var sources = await context.Set<KnowledgeSource>().OrderBy(s => s.Id).Select(s => new { s.Id, s.Revision }).ToListAsync(ct).ConfigureAwait(false);
        var removed = 0;
        foreach (var source in sources)
        {
            removed += await RemoveEarlierAsync(context, source.Id, source.Revision, pinned.GetValueOrDefault(source.Id, []), before, ct).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>A state has ended when the run ended that made the first revision without it. Where that run is gone, it was long ago.</summary>
    private static async Task<int> RemoveEarlierAsync(StudioDbContext context, Guid source, int current, int[] keep, DateTime before, CancellationToken ct)
    {
        var runs = context.Set<IngestionRun>();
        var earlier = context.Set<KnowledgeDocument>().Where(d => d.SourceId == source && d.UntilRevision <= current
            && !runs.Any(r => r.SourceId == source && r.Revision == d.UntilRevision && r.Added + r.Changed + r.Removed > 0 && (r.FinishedAt == null || r.FinishedAt >= before)));
        if (keep.Length > 0)
        {
            earlier = earlier.Where(d => !keep.Any(r => d.FromRevision <= r && d.UntilRevision > r));
        }

        var removed = 0;
        while (await earlier.OrderBy(d => d.Id).Take(DocumentsAtOnce).Select(d => d.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } ids)
        {
            removed += await context.Set<KnowledgeDocument>().Where(d => ids.Contains(d.Id)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>A text that comes back in this very moment is embedded again by the backfill.</summary>
    private static async Task<int> RemoveUnusedAsync(StudioDbContext context, CancellationToken ct)
    {
        var chunks = context.Set<KnowledgeChunk>();
        var unused = context.Set<StoredVector>().Where(v => !chunks.Any(c => c.Hash == v.Hash));
        var removed = 0;
        while (await unused.OrderBy(v => v.SpaceId).ThenBy(v => v.Hash).Take(VectorsAtOnce).Select(v => new { v.SpaceId, v.Hash }).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } some)
        {
            foreach (var space in some.GroupBy(v => v.SpaceId, v => v.Hash))
            {
                byte[][] hashes = [.. space];
                removed += await context.Set<StoredVector>().Where(v => v.SpaceId == space.Key && hashes.Contains(v.Hash)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }
        }

        return removed;
    }

    /// <summary>What tells when an earlier state ended is kept for longer than such states are.</summary>
    private static async Task<int> RemoveRunsAsync(StudioDbContext context, DateTime before, CancellationToken ct)
    {
        var runs = context.Set<IngestionRun>();
        var old = runs.Where(r => r.FinishedAt < before && runs.Any(later => later.SourceId == r.SourceId && later.StartedAt > r.StartedAt));
        var removed = 0;
        while (await old.OrderBy(r => r.StartedAt).ThenBy(r => r.Id).Take(RunsAtOnce).Select(r => r.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } ids)
        {
            removed += await runs.Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }

        return removed;
    }

    private static async Task<int> RemoveSpacesAsync(StudioDbContext context, DateTime retiredBefore, CancellationToken ct)
    {
        var removed = 0;
        var spaces = context.Set<VectorSpace>();

        // Nobody goes back to what is half gone.
        await spaces.Where(s => s.State == VectorSpaceState.Retired && s.RetiredAt < retiredBefore).ExecuteUpdateAsync(set => set.SetProperty(s => s.State, VectorSpaceState.Dropped), ct).ConfigureAwait(false);
        var unwanted = spaces.Where(s => s.State == VectorSpaceState.Dropped);
        foreach (var space in await unwanted.Select(s => s.Id).ToListAsync(ct).ConfigureAwait(false))
        {
            var vectors = context.Set<StoredVector>().Where(v => v.SpaceId == space);
            while (await vectors.OrderBy(v => v.Hash).Take(VectorsAtOnce).Select(v => v.Hash).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } hashes)
            {
                removed += await vectors.Where(v => hashes.Contains(v.Hash)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }

            await context.Set<VectorSpace>().Where(s => s.Id == space).ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<int> LookThroughAgingAsync(StudioDbContext context, Grant grant, CancellationToken ct)
    {
        var aging = await context.Set<KnowledgeSource>().Where(s => s.IsActive && s.MaxAgeDays != null).Select(s => s.Id).ToListAsync(ct).ConfigureAwait(false);
        if (aging.Count > 0)
        {
            foreach (var change in await IngestionJob.AskForAsync(context, aging, grant, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false))
            {
                feed.Publish(change);
            }
        }

        return aging.Count;
    }
}
