using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Conversations;

/// <summary>What a reply says without the marks of Markdown and without the numbers of its sources: for titles and summaries, which are plain text.</summary>
internal static partial class WithoutMarks
{
    public static string Of(string markdown) =>
        Pairs().Replace(LineMarks().Replace(Links().Replace(Citations().Replace(markdown, ""), "$1"), ""), "");

    [GeneratedRegex(@"[ \t]?\[\d{1,3}\](?!\()")]
    private static partial Regex Citations();

    [GeneratedRegex(@"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}\)")]
    private static partial Regex Links();

    /// <summary>Headings, quotations and lists.</summary>
    [GeneratedRegex(@"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)", RegexOptions.Multiline)]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"\*\*|~~|`+|(?<!\w)__|__(?!\w)")]
    private static partial Regex Pairs();
}
