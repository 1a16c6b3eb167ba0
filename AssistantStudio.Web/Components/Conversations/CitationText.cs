using System.Text.RegularExpressions;
using AssistantStudio.Core.Conversations;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>A passage as its preview shows it.</summary>
internal static partial class CitationText
{
    /// <summary>Its words, without its headings and the marks of Markdown, as much of it as fits.</summary>
    public static string Of(Citation citation)
    {
        var lines = citation.Text.Split('\n').SkipWhile(l => l.StartsWith('#') || string.IsNullOrWhiteSpace(l));
        var text = Marks().Replace(string.Join('\n', lines), "$1").Trim();
        text = text.Length == 0 ? citation.Text.Trim() : text;
        return text.Length <= ChatLimits.PassageShown ? text : text[..(char.IsHighSurrogate(text[ChatLimits.PassageShown - 1]) ? ChatLimits.PassageShown - 1 : ChatLimits.PassageShown)].TrimEnd() + "…";
    }

    public static string Where(Citation citation) =>
        citation.Heading.Length == 0 || citation.Heading == citation.Title ? citation.SourceName : $"{citation.SourceName}, {citation.Heading}";

    [GeneratedRegex(@"!?\[([^\[\]\n]+)\]\([^()\s]*\)|\*\*|`", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();
}
