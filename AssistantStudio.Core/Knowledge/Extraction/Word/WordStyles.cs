using System.Globalization;
using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// What the styles of a Word file mean. Their ids are in the language of whoever made the file ("berschrift1"); the
/// names of built-in ones and the outline levels are the same everywhere.
/// </summary>
internal sealed class WordStyles
{
    private const int LongestChain = 20;
    private const int OutlineLevels = 9;

    private readonly Dictionary<string, Style> _styles = new(StringComparer.Ordinal);

    private sealed record Style(string Name, string? BasedOn, int? Outline, WordListItem? Item);

    public static WordStyles Read(XElement? root)
    {
        var styles = new WordStyles();
        foreach (var style in root.Children("style"))
        {
            var paragraph = style.Child("pPr");
            if (style.Value("styleId") is { } id)
                styles._styles.TryAdd(id, new(style.Child("name").Value("val") ?? "", style.Child("basedOn").Value("val"), OutlineIn(paragraph), WordListItem.In(paragraph)));
        }

        return styles;
    }

    /// <summary>1 to 6 for a heading, 0 for the title, null for all else.</summary>
    public int? HeadingLevel(XElement? paragraphProperties)
    {
        var own = OutlineIn(paragraphProperties);
        if (own is not null)
            return own < OutlineLevels ? Math.Min(own.Value + 1, 6) : null;

        foreach (var style in Chain(paragraphProperties))
        {
            if (style.Name.Equals("title", StringComparison.OrdinalIgnoreCase))
                return 0;
            if (style.Outline is { } outline)
                return outline < OutlineLevels ? Math.Min(outline + 1, 6) : null;
            if (style.Name.StartsWith("heading ", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(style.Name.AsSpan("heading ".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var level))
                return Math.Clamp(level, 1, 6);
        }

        return null;
    }

    public WordListItem? ItemOf(XElement? paragraphProperties) =>
        WordListItem.In(paragraphProperties) ?? Chain(paragraphProperties).Select(s => s.Item).FirstOrDefault(i => i is not null);

    public bool IsCode(XElement? paragraphProperties) => Names(paragraphProperties, "code", "preformatted", "macro", "source");

    /// <summary>A line of the table of contents.</summary>
    public bool IsContents(XElement? paragraphProperties) => Chain(paragraphProperties).Any(s => s.Name.StartsWith("toc ", StringComparison.OrdinalIgnoreCase));

    private bool Names(XElement? properties, params string[] words) =>
        Chain(properties).Any(s => Array.Exists(words, w => s.Name.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<Style> Chain(XElement? paragraphProperties)
    {
        var id = paragraphProperties.Child("pStyle").Value("val");
        for (var i = 0; i < LongestChain && id is not null && _styles.TryGetValue(id, out var style); i++)
        {
            yield return style;
            id = style.BasedOn;
        }
    }

    private static int? OutlineIn(XElement? properties) =>
        int.TryParse(properties.Child("outlineLvl").Value("val"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;
}
