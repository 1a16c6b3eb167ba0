using System.Linq.Expressions;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Search;

/// <summary>Pages of lists that can be searched.</summary>
internal static class SearchPaging
{
    /// <summary>The order of a search that asks for no other.</summary>
    public const string Relevance = "relevance";

    /// <summary>One page of those rows that match the search, the best first unless a column is asked for; of all rows without a search.</summary>
    public static async Task<Page<TRow>> PageAsync<T, TRow>(
        this StudioDbContext context, IQueryable<T> query, ListQuery list, SortMap<T> sorts, TextSearch? search, Expression<Func<T, TRow>> row, CancellationToken ct)
        where T : class
    {
        var byRelevance = string.Equals(list.Sort, Relevance, StringComparison.OrdinalIgnoreCase) || string.IsNullOrWhiteSpace(list.Sort);
        if (search is null)
        {
            return await context.PageAsync(query, byRelevance ? list with { Sort = null } : list, sorts, row, ct).ConfigureAwait(false);
        }

        if (search.Words.Count == 0)
        {
            return new([], list.Page, list.PageSize, 0);
        }

        var ids = context.Matches(search);
        var matching = query.Where(e => ids.Contains(EF.Property<Guid>(e, Paging.Key)));
        var page = byRelevance
            ? await ByRelevanceAsync(context, query, matching, list, search, row, ct).ConfigureAwait(false)
            : await context.PageAsync(matching, list, sorts, row, ct).ConfigureAwait(false);
        return page with { SearchedFor = search.Corrected };
    }

    private static async Task<Page<TRow>> ByRelevanceAsync<T, TRow>(
        StudioDbContext context, IQueryable<T> query, IQueryable<T> matching, ListQuery list, TextSearch search, Expression<Func<T, TRow>> row, CancellationToken ct)
        where T : class
    {
        var keys = query
            .Join(context.RankedMatches(search), e => EF.Property<Guid>(e, Paging.Key), hit => hit.SubjectId, (e, hit) => new { hit.Rank, Key = EF.Property<Guid>(e, Paging.Key) })
            .OrderBy(hit => hit.Rank).ThenBy(hit => hit.Key).Select(hit => hit.Key);
        return await context.PageOfKeysAsync(matching, keys, list, SearchLimits.LookAhead, (found, of) => InOrderOfAsync(found, of, row, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Rows come as the database likes; who is first is known by their keys. A row that went away meanwhile is left out.</summary>
    private static async Task<List<TRow>> InOrderOfAsync<T, TRow>(IQueryable<T> found, List<Guid> keys, Expression<Func<T, TRow>> row, CancellationToken ct)
        where T : class
    {
        var key = Expression.Call(typeof(EF), nameof(EF.Property), [typeof(Guid)], row.Parameters[0], Expression.Constant(Paging.Key));
        var keyed = Expression.Lambda<Func<T, KeyedRow<TRow>>>(
            Expression.New(typeof(KeyedRow<TRow>).GetConstructors().Single(), key, row.Body), row.Parameters);
        var rows = await found.Select(keyed).ToDictionaryAsync(r => r.Key, r => r.Row, ct).ConfigureAwait(false);
        return [.. keys.Where(rows.ContainsKey).Select(k => rows[k])];
    }

    private sealed record KeyedRow<TRow>(Guid Key, TRow Row);
}
