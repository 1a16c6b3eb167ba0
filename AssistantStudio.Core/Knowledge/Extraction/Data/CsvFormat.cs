using System.Globalization;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Each row becomes a record that is understood by itself: <c>Country: DE</c>, <c>Fee: 4.90</c> …</summary>
internal static class CsvFormat
{
    public static ExtractedDocument Read(string text, string title, char usual, ExtractionLimits limits)
    {
        // "sep=;" is how a spreadsheet is told; it is no row.
        char? told = text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5 && text[5] == '\n' ? text[4] : null;
        if (told is not null)
            text = text[6..];

        var blocks = new BlockList(limits);
        string[]? names = null;
        foreach (var row in CsvReader.Rows(text, told ?? CsvReader.Separator(text, usual)))
        {
            if (row.All(string.IsNullOrWhiteSpace))
                continue;

            if (names is null)
            {
                names = Names(row);
                if (IsHeader(row))
                    continue;
            }

            blocks.Paragraph(string.Join('\n', row.Select((value, i) => (Name: i < names.Length ? names[i] : Column(i), Value: value.Trim()))
                .Where(f => f.Value.Length > 0)
                .Select(f => $"{f.Name}: {f.Value}")));
        }

        // Nothing but a header is still something to find.
        if (blocks.Count == 0 && names is not null)
            blocks.Paragraph(string.Join('\n', names));
        return blocks.Document(title);
    }

    private static string[] Names(IReadOnlyList<string> row) =>
        IsHeader(row) ? [.. row.Select((name, i) => string.IsNullOrWhiteSpace(name) ? Column(i) : name.Trim())] : [.. row.Select((_, i) => Column(i))];

    private static bool IsHeader(IReadOnlyList<string> row) =>
        row.All(v => !double.TryParse(v, NumberStyles.Any, CultureInfo.InvariantCulture, out _))
        && row.Where(v => v.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Count() == row.Count(v => v.Length > 0);

    private static string Column(int index) => string.Create(CultureInfo.InvariantCulture, $"Column {index + 1}");
}
