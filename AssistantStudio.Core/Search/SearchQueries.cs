using System.Globalization;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Search;

/// <summary>
/// Full-text queries. They yield ids only; whoever asks joins them with rows that the tenant filter has passed. On SQLite
/// each ends in a limit that limits nothing: without it, the index may be asked anew for every row of the outer query.
/// </summary>
internal static class SearchQueries
{
    /// <summary>
    /// What to search for; nothing when nothing was typed. A word that no row of the kind has, not even as a beginning,
    /// is taken for misspelt and replaced by one that differs by a letter, where there is one that finds something.
    /// </summary>
    public static async Task<TextSearch?> SearchForAsync(
        this StudioDbContext context, SearchKind kind, string? typed, IEnumerable<SearchFacet> facets, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        var tokens = SearchTokens.Of(typed, indexing: false).DistinctBy(t => t.Text, StringComparer.Ordinal).Take(SearchLimits.WordsSearched).ToArray();
        var search = new TextSearch
        {
            Kind = kind,
            Scope = SearchScope.Of(kind, context.OrganizationId, facets),
            Words = [.. tokens.Select(t => t.Text)],
        };
        return tokens.Length == 0 ? search : await CorrectAsync(context, search, typed, tokens, ct).ConfigureAwait(false);
    }

    /// <summary>The best of those that have one of these words or more, for finding what is alike.</summary>
    public static async Task<IReadOnlyList<SearchHit>> AlikeAsync(this StudioDbContext context, SearchKind kind, IReadOnlyList<string> words, int count, CancellationToken ct)
    {
        if (words.Count == 0)
        {
            return [];
        }

        var search = new TextSearch { Kind = kind, Scope = SearchScope.Of(kind, context.OrganizationId), Words = words, AnyWord = true };

        // Ids come out right through an entity only: SQLite keeps them as bytes, which a raw query reads in another order.
        return await context.RankedMatches(search)
            .Join(context.Set<SearchEntry>().Where(e => e.Kind == kind), h => h.SubjectId, e => e.SubjectId, (h, e) => new { e.SubjectId, h.Rank })
            .OrderBy(h => h.Rank).ThenBy(h => h.SubjectId).Take(count).Select(h => new SearchHit(h.SubjectId, h.Rank)).ToListAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The ids of what matches, for a condition on rows: <c>Where(p => ids.Contains(p.Id))</c>.</summary>
    public static IQueryable<Guid> Matches(this StudioDbContext context, TextSearch search) => context is SqliteStudioDbContext
        ? context.Database.SqlQueryRaw<Guid>(
            """
            SELECT e."SubjectId" AS "Value" FROM "SearchIndex" CROSS JOIN "SearchEntries" e ON e."Id" = "SearchIndex".rowid
            WHERE "SearchIndex" MATCH {0} LIMIT -1
            """, Fts5(search))
        : context.Database.SqlQueryRaw<Guid>(
            """
            SELECT e."SubjectId" AS "Value" FROM "SearchEntries" e
            WHERE e."ScopeVector" @@ to_tsquery('simple', {0}) AND e."Vector" @@ to_tsquery('simple', {1})
            """, TsScope(search.Scope), TsWords(search));

    /// <summary>The ids with their rank. The title counts most, then tags, summary and body.</summary>
    public static IQueryable<SearchHit> RankedMatches(this StudioDbContext context, TextSearch search) => context is SqliteStudioDbContext
        ? context.Database.SqlQueryRaw<SearchHit>(
            // Two ranks: however often a word is in a long text, once in the title is more. The weights are of scope, title,
            // tags, summary, body.
            """
            SELECT e."SubjectId", 10 * bm25("SearchIndex", 0.0, 100.0, 0.0, 0.0, 0.0) + bm25("SearchIndex", 0.0, 0.0, 40.0, 15.0, 1.0) AS "Rank"
            FROM "SearchIndex" CROSS JOIN "SearchEntries" e ON e."Id" = "SearchIndex".rowid
            WHERE "SearchIndex" MATCH {0} LIMIT -1
            """, Fts5(search))
        : context.Database.SqlQueryRaw<SearchHit>(
            """
            SELECT e."SubjectId", -ts_rank('{{0.05, 0.15, 0.4, 1.0}}', e."Vector", to_tsquery('simple', {1}))::double precision AS "Rank"
            FROM "SearchEntries" e
            WHERE e."ScopeVector" @@ to_tsquery('simple', {0}) AND e."Vector" @@ to_tsquery('simple', {1})
            """, TsScope(search.Scope), TsWords(search));

    private static async Task<TextSearch> CorrectAsync(
        StudioDbContext context, TextSearch search, string typed, SearchToken[] tokens, CancellationToken ct)
    {
        var everywhere = search with { Scope = SearchScope.Of(search.Kind, context.OrganizationId) };
        if ((await FoundAsync(context, everywhere, [[.. search.Words]], ct).ConfigureAwait(false)).Count > 0)
        {
            return search;
        }

        var known = await FoundAsync(context, everywhere, [.. tokens.Select(t => new[] { t.Text })], ct).ConfigureAwait(false);
        var wrong = tokens.Where((t, i) => !known.Contains(i) && Spelling.CanBeMisspelt(t)).ToArray();
        if (wrong.Length == 0)
        {
            return search;
        }

        var nearest = await SearchWords.NearestAsync(context, search.Kind, [.. wrong.Select(t => t.Text)], ct).ConfigureAwait(false);
        var candidates = nearest.SelectMany(group => group).Distinct(StringComparer.Ordinal).ToArray();

        // A word outlives the last title that had it.
        var living = await FoundAsync(context, everywhere, [.. candidates.Select(c => new[] { c })], ct).ConfigureAwait(false);
        var right = wrong
            .Select(t => (t.Text, Right: nearest[t.Text].FirstOrDefault(c => living.Contains(Array.IndexOf(candidates, c)))))
            .Where(pair => pair.Right is not null)
            .ToDictionary(pair => pair.Text, pair => pair.Right!, StringComparer.Ordinal);
        return right.Count == 0 ? search : search with
        {
            Words = [.. search.Words.Select(w => right.GetValueOrDefault(w, w)).Distinct(StringComparer.Ordinal)],
            Corrected = string.Concat(Rewritten(typed.Trim(), right)),
        };
    }

    /// <summary>What was typed, with each misspelt word in its right form.</summary>
    private static IEnumerable<string> Rewritten(string typed, Dictionary<string, string> right)
    {
        var at = 0;
        foreach (var token in SearchTokens.Of(typed, indexing: false).Where(t => right.ContainsKey(t.Text)))
        {
            yield return typed[at..token.Start];
            yield return right[token.Text];
            at = token.End;
        }

        yield return typed[at..];
    }

    /// <summary>Which of these groups of words have a row, by their places, in one statement.</summary>
    private static async Task<HashSet<int>> FoundAsync(StudioDbContext context, TextSearch within, IReadOnlyList<string[]> groups, CancellationToken ct)
    {
        if (groups.Count == 0)
        {
            return [];
        }

        var sqlite = context is SqliteStudioDbContext;
        var condition = sqlite
            ? "\"SearchIndex\" WHERE \"SearchIndex\" MATCH {*}"
            : "\"SearchEntries\" e WHERE e.\"Vector\" @@ to_tsquery('simple', {*}) AND e.\"ScopeVector\" @@ to_tsquery('simple', {last})";
        var last = groups.Count.ToString(CultureInfo.InvariantCulture);
        var parts = Enumerable.Range(0, groups.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)).Select(i =>
            $"""SELECT {i} AS "Value" WHERE EXISTS (SELECT 1 FROM {condition.Replace("*", i, StringComparison.Ordinal).Replace("last", last, StringComparison.Ordinal)})""");
        object[] values = [.. groups.Select(words => within with { Words = words }).Select(one => sqlite ? Fts5(one) : TsWords(one)), .. sqlite ? Array.Empty<string>() : [TsScope(within.Scope)]];
        return await context.Database.SqlQueryRaw<int>(string.Join("\nUNION ALL\n", parts), values).ToHashSetAsync(ct).ConfigureAwait(false);
    }

    /// <summary><c>Scope:("promptab12" AND "f01") AND {Title Tags Summary Body}:("ref"* AND "pol"*)</c></summary>
    private static string Fts5(TextSearch search)
    {
        var words = search.AnyWord
            ? string.Join(" OR ", search.Words.Select(w => $"\"{w}\""))
            : string.Join(" AND ", search.Words.Select(w => $"\"{w}\"*"));
        return $$"""Scope:({{string.Join(" AND ", search.Scope.Split(' ').Select(t => $"\"{t}\""))}}) AND {Title Tags Summary Body}:({{words}})""";
    }

    private static string TsScope(string scope) => string.Join(" & ", scope.Split(' ').Select(t => $"'{t}'"));

    private static string TsWords(TextSearch search) => search.AnyWord
        ? string.Join(" | ", search.Words.Select(w => $"'{w}'"))
        : string.Join(" & ", search.Words.Select(w => $"'{w}':*"));
}
