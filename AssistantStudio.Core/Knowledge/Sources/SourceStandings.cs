using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How a source stands, for features that rely on it.</summary>
/// <param name="Missing">Passages of the current revision without a vector.</param>
internal sealed record SourceStanding(Guid Id, string Name, int Revision, int Documents, int Chunks, int Missing);

/// <summary>How a source stands at the revision that somebody has pinned.</summary>
/// <param name="Current">The revision that it has by now.</param>
/// <param name="Documents">Of the pinned one, as far as they are still kept.</param>
/// <param name="Missing">Passages of the pinned one without a vector.</param>
internal sealed record PinnedStanding(Guid Id, string Name, int Revision, int Current, int Documents, int Chunks, int Missing);

internal static class SourceStandings
{
    /// <summary>Those that are gone are missing.</summary>
    public static async Task<IReadOnlyList<SourceStanding>> SourceStandingsAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var sources = await context.Set<KnowledgeSource>().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Revision, s.Documents, s.Chunks }).ToListAsync(ct).ConfigureAwait(false);
        var space = await context.Set<VectorSpace>().Where(s => s.State == VectorSpaceState.Active).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        var missing = space is not { } active ? [] : await MissingVectors.Of(context, active).Where(c => ids.Contains(c.SourceId)).GroupBy(c => c.SourceId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct).ConfigureAwait(false);
        return [.. sources.Select(s => new SourceStanding(s.Id, s.Name, s.Revision, s.Documents, s.Chunks, missing.GetValueOrDefault(s.Id)))];
    }

    /// <summary>Those that are gone are missing.</summary>
    public static async Task<IReadOnlyList<PinnedStanding>> PinnedStandingsAsync(this StudioDbContext context, IReadOnlyCollection<PinnedRevision> pins, CancellationToken ct)
    {
        var current = (await context.SourceStandingsAsync([.. pins.Select(p => p.SourceId)], ct).ConfigureAwait(false)).ToDictionary(s => s.Id);
        var space = await context.Set<VectorSpace>().Where(s => s.State == VectorSpaceState.Active).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        var standings = new List<PinnedStanding>();
        foreach (var (id, revision) in pins.Where(p => current.ContainsKey(p.SourceId)))
        {
            var now = current[id];
            if (revision >= now.Revision)
            {
                standings.Add(new(id, now.Name, revision, now.Revision, now.Documents, now.Chunks, now.Missing));
                continue;
            }

            // Few: those of one assistant that have changed since.
            var documents = await context.Set<KnowledgeDocument>().CountAsync(d => d.SourceId == id && d.FromRevision <= revision && (d.UntilRevision == null || d.UntilRevision > revision), ct).ConfigureAwait(false);
            var chunks = context.Set<KnowledgeChunk>().Where(c => c.SourceId == id && c.FromRevision <= revision && (c.UntilRevision == null || c.UntilRevision > revision));
            var missing = space is { } active ? await MissingVectors.Of(context, chunks, active).CountAsync(ct).ConfigureAwait(false) : 0;
            standings.Add(new(id, now.Name, revision, now.Revision, documents, await chunks.CountAsync(ct).ConfigureAwait(false), missing));
        }

        return [.. standings.OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
