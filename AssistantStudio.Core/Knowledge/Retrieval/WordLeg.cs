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

    /// <summary>The words of a question as the index has them.</summary>
    public static IReadOnlyList<string> WordsOf(string query) =>
        StopWords.Without([.. SearchTokens.Of(query, indexing: false).Select(t => t.Text).Distinct(StringComparer.Ordinal).Take(RetrievalLimits.Words)]);

    /// <param name="sources">Those that may be looked into; never none.</param>
    public static async Task<IReadOnlyList<ChunkHit>> FindAsync(StudioDbContext context, IReadOnlyList<string> words, IReadOnlyList<Guid> sources, int count, CancellationToken ct)
    {
        if (words.Count == 0)
        {
            return [];
        }

        for (var read = count * Surplus; ; read *= Surplus)
        {
            var hits = await Query(context, words, sources, read).ToListAsync(ct).ConfigureAwait(false);
            var current = hits.Where(h => h.IsCurrent).Take(count).Select(h => new ChunkHit(h.ChunkId, h.Score)).ToList();
            if (current.Count == count || hits.Count < read || read >= MostRead)
            {
                return current;
            }
        }
    }

    private static IQueryable<WordHit> Query(StudioDbContext context, IReadOnlyList<string> words, IReadOnlyList<Guid> sources, int read) => context is SqliteStudioDbContext
        ? context.Database.SqlQueryRaw<WordHit>(
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
            """, Fts5(words, sources), read)
        : context.Database.SqlQueryRaw<WordHit>(
            """
            SELECT c."Id" AS "ChunkId", ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', c."Vector", q, 1)::double precision AS "Score", true AS "IsCurrent"
            FROM to_tsquery('english', {0}) q, "KnowledgeChunks" c JOIN "KnowledgeSources" s ON s."Id" = c."SourceId"
            WHERE c."ScopeVector" @@ to_tsquery('simple', {1}) AND c."Vector" @@ q
                AND c."FromRevision" <= s."Revision" AND (c."UntilRevision" IS NULL OR c."UntilRevision" > s."Revision")
            ORDER BY 2 DESC, 1 LIMIT {2}
            """, string.Join(" | ", words.Select(w => $"'{w}'")), string.Join(" | ", sources.Select(s => $"'{KnowledgeScope.OfSource(s)}'")), read);

    private static string Fts5(IReadOnlyList<string> words, IReadOnlyList<Guid> sources) =>
        $$"""Scope:({{string.Join(" OR ", sources.Select(s => $"\"{KnowledgeScope.OfSource(s)}\""))}}) AND {HeadingWords Words}:({{string.Join(" OR ", words.Select(w => $"\"{w}\""))}})""";

    private sealed record WordHit(long ChunkId, double Score, bool IsCurrent);
}
