using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Conversations;

/// <summary>Cuts a text into sentences, each on one line without invisible characters.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> s_abbreviations = new[]
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "str", "nr", "no", "approx", "ca", "bzw", "ggf", "inkl", "incl", "tel", "vs", "etc", "e.g", "i.e", "z.b", "d.h", "u.a", "inc", "ltd", "jan", "feb", "aug", "sept", "okt", "oct", "nov", "dez", "dec",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_abbreviationParts = s_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> s_months = new[]
    {
        "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_monthParts = s_months.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IEnumerable<string> Of(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!EndsAt(text, start, i))
            {
                continue;
            }

            while (i + 1 < text.Length && text[i + 1] is '.' or '!' or '?' or '"' or ')' or '”' or '»')
            {
                i++;
            }

            if (OneLine(text.AsSpan(start, i + 1 - start)) is { Length: > 0 } sentence)
            {
                yield return sentence;
            }

            start = i + 1;
        }

        if (start < text.Length && OneLine(text.AsSpan(start)) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private static bool EndsAt(string text, int start, int i) => text[i] switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' or '。' or '！' or '？' => true,
        '!' or '?' => IsFollowedBySpace(text, i),
        '.' => IsFollowedBySpace(text, i) && !IsAbbreviation(text, start, i),
        _ => false,
    };

    private static bool IsFollowedBySpace(string text, int i)
    {
        while (i + 1 < text.Length && text[i + 1] is '.' or '!' or '?' or '"' or ')' or '”' or '»')
        {
            i++;
        }

        return i + 1 >= text.Length || char.IsWhiteSpace(text[i + 1]);
    }

    /// <summary>"Nr.", "z.B.", "J. Doe", "3. Mai".</summary>
    private static bool IsAbbreviation(string text, int start, int dot)
    {
        var from = dot;
        while (from > start && dot - from < AnalysisLimits.WordLength && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] == '.'))
        {
            from--;
        }

        var word = text.AsSpan(from, dot - from);
        if (word.Length is > 0 and <= 2 && !word.ContainsAnyExceptInRange('0', '9'))
        {
            var next = text.AsSpan(dot + 1, Math.Min(AnalysisLimits.WordLength, text.Length - dot - 1)).TrimStart();
            var end = next.IndexOfAny(" .,;\n");
            return s_monthParts.Contains(end < 0 ? next : next[..end]);
        }

        return (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I') || s_abbreviationParts.Contains(word);
    }

    /// <summary>Spaces for line breaks and control characters, no halves of characters, no marks in front of a list's points.</summary>
    public static string OneLine(ReadOnlySpan<char> text)
    {
        var line = new StringBuilder(text.Length);
        Span<char> letters = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category == UnicodeCategory.Control || rune == Rune.ReplacementChar)
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (category != UnicodeCategory.Format || rune.Value == '\u200d')
            {
                line.Append(letters[..rune.EncodeToUtf16(letters)]);
            }
        }

        return line.ToString().TrimStart('#', '*', '>', '-', '•', '`', '|', ' ', '\u200d').TrimEnd();
    }
}
