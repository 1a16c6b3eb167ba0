using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace AssistantStudio.Web.Shell;

/// <summary>A view that everybody has, by what stands behind the list's address.</summary>
public sealed record FixedView(string Label, string Query);

/// <summary>What makes a view of a list out of its address: search, filters and order, in one spelling, without the page.</summary>
public static class ViewQuery
{
    private const string Page = "page";

    /// <param name="except">What does not make another view, such as how the list is drawn.</param>
    public static string Of(string uri, string? except = null)
    {
        var query = uri.Contains('?', StringComparison.Ordinal) ? uri[uri.IndexOf('?', StringComparison.Ordinal)..].Split('#')[0] : "";
        var builder = new QueryBuilder(QueryHelpers.ParseQuery(query)
            .Where(p => p.Key != Page && p.Key != except && p.Value.Any(v => !string.IsNullOrWhiteSpace(v)))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new KeyValuePair<string, string>(p.Key, p.Value.Last(v => !string.IsNullOrWhiteSpace(v))!)));
        return builder.ToQueryString().Value?.TrimStart('?') ?? "";
    }
}
