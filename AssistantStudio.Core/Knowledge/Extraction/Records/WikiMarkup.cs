using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Reads the older mark-up of Jira, line by line: <c>h2. Heading</c>, <c>* item</c>, <c>||a||b||</c>, <c>{code:java}…{code}</c>.
/// What is between the marks of code stays as it is.
/// </summary>
internal static partial class WikiMarkup
{
    public static void AddTo(BlockList blocks, string text)
    {
        var rest = text.ReplaceLineEndings("\n");
        while (CodeStart().Match(rest) is { Success: true } start)
        {
            var close = $"{{{start.Groups["name"].Value}}}";
            var from = start.Index + start.Length;
            var end = rest.IndexOf(close, from, StringComparison.OrdinalIgnoreCase);
            AddText(blocks, rest[..start.Index]);
            blocks.Code(rest[from..(end < 0 ? rest.Length : end)], Language(start.Groups["options"].Value));
            rest = end < 0 ? "" : rest[(end + close.Length)..];
        }

        AddText(blocks, rest);
    }

    private static void AddText(BlockList blocks, string text)
    {
        var run = new List<string>();
        var kind = BlockKind.Paragraph;
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            var own = KindOf(line);
            if (own != kind || line.Length == 0)
                Flush(blocks, kind, run);

            kind = own;
            if (own == BlockKind.Heading)
                blocks.Heading(line[1] - '0', WikiInline.Clean(line[3..].Trim()));
            else if (line.Length > 0 && !IsFrame(line))
                run.Add(line);
        }

        Flush(blocks, kind, run);
    }

    private static void Flush(BlockList blocks, BlockKind kind, List<string> lines)
    {
        switch (kind)
        {
            case BlockKind.List:
                blocks.List(string.Join('\n', lines.Select(Item)));
                break;
            case BlockKind.Table:
                blocks.Table(MarkdownTable.Write(lines.Select(Cells)));
                break;
            default:
                blocks.Paragraph(WikiInline.Clean(string.Join('\n', lines)));
                break;
        }

        lines.Clear();
    }

    private static BlockKind KindOf(string line) =>
        Heading().IsMatch(line) ? BlockKind.Heading
        : ListItem().IsMatch(line) ? BlockKind.List
        : line.StartsWith('|') && line.Length > 1 ? BlockKind.Table
        : BlockKind.Paragraph;

    private static string Item(string line)
    {
        var item = ListItem().Match(line);
        var marks = item.Groups["marks"].Value;
        return $"{new string(' ', (marks.Length - 1) * 3)}{(marks[^1] == '#' ? "1." : "-")} {WikiInline.Clean(line[item.Length..])}";
    }

    /// <summary>Bars within a link are none between cells.</summary>
    private static List<string> Cells(string line) =>
        [.. CellBorder().Split(line.Trim('|')).Select(c => WikiInline.Clean(c.Trim()))];

    // Lines that only open or close a panel, a quote or a colour, and rules.
    private static bool IsFrame(string line) => Frame().IsMatch(line);

    private static string Language(string options)
    {
        var first = options.Split('|').Select(o => o.Trim()).FirstOrDefault(o => o.StartsWith("language=", StringComparison.OrdinalIgnoreCase) || !o.Contains('=', StringComparison.Ordinal)) ?? "";
        var name = first[(first.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return name.Contains('.', StringComparison.Ordinal) ? "" : name;
    }

    [GeneratedRegex(@"\{(?<name>code|noformat)(?::(?<options>[^}\n]*))?\}", RegexOptions.IgnoreCase)]
    private static partial Regex CodeStart();

    [GeneratedRegex(@"^h[1-6]\.(\s|$)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?<marks>[*#]{1,9}|-)\s+(?=\S)")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\|\|?(?![^\[\n]{0,500}\])")]
    private static partial Regex CellBorder();

    [GeneratedRegex(@"^(\{(panel|quote|color|section|column|info|note|tip|warning|expand)(:[^}]*)?\}|-{4,})$", RegexOptions.IgnoreCase)]
    private static partial Regex Frame();
}
