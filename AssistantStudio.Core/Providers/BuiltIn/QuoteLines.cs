namespace AssistantStudio.Core.Providers;

/// <summary>What kind of Markdown a line begins.</summary>
internal static class QuoteLines
{
    private const int MostHeadingMarks = 6;

    public static bool IsHeading(string line, out string text)
    {
        var marks = line.AsSpan().IndexOfAnyExcept('#');
        text = marks is > 0 and <= MostHeadingMarks && char.IsWhiteSpace(line[marks]) ? line[marks..].Trim().TrimEnd('#').TrimEnd() : "";
        return text.Length > 0;
    }

    /// <summary>A rule, or the line below a heading.</summary>
    public static bool IsRule(string line)
    {
        var marks = line.AsSpan().Trim();
        return marks.Length >= 3 && marks[0] is '-' or '*' or '_' or '=' && !marks.ContainsAnyExcept(marks[0], ' ');
    }

    /// <summary>The marks that open a code block; empty: none are there.</summary>
    public static string Fence(string line)
    {
        var text = line.AsSpan().TrimStart();
        if (text.IsEmpty || text[0] is not ('`' or '~'))
        {
            return "";
        }

        var length = text.IndexOfAnyExcept(text[0]) is >= 0 and var end ? end : text.Length;
        return length >= 3 && !(text[0] == '`' && text[length..].Contains('`')) ? text[..length].ToString() : "";
    }

    public static bool Closes(string line, string fence)
    {
        var text = line.AsSpan().Trim();
        return text.Length >= fence.Length && !text.ContainsAnyExcept(fence[0]);
    }

    public static bool IsItem(string line, out bool isStep)
    {
        var text = line.AsSpan().TrimStart();
        var digits = text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
        isStep = digits is > 0 and < 10 && digits + 1 < text.Length && text[digits] is '.' or ')' && char.IsWhiteSpace(text[digits + 1]);
        return isStep || (text.Length > 1 && text[0] is '-' or '*' or '+' or '•' && char.IsWhiteSpace(text[1]));
    }

    /// <summary><c>| --- | :-: |</c></summary>
    public static bool IsTableRule(string line) =>
        line.Contains('|', StringComparison.Ordinal) && line.Contains('-', StringComparison.Ordinal) && !line.AsSpan().ContainsAnyExcept("|-: \t");

    public static int Indent(string line) => line.Length - line.AsSpan().TrimStart().Length;

    /// <summary>Text that was cut out of a program has lost its fence.</summary>
    public static bool LookLikeCode(IReadOnlyList<string> lines) =>
        lines.Count >= 3 && lines.Count(l => l.AsSpan().TrimEnd() is [.., ';' or '{' or '}' or '(' or ')' or ',' or '>']) * 3 >= lines.Count * 2;
}
