using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>How a source stands, for features that rely on it.</summary>
/// <param name="Missing">Passages of the current revision without a vector.</param>
internal sealed record SourceStanding(Guid Id, string Name, int Revision, int Chunks, int Missing);

internal static class SourceStandings
{
    /// <summary>Those that are gone are missing.</summary>
    public static async Task<IReadOnlyList<SourceStanding>> SourceStandingsAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var sources = await context.Set<KnowledgeSource>().Where(s => ids.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Revision, s.Chunks }).ToListAsync(ct).ConfigureAwait(false);
        var space = await context.Set<VectorSpace>().Where(s => s.State == VectorSpaceState.Active).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        var missing = space is not { } active ? [] : await MissingVectors.Of(context, active).Where(c => ids.Contains(c.SourceId)).GroupBy(c => c.SourceId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct).ConfigureAwait(false);
        return [.. sources.Select(s => new SourceStanding(s.Id, s.Name, s.Revision, s.Chunks, missing.GetValueOrDefault(s.Id)))];
    }
}
