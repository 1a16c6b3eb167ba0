using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a page says about itself outside its text.</summary>
internal sealed record HtmlHead(string? Title, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Uri> Links, Uri? Canonical, bool NoIndex, bool NoFollow)
{
    private static readonly string[] s_siteSeparators = [" | ", " · ", " — ", " – ", " - ", " :: ", " » "];

    public static HtmlHead Read(IHtmlDocument document, Uri? address)
    {
        var robots = RobotsWords(document);
        var from = Absolute(document.QuerySelector("base[href]")?.GetAttribute("href"), address) ?? address;
        return new(
            TitleOf(document),
            LabelsOf(document),
            LinksOf(document, from),
            Absolute(document.QuerySelector("link[rel~=canonical][href]")?.GetAttribute("href"), from),
            robots.Contains("noindex") || robots.Contains("none"),
            robots.Contains("nofollow") || robots.Contains("none"));
    }

    private static HashSet<string> RobotsWords(IHtmlDocument document) =>
        document.QuerySelectorAll("meta[name][content]")
            .Where(m => m.GetAttribute("name")!.Trim().Equals("robots", StringComparison.OrdinalIgnoreCase))
            .SelectMany(m => m.GetAttribute("content")!.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string? TitleOf(IHtmlDocument document)
    {
        if (Meta(document, "og:title") is { } shared)
            return shared;

        var title = Line(document.QuerySelector("head > title")?.TextContent ?? document.Title ?? "");
        var headings = document.QuerySelectorAll("h1");
        if (headings.Length == 1 && Line(headings[0].TextContent) is { Length: > 0 } heading)
            return heading;

        foreach (var separator in s_siteSeparators)
        {
            var at = title.LastIndexOf(separator, StringComparison.Ordinal);
            if (at > 0)
                return title[..at];
        }

        return title.Length > 0 ? title : null;
    }

    private static Dictionary<string, string> LabelsOf(IHtmlDocument document)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var published = Meta(document, "article:published_time") ?? document.QuerySelector("article time[datetime], main time[datetime]")?.GetAttribute("datetime");
        if (DateTimeOffset.TryParse(published, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            labels["published"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return labels;
    }

    private static List<Uri> LinksOf(IHtmlDocument document, Uri? from)
    {
        var links = new List<Uri>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var anchor in document.QuerySelectorAll("a[href], area[href]"))
        {
            var asksNotTo = anchor.GetAttribute("rel")?.Contains("nofollow", StringComparison.OrdinalIgnoreCase) == true;
            if (!asksNotTo && Absolute(anchor.GetAttribute("href"), from) is { } link && seen.Add(link.AbsoluteUri))
                links.Add(link);
        }

        return links;
    }

    private static Uri? Absolute(string? link, Uri? from)
    {
        if (link is null || !(from is null ? Uri.TryCreate(link.Trim(), UriKind.Absolute, out var address) : Uri.TryCreate(from, link.Trim(), out address)))
            return null;

        // On this system a path is an absolute address of a file.
        if (address.Scheme is not ("http" or "https"))
            return null;

        return address.Fragment.Length == 0 ? address : new UriBuilder(address) { Fragment = "" }.Uri;
    }

    private static string? Meta(IHtmlDocument document, string property)
    {
        var content = document.QuerySelectorAll("meta[content]")
            .FirstOrDefault(m => property.Equals(m.GetAttribute("property") ?? m.GetAttribute("name"), StringComparison.OrdinalIgnoreCase))
            ?.GetAttribute("content");
        return Line(content ?? "") is { Length: > 0 } line ? line : null;
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
