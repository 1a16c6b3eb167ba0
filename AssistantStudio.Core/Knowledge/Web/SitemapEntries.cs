using System.Globalization;

namespace AssistantStudio.Core.Knowledge;

/// <summary>More than a sitemap may have; what came before is kept.</summary>
internal sealed class SitemapLimitException(string message) : Exception(message);

internal sealed class SitemapEntries
{
    // Of the formats that a general parser does not know.
    private static readonly string[] s_shortDates = ["yyyy", "yyyy-MM"];

    public List<SitemapEntry> Pages { get; } = [];

    public List<SitemapEntry> Sitemaps { get; } = [];

    /// <summary>What is no address of a page is left out.</summary>
    public void Add(string? address, string? lastModified, bool isSitemap)
    {
        var text = address?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > Sitemap.MaxAddress)
            return;

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            return;

        if (Pages.Count + Sitemaps.Count == Sitemap.MaxEntries)
            throw new SitemapLimitException(string.Create(CultureInfo.InvariantCulture, $"The sitemap has more than {Sitemap.MaxEntries:N0} addresses; the others were not read."));

        (isSitemap ? Sitemaps : Pages).Add(new(uri, Date(lastModified)));
    }

    /// <summary>As in sitemaps and Atom (2026-05-04T10:00:00Z, or less of it), or as in RSS (Mon, 04 May 2026 10:00:00 GMT).</summary>
    private static DateTimeOffset? Date(string? text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        var culture = CultureInfo.InvariantCulture;
        return DateTimeOffset.TryParseExact(text?.Trim(), s_shortDates, culture, Styles, out var date) || DateTimeOffset.TryParse(text, culture, Styles, out date) ? date : null;
    }
}
