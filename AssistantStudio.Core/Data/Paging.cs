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
    /// <summary>What the key of every listed row is called.</summary>
    internal const string Key = "Id";

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
        var keys = sorts.Apply(query, list.Sort).Select(e => EF.Property<Guid>(e, Key));
        return await context.PageOfKeysAsync(
            query, keys, list, list.Search is null ? 0 : SearchLookAhead,
            async (found, _) => await sorts.Apply(found, list.Sort).Select(row).ToListAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    /// <summary>The page of <paramref name="keys"/>, which are those of <paramref name="query"/> in the order that is asked for; it may read ahead to see how many there are.</summary>
    internal static async Task<Page<TRow>> PageOfKeysAsync<T, TRow>(
        this StudioDbContext context, IQueryable<T> query, IQueryable<Guid> keys, ListQuery list, int lookAhead,
        Func<IQueryable<T>, List<Guid>, Task<List<TRow>>> read, CancellationToken ct)
        where T : class
    {
        Check(list);
        var skip = (list.Page - 1) * list.PageSize;
        var wanted = Math.Max(list.PageSize, lookAhead);
        var page = await keys.Skip(skip).Take(wanted).ToListAsync(ct).ConfigureAwait(false);
        var reachedEnd = page.Count < wanted && (page.Count > 0 || skip == 0);
        var total = reachedEnd ? skip + page.Count : await query.CountAsync(ct).ConfigureAwait(false);
        page = page[..Math.Min(page.Count, list.PageSize)];
        if (page.Count == 0)
        {
            return new([], list.Page, list.PageSize, total);
        }

        // These keys passed the tenant filter and all others already. Asked for them once more, SQLite prefers an index of
        // those filters to fifty keys, and reads through every row that they match.
        var found = context.Set<T>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).AsNoTracking()
            .Where(e => page.Contains(EF.Property<Guid>(e, Key)));
        return new(await read(found, page).ConfigureAwait(false), list.Page, list.PageSize, total);
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
