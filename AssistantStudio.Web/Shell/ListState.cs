using System.Globalization;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.WebUtilities;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// What a list shows: search, filters, order and page. The address bar is where it lives, so that a list can be
/// bookmarked, shared and walked back through; this class reads and writes that address and nothing else.
/// </summary>
public sealed class ListState
{
    private const string SearchKey = "q";
    private const string SortKey = "sort";
    private const string PageKey = "page";
    private const string SizeKey = "size";

    private readonly Dictionary<string, string> _filters = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _foreign = [];

    /// <summary>Raised when the person changed something; the list then writes the address and loads.</summary>
    public event Action<ListChange>? Changed;

    /// <summary>The names that are filters of this list; everything else in the address is left alone.</summary>
    public IReadOnlyList<string> FilterNames { get; init; } = [];

    /// <summary>The order when the address names none; with a minus in front for descending.</summary>
    public string? DefaultSort { get; init; }

    /// <summary>A search shows what fits best first, unless another order than the usual one is asked for.</summary>
    public bool RanksSearch { get; init; }

    public int DefaultPageSize { get; init; } = ListLimits.DefaultPageSize;

    public string Search { get; private set; } = "";

    public string? Sort { get; private set; }

    public int Page { get; private set; } = 1;

    public int PageSize { get; private set; } = ListLimits.DefaultPageSize;

    public IReadOnlyDictionary<string, string> Filters => _filters;

    public bool IsNarrowed => Search.Length > 0 || _filters.Count > 0;

    /// <summary>A filter's value, or null when it is off.</summary>
    public string? this[string filter] => _filters.GetValueOrDefault(filter);

    /// <summary>A filter's value as an enum, by name in any case; null when it is off or means nothing.</summary>
    public T? Filter<T>(string filter)
        where T : struct, Enum =>
        Enum.TryParse<T>(this[filter], ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>Puts search, order and page into a feature's own query.</summary>
    public T Apply<T>(T query)
        where T : ListQuery =>
        (T)(query with
        {
            Page = Page,
            PageSize = PageSize,
            Sort = IsRanked ? null : Sort,
            Search = Search.Length == 0 ? null : Search,
        });

    /// <summary>The order is how well the rows fit the search, which is no column.</summary>
    public bool IsRanked => RanksSearch && Search.Length > 0 && Sort == DefaultSort;

    public bool IsSortedBy(string key) => !IsRanked && Sort?.TrimStart('-') == key;

    public bool IsDescending => Sort?.StartsWith('-') == true;

    /// <summary>Takes over an address. What it does not name, or names wrongly, has its default.</summary>
    public void Read(string uri)
    {
        var query = QueryHelpers.ParseQuery(QueryOf(uri));
        _filters.Clear();
        _foreign.Clear();
        Search = "";
        Sort = DefaultSort;
        Page = 1;
        PageSize = DefaultPageSize;
        foreach (var (key, values) in query)
        {
            var value = values.LastOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
            if (value is null)
            {
                continue;
            }

            switch (key)
            {
                case SearchKey:
                    Search = Cut(value);
                    break;
                case SortKey:
                    Sort = value;
                    break;
                case PageKey:
                    Page = Math.Max(1, Whole(value) ?? 1);
                    break;
                case SizeKey:
                    PageSize = Math.Clamp(Whole(value) ?? DefaultPageSize, 1, ListLimits.MaxPageSize);
                    break;
                case var name when FilterNames.Contains(name):
                    _filters[name] = value;
                    break;
                default:
                    _foreign.Add(new(key, value));
                    break;
            }
        }
    }

    /// <summary>The query part of the address, with its question mark, or empty when everything has its default.</summary>
    public string ToQuery()
    {
        var parts = new List<KeyValuePair<string, string?>>();
        parts.AddRange(_foreign.Select(f => new KeyValuePair<string, string?>(f.Key, f.Value)));
        if (Search.Length > 0)
        {
            parts.Add(new(SearchKey, Search));
        }

        parts.AddRange(FilterNames.Where(_filters.ContainsKey).Select(n => new KeyValuePair<string, string?>(n, _filters[n])));
        if (Sort is not null && Sort != DefaultSort)
        {
            parts.Add(new(SortKey, Sort));
        }

        if (Page > 1)
        {
            parts.Add(new(PageKey, Page.ToString(CultureInfo.InvariantCulture)));
        }

        if (PageSize != DefaultPageSize)
        {
            parts.Add(new(SizeKey, PageSize.ToString(CultureInfo.InvariantCulture)));
        }

        return QueryHelpers.AddQueryString("", parts);
    }

    /// <summary>Takes over what is being typed, for a change that is under way and carries it along.</summary>
    public void Adopt(string? text)
    {
        var search = Cut(text?.Trim() ?? "");
        if (search != Search)
        {
            (Search, Page) = (search, 1);
        }
    }

    public void SearchFor(string? text)
    {
        var search = Cut(text?.Trim() ?? "");
        if (search != Search)
        {
            Search = search;
            Page = 1;
            Changed?.Invoke(ListChange.Typed);
        }
    }

    /// <summary>Sets a filter; null or empty turns it off.</summary>
    public void SetFilter(string name, string? value)
    {
        if (!FilterNames.Contains(name))
        {
            throw new ArgumentException($"\"{name}\" is not among this list's FilterNames.", nameof(name));
        }

        if (string.IsNullOrEmpty(value) ? _filters.Remove(name) : this[name] != value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                _filters[name] = value;
            }

            Page = 1;
            Changed?.Invoke(ListChange.Chosen);
        }
    }

    /// <summary>Ascending first, then descending, then ascending again.</summary>
    public void SortBy(string key)
    {
        Sort = IsSortedBy(key) && !IsDescending ? "-" + key : key;
        Page = 1;
        Changed?.Invoke(ListChange.Chosen);
    }

    public void GoTo(int page)
    {
        page = Math.Max(1, page);
        if (page != Page)
        {
            Page = page;
            Changed?.Invoke(ListChange.Chosen);
        }
    }

    public void ClearAll()
    {
        Search = "";
        _filters.Clear();
        Page = 1;
        Changed?.Invoke(ListChange.Chosen);
    }

    private static string QueryOf(string uri)
    {
        var start = uri.IndexOf('?', StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var end = uri.IndexOf('#', start);
        return end < 0 ? uri[start..] : uri[start..end];
    }

    private static string Cut(string text) =>
        text.Length <= ListLimits.MaxSearchLength ? text : text[..ListLimits.MaxSearchLength];

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

public enum ListChange
{
    /// <summary>While typing: the address is replaced, so that Back does not walk through letters.</summary>
    Typed,

    /// <summary>A choice: Back returns to what was before it.</summary>
    Chosen,
}
