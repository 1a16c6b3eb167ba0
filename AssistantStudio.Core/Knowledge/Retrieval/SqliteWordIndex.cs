using System.Globalization;
using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Knowledge;

/// <summary>All organisations' passages of all revisions in the full-text index.</summary>
/// <param name="LastId">Of the passage that was added last.</param>
internal readonly record struct IndexTotals(double Passages, long LastId);

/// <summary>
/// SQLite's FTS5. To find passages costs 0.1 µs each, to rank them 1.1 to 1.6 µs, measured with 100,000: what counts is how
/// many are ranked. All columns are asked, because to be asked for some of them doubles what ranking costs: the words of a
/// question must not be tokens of the scope.
/// </summary>
internal static class SqliteWordIndex
{
    /// <summary>
    /// A word that so many passages have says little, and ranking all of them takes longer than anybody waits: what only such
    /// words have in common with the question is looked at when it has several of them.
    /// </summary>
    private const int Frequent = 3_000;

    /// <summary>The index keeps its own count: a number of seven bits a byte at the beginning of its first record.</summary>
    public static async Task<IndexTotals> TotalsAsync(StudioDbContext context, CancellationToken ct)
    {
        var (block, lastId) = (await context.ReadRawAsync(
            """SELECT block, COALESCE((SELECT MAX("Id") FROM "KnowledgeChunks"), 0) FROM "KnowledgeIndex_data" WHERE id = 1""", [], r => ((byte[])r.GetValue(0), r.GetInt64(1)), ct).ConfigureAwait(false))[0];
        var passages = 0L;
        foreach (var part in block)
        {
            passages = (passages << 7) | (part & 0x7FL);
            if (part < 0x80)
            {
                break;
            }
        }

        return new(passages, lastId);
    }

    /// <summary>Counting stops at many: how far it came in the index tells about how many there are.</summary>
    /// <param name="scope">Null: in the whole index.</param>
    public static async Task<IReadOnlyList<CountedWord>> CountAsync(StudioDbContext context, IReadOnlyList<string> words, IndexTotals totals, SearchScope? scope, CancellationToken ct)
    {
        var counts = string.Join("\nUNION ALL\n", words.Select((_, i) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""SELECT {{i}} AS "Word", COUNT(*) AS "Found", COALESCE(MAX(rowid), 0) AS "LastId" FROM (SELECT rowid FROM "KnowledgeIndex" WHERE "KnowledgeIndex" MATCH @p{{i}} LIMIT {{Frequent}})""")));
        var within = scope is null ? "" : $"{scope.ForSqlite} AND ";
        var rows = await context.ReadRawAsync(counts, [.. words.Select(w => $"{within}\"{w}\"")], r => (Word: r.GetInt32(0), Found: r.GetInt32(1), LastId: r.GetInt64(2)), ct).ConfigureAwait(false);
        return [.. rows.OrderBy(r => r.Word).Select(r => new CountedWord(words[r.Word], r.Found < Frequent ? r.Found : r.Found * Math.Max(1, totals.LastId / (double)r.LastId)))];
    }

    /// <summary>
    /// What to look for, from what is best to what is left when that finds too little. Frequent words count for the rank of
    /// what a rarer one has found; by themselves they must come together.
    /// </summary>
    public static IEnumerable<string> Conditions(IReadOnlyList<CountedWord> words)
    {
        string[] known = [.. words.Where(w => w.Passages > 0).OrderBy(w => w.Passages).Select(w => $"\"{w.Text}\"")];
        var rare = words.Count(w => w.Passages is > 0 and < Frequent);
        if (rare > 0 || known.Length == 1)
        {
            var any = Any(known.Take(Math.Max(rare, 1)));
            yield return rare == known.Length || known.Length == 1 ? any : $"{any} AND {Any(known)}";
        }

        for (var together = known.Length; together > Math.Max(rare + 1, 1); together--)
        {
            yield return $"({string.Join(" AND ", known.Skip(rare).Take(together - rare))})";
        }

        if (rare == 0 && known.Length > 1)
        {
            yield return Any(known.Take(1));
        }
    }

    /// <summary>The index ranks and cuts by itself; only what it leaves is joined. The weights are of scope, headings and text.</summary>
    public static Task<IReadOnlyList<WordHit>> FindAsync(StudioDbContext context, string match, int read, CancellationToken ct) => context.ReadRawAsync(
        // By the function: ordered by the column "rank", the index carries all places of all words through the sorting.
        """
        SELECT c."Id", c."Scope", c."HeadingWords", c."Words", c."FromRevision", c."UntilRevision"
        FROM (
            SELECT rowid, bm25("KnowledgeIndex", 0.0, 2.0, 1.0) AS score FROM "KnowledgeIndex"
            WHERE "KnowledgeIndex" MATCH @p0 ORDER BY score LIMIT @p1
        ) h
        CROSS JOIN "KnowledgeChunks" c ON c."Id" = h.rowid
        """, [match, read], r => new WordHit(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), r.IsDBNull(5) ? null : r.GetInt32(5)), ct);

    private static string Any(IEnumerable<string> words) => $"({string.Join(" OR ", words)})";
}
