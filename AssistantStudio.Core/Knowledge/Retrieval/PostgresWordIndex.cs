using System.Globalization;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>PostgreSQL's full-text search.</summary>
internal static class PostgresWordIndex
{
    /// <summary>A word that so many passages have tells them no better apart than one that more have.</summary>
    private const int MostCounted = 3_000;

    public static async Task<IReadOnlyList<CountedWord>> CountAsync(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, CancellationToken ct)
    {
        var counts = string.Join("\nUNION ALL\n", words.Select((_, i) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""SELECT {{i}} AS "Word", COUNT(*)::int AS "Found" FROM (SELECT 1 FROM "KnowledgeChunks" WHERE "ScopeVector" @@ to_tsquery('simple', {{{words.Count}}}) AND "Vector" @@ to_tsquery('english', {{{i}}}) LIMIT {{MostCounted}}) f""")));
        object[] values = [.. words.Select(w => $"'{w}'"), scope.ForPostgres];
        var rows = await context.Database.SqlQueryRaw<WordCount>(counts, values).ToListAsync(ct).ConfigureAwait(false);
        return [.. rows.OrderBy(r => r.Word).Select(r => new CountedWord(words[r.Word], r.Found))];
    }

    /// <summary>Only what is of the revisions that are read, so that no earlier state takes a place.</summary>
    public static IQueryable<WordHit> Find(StudioDbContext context, IReadOnlyList<string> words, SearchScope scope, int read) => context.Database.SqlQueryRaw<WordHit>(
        """
        SELECT c."Id" AS "ChunkId", c."Scope", c."HeadingWords", c."Words", c."FromRevision", c."UntilRevision"
        FROM to_tsquery('english', {0}) q, "KnowledgeChunks" c JOIN unnest({3}, {4}) AS s("Id", "Revision") ON s."Id" = c."SourceId"
        WHERE c."ScopeVector" @@ to_tsquery('simple', {1}) AND c."Vector" @@ q
            AND c."FromRevision" <= s."Revision" AND (c."UntilRevision" IS NULL OR c."UntilRevision" > s."Revision")
        ORDER BY ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', c."Vector", q, 1) DESC, 1 LIMIT {2}
        """, string.Join(" | ", words.Select(w => $"'{w}'")), scope.ForPostgres, read, scope.Sources.Keys.ToArray(), scope.Sources.Keys.Select(scope.RevisionOf).ToArray());

    private sealed record WordCount(int Word, int Found);
}
