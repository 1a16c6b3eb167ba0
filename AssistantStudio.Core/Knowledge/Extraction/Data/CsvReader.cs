using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads rows of values as RFC 4180 writes them: a quoted value may hold the separator, line ends and doubled quotes.</summary>
internal static class CsvReader
{
    private const int RowsToGuessFrom = 20;

    private static readonly char[] s_separators = [',', ';', '\t', '|'];

    public static IEnumerable<IReadOnlyList<string>> Rows(string text, char separator)
    {
        var row = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                    value.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    value.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (c == '"' && value.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator || c == '\n')
            {
                row.Add(value.ToString());
                value.Clear();
                if (c != '\n')
                    continue;

                yield return row;
                row = [];
            }
            else
            {
                value.Append(c);
            }
        }

        if (value.Length > 0 || row.Count > 0)
        {
            row.Add(value.ToString());
            yield return row;
        }
    }

    /// <summary>The separator with which most rows have as many values as the first.</summary>
    public static char Separator(string text, char otherwise)
    {
        var best = (Separator: otherwise, Score: 0);
        foreach (var separator in s_separators)
        {
            var counts = Rows(text, separator).Take(RowsToGuessFrom).Select(r => r.Count).ToList();
            if (counts.Count == 0 || counts[0] < 2)
                continue;

            // Agreement counts most; of two that agree, the one with more columns divides more.
            var score = (counts.Count(c => c == counts[0]) * 1000) + Math.Min(counts[0], 999);
            if (score > best.Score)
                best = (separator, score);
        }

        return best.Separator;
    }
}
