using System.Buffers;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Takes the marks of Jira's wiki mark-up out of a line and keeps its words.</summary>
internal static partial class WikiInline
{
    private static readonly SearchValues<char> s_marks = SearchValues.Create("{[*_!?\\^~+-");

    public static string Clean(string line)
    {
        if (line.AsSpan().IndexOfAny(s_marks) < 0)
            return line;

        var text = Braces().Replace(line, "");
        text = Monospace().Replace(text, "`${code}`");
        text = Picture().Replace(text, "");
        text = Link().Replace(text, m => LinkText(m.Groups["link"].Value));
        text = Emphasis().Replace(text, "${text}");
        return Escaped().Replace(text, "$1").Replace("\\\\", "\n", StringComparison.Ordinal).Trim();
    }

    /// <summary><c>words|address</c>, an address alone, or <c>~somebody</c>.</summary>
    private static string LinkText(string link)
    {
        var words = link.Split('|')[0].Trim();
        return words.StartsWith('~') ? "@" + words[1..].Replace("accountid:", "", StringComparison.OrdinalIgnoreCase) : words.TrimStart('^', '#');
    }

    [GeneratedRegex(@"\{(color|quote|panel|anchor|section|column|info|note|tip|warning|expand|toc)(:[^}\n]{0,300})?\}", RegexOptions.IgnoreCase)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\{\{(?<code>[^\n]{1,500}?)\}\}")]
    private static partial Regex Monospace();

    [GeneratedRegex(@"!(?=\S)[^!\n|]{1,300}\.(png|jpe?g|gif|svg|webp|bmp|mp4)(\|[^!\n]{0,200})?!", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"\[(?<link>[^\[\]\n]{1,1000}\|[^\[\]\n]{1,2000}|~[^\[\]\n]{1,200}|\^[^\[\]\n]{1,200}|[a-z]+://[^\[\]\s]{1,2000})\]", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w`*_])(?<mark>[*_+^~]|\?\?)(?=\S)(?<text>[^\n*_`]{1,500}?)(?<=\S)\k<mark>(?![\w`*_])")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"(?<!\\)\\([*_\-+{}\[\]!|^~])")]
    private static partial Regex Escaped();
}
