namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Divides source code at its declarations, without knowing the language: one begins where a line stands as far left
/// as can be, after a blank line. What is longer than a screen or two is divided once more where it is indented.
/// </summary>
internal static class SourceFormat
{
    private const int LongDeclaration = 50;
    private const int ShortDeclaration = 8;
    private const int Levels = 3;

    public static ExtractedDocument Read(string text, string fileName, string language, ExtractionLimits limits)
    {
        var blocks = new BlockList(limits);
        foreach (var part in Divide(text.Split('\n'), 0))
            blocks.Code(string.Join('\n', part.AsEnumerable()), language);

        return blocks.Document(fileName, new Dictionary<string, string> { ["language"] = language });
    }

    private static IEnumerable<ArraySegment<string>> Divide(ArraySegment<string> lines, int level)
    {
        var left = LeftMost(lines, level);
        var start = 0;
        var afterBlank = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                afterBlank = true;
                continue;
            }

            // Short ones stay together: a row of constants is one thing. A closing bracket belongs to what it closes.
            if (afterBlank && Indent(line) <= left && i - start >= ShortDeclaration && line.TrimStart()[0] is not ('}' or ')' or ']'))
            {
                foreach (var part in Further(lines[start..i], level))
                    yield return part;
                start = i;
            }

            afterBlank = false;
        }

        foreach (var part in Further(lines[start..], level))
            yield return part;
    }

    private static IEnumerable<ArraySegment<string>> Further(ArraySegment<string> lines, int level) =>
        lines.Count > LongDeclaration && level < Levels ? Divide(lines, level + 1) : [lines];

    /// <summary>The indentation of the outermost lines; at a deeper level, the one that follows.</summary>
    private static int LeftMost(ArraySegment<string> lines, int level)
    {
        var indents = lines.Where(l => !string.IsNullOrWhiteSpace(l)).Select(Indent).Distinct().Order().ToList();
        return indents.Count == 0 ? 0 : indents[Math.Min(level, indents.Count - 1)];
    }

    private static int Indent(string line)
    {
        var columns = 0;
        foreach (var c in line)
        {
            if (c == ' ')
                columns++;
            else if (c == '\t')
                columns += 4;
            else
                break;
        }

        return columns;
    }
}
