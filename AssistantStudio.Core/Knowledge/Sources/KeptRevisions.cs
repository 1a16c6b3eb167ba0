using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What is kept of sources besides their current revisions, and the passages that somebody reads.</summary>
internal sealed class KeptRevisions(IEnumerable<IKnowledgePins> pins)
{
    private readonly IKnowledgePins[] _pins = [.. pins];

    /// <summary>Revisions before the current one, of the sources that have such.</summary>
    public async Task<IReadOnlyDictionary<Guid, int[]>> EarlierAsync(StudioDbContext context, CancellationToken ct)
    {
        var pinned = new HashSet<PinnedRevision>();
        foreach (var one in _pins)
        {
            pinned.UnionWith(await one.PinnedAsync(context, ct).ConfigureAwait(false));
        }

        if (pinned.Count == 0)
        {
            return new Dictionary<Guid, int[]>();
        }

        var current = await context.Set<KnowledgeSource>().Select(s => new { s.Id, s.Revision }).ToDictionaryAsync(s => s.Id, s => s.Revision, ct).ConfigureAwait(false);
        return pinned.Where(p => p.Revision > 0 && current.TryGetValue(p.SourceId, out var now) && p.Revision < now)
            .OrderBy(p => p.SourceId).GroupBy(p => p.SourceId, p => p.Revision).ToDictionary(g => g.Key, g => g.Order().ToArray());
    }

    /// <summary>All passages that are to be found: those of the current revisions, and of each source those that only earlier ones have which are kept.</summary>
    public async Task<IReadOnlyList<IQueryable<KnowledgeChunk>>> PassagesAsync(StudioDbContext context, CancellationToken ct) =>
    [
        MissingVectors.Current(context),
        .. (await EarlierAsync(context, ct).ConfigureAwait(false)).Select(kept => OnlyOf(context, kept.Key, kept.Value)),
    ];

    /// <summary>Passages that these revisions have and the current one has not.</summary>
    public static IQueryable<KnowledgeChunk> OnlyOf(StudioDbContext context, Guid source, int[] revisions)
    {
        var first = revisions[0];
        return context.Set<KnowledgeChunk>().Where(c => c.SourceId == source && c.UntilRevision > first && context.Set<KnowledgeSource>().Any(s => s.Id == source && c.UntilRevision <= s.Revision)
            && revisions.Any(r => c.FromRevision <= r && c.UntilRevision > r));
    }

    /// <summary>Those among all of <see cref="PassagesAsync"/> that have no vector, part by part.</summary>
    public async Task<IReadOnlyList<IQueryable<KnowledgeChunk>>> WithoutVectorAsync(StudioDbContext context, Guid spaceId, CancellationToken ct) =>
        [.. (await PassagesAsync(context, ct).ConfigureAwait(false)).Select(passages => MissingVectors.Of(context, passages, spaceId))];

    public async Task<int> CountWithoutVectorAsync(StudioDbContext context, Guid spaceId, CancellationToken ct)
    {
        var count = 0;
        foreach (var part in await WithoutVectorAsync(context, spaceId, ct).ConfigureAwait(false))
        {
            count += await part.CountAsync(ct).ConfigureAwait(false);
        }

        return count;
    }
}
