using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Search;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A chunk and how well it fits.</summary>
internal readonly record struct ChunkHit(long ChunkId, double Score);

/// <summary>Looks by words, in the database's own index: BM25 on SQLite, its nearest relative on PostgreSQL.</summary>
internal static class WordLeg
{
    /// <summary>Some of what the index has is of a revision that is not current; there is seldom much of it.</summary>
    private const int Surplus = 4;

    private const int MostRead = 12_800;

    /// <summary>
    /// A word that so many passages have says little, and ranking all of them takes longer than anybody waits: what only such
    /// words have in common with the question is looked at when it has several of them.
    /// </summary>
    private const int Frequent = 3_000;

    /// <summary>The words of a question as the index has them.</summary>
    public static IReadOnlyList<string> WordsOf(string query) =>
        StopWords.Without([.. SearchTokens.Of(query, indexing: false).Select(t => t.Text).Distinct(StringComparer.Ordinal).Take(RetrievalLimits.Words)]);

    public static async Task<IReadOnlyList<ChunkHit>> FindAsync(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int count, CancellationToken ct)
    {
        if (words.Count == 0)
        {
            return [];
        }

        if (context is not SqliteStudioDbContext)
        {
            return await FindAsync(read => Postgres(context, words, scope, read), count, ct).ConfigureAwait(false);
        }

        var frequent = words.Count == 1 ? [] : await FrequentAsync(context, words, ct).ConfigureAwait(false);
        var found = new List<ChunkHit>();
        foreach (var condition in Conditions([.. words.Except(frequent, StringComparer.Ordinal)], frequent))
        {
            var more = await FindAsync(read => Sqlite(context, $"{scope.ForSqlite} AND {condition}", read), count, ct).ConfigureAwait(false);
            found.AddRange(more.Where(m => found.TrueForAll(f => f.ChunkId != m.ChunkId)).Take(count - found.Count));
            if (found.Count == count)
            {
                break;
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<ChunkHit>> FindAsync(Func<int, IQueryable<WordHit>> query, int count, CancellationToken ct)
    {
        for (var read = count * Surplus; ; read *= Surplus)
        {
            var hits = await query(read).ToListAsync(ct).ConfigureAwait(false);
            var current = hits.Where(h => h.IsCurrent).Take(count).Select(h => new ChunkHit(h.ChunkId, h.Score)).ToList();
            if (current.Count == count || hits.Count < read || read >= MostRead)
            {
                return current;
            }
        }
    }

    /// <summary>Those of the words that very many passages have. Counting stops where that is known.</summary>
    private static async Task<IReadOnlyList<string>> FrequentAsync(StudioDbContext context, IReadOnlyList<string> words, CancellationToken ct)
    {
        var counts = string.Join("\nUNION ALL\n", words.Select((_, i) => string.Create(
            CultureInfo.InvariantCulture, $$"""SELECT {{i}} AS "Value" WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM "KnowledgeIndex" WHERE "KnowledgeIndex" MATCH {{{i}}} LIMIT {{Frequent}})) = {{Frequent}}""")));
        object[] values = [.. words.Select(w => $"Words:\"{w}\"")];
        var places = await context.Database.SqlQueryRaw<int>(counts, values).ToListAsync(ct).ConfigureAwait(false);
        return [.. places.Select(p => words[p])];
    }

    /// <summary>
    /// What to look for, from what is best to what is left when that finds too little. Frequent words count for the rank of
    /// what a rarer one has found; by themselves they must come together.
    /// </summary>
    private static IEnumerable<string> Conditions(IReadOnlyList<string> rare, IReadOnlyList<string> frequent)
    {
        if (rare.Count > 0)
        {
            yield return frequent.Count == 0 ? Any(rare) : $"{Any(rare)} AND {Any([.. rare, .. frequent])}";
        }

        for (var together = frequent.Count; together > 1; together--)
        {
            yield return $"{{HeadingWords Words}}:({string.Join(" AND ", frequent.Take(together).Select(w => $"\"{w}\""))})";
        }

        if (rare.Count == 0)
        {
            yield return Any([frequent[0]]);
        }
    }

    private static string Any(IReadOnlyList<string> words) => $"{{HeadingWords Words}}:({string.Join(" OR ", words.Select(w => $"\"{w}\""))})";

    private static IQueryable<WordHit> Sqlite(StudioDbContext context, string match, int read) => context.Database.SqlQueryRaw<WordHit>(
        // The index ranks and cuts by itself; only what it leaves is joined. The weights are of scope, headings and text.
        """
        SELECT h.rowid AS "ChunkId", -h.rank AS "Score",
            c."FromRevision" <= s."Revision" AND (c."UntilRevision" IS NULL OR c."UntilRevision" > s."Revision") AS "IsCurrent"
        FROM (
            SELECT rowid, rank FROM "KnowledgeIndex"
            WHERE "KnowledgeIndex" MATCH {0} AND rank MATCH 'bm25(0.0, 1.5, 1.0)' ORDER BY rank LIMIT {1}
        ) h
        CROSS JOIN "KnowledgeChunks" c ON c."Id" = h.rowid CROSS JOIN "KnowledgeSources" s ON s."Id" = c."SourceId"
        ORDER BY h.rank, h.rowid
        """, match, read);

    private static IQueryable<WordHit> Postgres(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int read) => context.Database.SqlQueryRaw<WordHit>(
        """
        SELECT c."Id" AS "ChunkId", ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', c."Vector", q, 1)::double precision AS "Score", true AS "IsCurrent"
        FROM to_tsquery('english', {0}) q, "KnowledgeChunks" c JOIN "KnowledgeSources" s ON s."Id" = c."SourceId"
        WHERE c."ScopeVector" @@ to_tsquery('simple', {1}) AND c."Vector" @@ q
            AND c."FromRevision" <= s."Revision" AND (c."UntilRevision" IS NULL OR c."UntilRevision" > s."Revision")
        ORDER BY 2 DESC, 1 LIMIT {2}
        """, string.Join(" | ", words.Select(w => $"'{w}'")), scope.ForPostgres, read);

    private sealed record WordHit(long ChunkId, double Score, bool IsCurrent);
}
