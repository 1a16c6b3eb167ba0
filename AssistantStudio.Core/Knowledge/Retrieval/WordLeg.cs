using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A chunk and how well it fits.</summary>
internal readonly record struct ChunkHit(long ChunkId, double Score);

/// <summary>What a full-text index has found; not all of it is of the revision that is read.</summary>
internal sealed record WordHit(long ChunkId, string Scope, string HeadingWords, string Words, int FromRevision, int? UntilRevision)
{
    public bool IsOf(int revision) => FromRevision <= revision && (UntilRevision is null || UntilRevision > revision);
}

/// <summary>Looks by words: the database's own index finds and makes a first choice, <see cref="WordRanking"/> ranks it.</summary>
internal static class WordLeg
{
    /// <summary>Read for each that is wanted: some are of a revision that is not read, and the index ranks roughly.</summary>
    private const int Surplus = 2;

    private const int More = 4;
    private const int MostRead = 12_800;

    /// <summary>The words of a question as the index has them.</summary>
    public static IReadOnlyList<string> WordsOf(string query) =>
        StopWords.Without([.. SearchTokens.Of(query, indexing: false).Select(t => t.Text).Distinct(StringComparer.Ordinal).Take(RetrievalLimits.Words)]);

    public static Task<IReadOnlyList<ChunkHit>> FindAsync(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int count, CancellationToken ct) =>
        words.Count == 0 ? Task.FromResult<IReadOnlyList<ChunkHit>>([])
        : context is SqliteStudioDbContext ? SqliteAsync(context, words, scope, count, ct)
        : PostgresAsync(context, words, scope, count, ct);

    private static async Task<IReadOnlyList<ChunkHit>> SqliteAsync(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int count, CancellationToken ct)
    {
        words = [.. words.Where(w => !KnowledgeScope.IsToken(w))];
        if (words.Count == 0)
        {
            return [];
        }

        var totals = await SqliteWordIndex.TotalsAsync(context, ct).ConfigureAwait(false);

        // Narrowing down to most of the index takes longer than leaving out the rest afterwards, and counts about the same.
        var narrow = scope.Labels.Count > 0 || scope.Passages < totals.Passages / 2;
        var counted = await SqliteWordIndex.CountAsync(context, words, totals, narrow ? scope : null, ct).ConfigureAwait(false);
        var found = new Dictionary<long, IndexedPassage>();
        foreach (var condition in SqliteWordIndex.Conditions(counted))
        {
            await AddAsync(found, read => SqliteWordIndex.FindAsync(context, narrow ? $"{scope.ForSqlite} AND {condition}" : condition, read, ct), scope, count, ct).ConfigureAwait(false);
            if (found.Count >= count)
            {
                break;
            }
        }

        return [.. new WordRanking(counted, narrow ? scope.Passages : totals.Passages).Order(found.Values).Take(count)];
    }

    private static async Task<IReadOnlyList<ChunkHit>> PostgresAsync(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int count, CancellationToken ct)
    {
        var counted = await PostgresWordIndex.CountAsync(context, words, scope, ct).ConfigureAwait(false);
        var found = new Dictionary<long, IndexedPassage>();
        await AddAsync(found, async read => await PostgresWordIndex.Find(context, words, scope, read).ToListAsync(ct).ConfigureAwait(false), scope, count, ct).ConfigureAwait(false);
        return [.. new WordRanking(counted, scope.Passages).Order(found.Values).Take(count)];
    }

    private static async Task AddAsync(Dictionary<long, IndexedPassage> found, Func<int, Task<IReadOnlyList<WordHit>>> query, SearchScope scope, int count, CancellationToken ct)
    {
        var revisions = scope.Sources.Keys.ToDictionary(KnowledgeScope.OfSource, scope.RevisionOf, StringComparer.Ordinal);
        for (var read = count * Surplus; ; read *= More)
        {
            var hits = await query(read).ConfigureAwait(false);
            foreach (var hit in hits.Where(h => IsRead(h, revisions)))
            {
                found[hit.ChunkId] = new(hit.ChunkId, hit.HeadingWords, hit.Words);
            }

            if (found.Count >= count || hits.Count < read || read >= MostRead)
            {
                return;
            }
        }
    }

    private static bool IsRead(WordHit hit, Dictionary<string, int> revisions)
    {
        var scope = hit.Scope.AsSpan();
        var known = revisions.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var token in scope.Split(' '))
        {
            if (known.TryGetValue(scope[token], out var revision) && hit.IsOf(revision))
            {
                return true;
            }
        }

        return false;
    }
}
