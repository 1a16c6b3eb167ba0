using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Data;

/// <summary>
/// The orders that a list can be asked for, by the names that the API and the address bar use. Every order ends in a
/// unique column, so that pages neither repeat nor skip a row.
/// </summary>
public sealed class SortMap<T>
{
    private readonly Dictionary<string, Func<IQueryable<T>, bool, IQueryable<T>>> _orders = new(StringComparer.OrdinalIgnoreCase);
    private string _default = "";

    /// <summary>Adds an order. The first one added, with a minus or not, is the default.</summary>
    public SortMap<T> Add(string name, Func<IQueryable<T>, IOrderedQueryable<T>> ascending, Func<IQueryable<T>, IOrderedQueryable<T>> descending)
    {
        _default = _default.Length == 0 ? name : _default;
        _orders[name.TrimStart('-')] = (query, down) => down ? descending(query) : ascending(query);
        return this;
    }

    internal IQueryable<T> Apply(IQueryable<T> query, string? sort)
    {
        sort = string.IsNullOrWhiteSpace(sort) ? _default : sort;
        var down = sort.StartsWith('-');
        return _orders.TryGetValue(sort.TrimStart('-'), out var order)
            ? order(query, down)
            : throw new ValidationException("sort", $"\"{sort}\" is no order of this list. There are: {string.Join(", ", _orders.Keys)}.");
    }
}

internal static class Paging
{
    private const string Key = "Id";

    /// <summary>
    /// A search reads the index from end to end; going on to this many hits mostly tells the count as well, so that it
    /// need not be read twice.
    /// </summary>
    private const int SearchLookAhead = 1000;

    /// <summary>
    /// One page: its keys out of an index alone, the count of all matches only where the page does not already tell it,
    /// then those rows. Skipping 100,000 rows by their keys costs milliseconds; skipping the rows themselves would read
    /// each of them.
    /// </summary>
    public static async Task<Page<TRow>> PageAsync<T, TRow>(
        this StudioDbContext context, IQueryable<T> query, ListQuery list, SortMap<T> sorts, System.Linq.Expressions.Expression<Func<T, TRow>> row, CancellationToken ct)
        where T : class
    {
        Check(list);
        query = query.AsNoTracking();
        var skip = (list.Page - 1) * list.PageSize;
        var wanted = list.Search is null ? list.PageSize : Math.Max(list.PageSize, SearchLookAhead);
        var keys = await sorts.Apply(query, list.Sort)
            .Select(e => EF.Property<Guid>(e, Key)).Skip(skip).Take(wanted).ToListAsync(ct).ConfigureAwait(false);
        var reachedEnd = keys.Count < wanted && (keys.Count > 0 || skip == 0);
        var total = reachedEnd ? skip + keys.Count : await query.CountAsync(ct).ConfigureAwait(false);
        keys = keys[..Math.Min(keys.Count, list.PageSize)];
        if (keys.Count == 0)
        {
            return new([], list.Page, list.PageSize, total);
        }

        // These keys passed the tenant filter and all others already. Asked for them once more, SQLite prefers an index of
        // those filters to fifty keys, and reads through every row that they match.
        var found = context.Set<T>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).AsNoTracking()
            .Where(e => keys.Contains(EF.Property<Guid>(e, Key)));
        var rows = await sorts.Apply(found, list.Sort).Select(row).ToListAsync(ct).ConfigureAwait(false);
        return new(rows, list.Page, list.PageSize, total);
    }

    /// <summary>A page of rows that belong to one parent and are few, like the lines of a run; they need no key of their own.</summary>
    public static async Task<Page<TRow>> ToPageOfPartsAsync<T, TRow>(
        this IQueryable<T> query, ListQuery list, SortMap<T> sorts, System.Linq.Expressions.Expression<Func<T, TRow>> row, CancellationToken ct)
        where T : class
    {
        Check(list);
        var total = await query.CountAsync(ct).ConfigureAwait(false);
        var rows = await sorts.Apply(query.AsNoTracking(), list.Sort)
            .Skip((list.Page - 1) * list.PageSize).Take(list.PageSize)
            .Select(row).ToListAsync(ct).ConfigureAwait(false);
        return new(rows, list.Page, list.PageSize, total);
    }

    /// <summary>What a search box's text is compared with: columns named SearchText are lower case.</summary>
    public static string? SearchTerm(this ListQuery list)
    {
        Check(list);
        return string.IsNullOrWhiteSpace(list.Search) ? null : list.Search.Trim().ToLowerInvariant();
    }

    private static void Check(ListQuery list)
    {
        if (list.Page is < 1 or > 1_000_000)
        {
            throw new ValidationException("page", "The first page is 1.");
        }

        if (list.PageSize is < 1 or > ListLimits.MaxPageSize)
        {
            throw new ValidationException("pageSize", $"A page has 1 to {ListLimits.MaxPageSize} rows.");
        }

        if (list.Search?.Length > ListLimits.MaxSearchLength)
        {
            throw new ValidationException("q", $"Search for at most {ListLimits.MaxSearchLength} characters.");
        }
    }
}
