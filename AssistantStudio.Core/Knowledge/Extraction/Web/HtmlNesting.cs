namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Guesses before a page is parsed how deep its elements stand in each other, by the tags that are opened and not
/// closed: parsing takes the square of that, and what a person made is never so deep.
/// </summary>
internal static class HtmlNesting
{
    private const int Most = 5_000;

    // Those that have no end tag, or need none.
    private static readonly HashSet<string> s_endByThemselves = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rt", "rp",
    };

    public static void Check(ReadOnlySpan<char> html)
    {
        var names = s_endByThemselves.GetAlternateLookup<ReadOnlySpan<char>>();
        var depth = 0;
        for (var at = html.IndexOf('<'); at >= 0 && at + 1 < html.Length;)
        {
            html = html[(at + 1)..];
            var end = html[0] == '/';
            var name = html[(end ? 1 : 0)..];
            var length = 0;
            while (length < name.Length && char.IsAsciiLetterOrDigit(name[length]))
                length++;

            if (length > 0 && !names.Contains(name[..length]))
                depth = Math.Max(depth + (end ? -1 : 1), 0);
            if (depth > Most)
                throw new ExtractionException("The elements of the page are nested too deeply for it to be read.");

            at = html.IndexOf('<');
        }
    }
}
