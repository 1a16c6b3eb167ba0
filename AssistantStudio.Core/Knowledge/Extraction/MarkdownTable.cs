using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes rows as a Markdown table, whose first row is its header.</summary>
internal static class MarkdownTable
{
    public static string Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Where(r => r.Any(c => !string.IsNullOrWhiteSpace(c))))
        {
            var header = text.Length == 0;
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
            if (header)
                text.Append('|').Insert(text.Length, " --- |", row.Count).Append('\n');
        }

        return text.ToString();
    }

    public static string Cell(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace("|", "\\|", StringComparison.Ordinal);
}
