using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Search;

/// <summary>A word as it is indexed, and where it stands in the text. Only a real word can be misspelt.</summary>
internal readonly record struct SearchToken(string Text, int Start, int End, bool IsWord);

/// <summary>
/// Cuts any text into words of letters and digits, the same for both databases: lower case, without diacritics, widths,
/// ligatures and invisible characters. Writing without spaces (Chinese, Japanese, Thai …) becomes overlapping pairs of
/// characters, a symbol such as an emoji becomes its code, because both databases would otherwise leave it out.
/// </summary>
internal static class SearchTokens
{
    /// <summary>What is indexed of a text: its words with a space between them, cut to what an index column holds.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(Math.Min(text.Length, SearchLimits.TextLength));
        foreach (var token in Of(text, indexing: true))
        {
            if (folded.Length + token.Text.Length >= SearchLimits.TextLength)
            {
                break;
            }

            folded.Append(folded.Length == 0 ? "" : " ").Append(token.Text);
        }

        return folded.ToString();
    }

    /// <summary>
    /// The words of a text. While indexing, the last character of a run without spaces stands alone too, so that every
    /// character begins a word and can be found by itself.
    /// </summary>
    public static IEnumerable<SearchToken> Of(string text, bool indexing)
    {
        var word = new StringBuilder();
        var run = new List<(string Text, int Start, int End)>();
        var start = 0;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone half of a pair counts as the one character that it takes, whatever stands in for it.
            var end = at + (rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength);
            var part = PartOf(rune);
            if (part != Part.InWord && part != Part.Invisible && word.Length > 0)
            {
                foreach (var token in Word(word, start, at))
                {
                    yield return token;
                }
            }

            if (part != Part.InRun && part != Part.Invisible && run.Count > 0)
            {
                foreach (var token in Pairs(run, indexing))
                {
                    yield return token;
                }
            }

            switch (part)
            {
                case Part.InWord:
                    start = word.Length == 0 ? at : start;
                    word.Append(rune.ToString());
                    break;
                case Part.InRun:
                    run.Add((rune.ToString().Normalize(NormalizationForm.FormKC), at, end));
                    break;
                case Part.Symbol:
                    yield return new("u" + rune.Value.ToString("x", CultureInfo.InvariantCulture), at, end, false);
                    break;
                case Part.Invisible:
                case Part.Between:
                default:
                    break;
            }

            at = end;
        }

        foreach (var token in Word(word, start, at).Concat(Pairs(run, indexing)))
        {
            yield return token;
        }
    }

    private enum Part
    {
        Between,
        InWord,
        InRun,
        Symbol,
        Invisible,
    }

    private static Part PartOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when IsWrittenWithoutSpaces(rune.Value) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? Part.Invisible : Part.InRun,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            or UnicodeCategory.SpacingCombiningMark => Part.InWord,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierSymbol => Part.Invisible,
        UnicodeCategory.OtherSymbol when rune != Rune.ReplacementChar => Part.Symbol,
        _ => Part.Between,
    };

    private static bool IsWrittenWithoutSpaces(int code) => code is
        (>= 0x0E01 and <= 0x0E4E) or (>= 0x0E81 and <= 0x0ECE) or (>= 0x1000 and <= 0x103F) or (>= 0x1780 and <= 0x17D3) // Thai, Lao, Burmese, Khmer
        or 0x3005 or (>= 0x3041 and <= 0x3096) or (>= 0x30A1 and <= 0x30FA) or 0x30FC or (>= 0xFF66 and <= 0xFF9D) // Japanese
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF); // Chinese

    private static IEnumerable<SearchToken> Word(StringBuilder word, int start, int end)
    {
        if (word.Length == 0)
        {
            yield break;
        }

        var text = FoldWord(word.ToString());
        word.Clear();
        if (text.Length > 0)
        {
            text = text.Length <= SearchLimits.WordLength ? text : CutBetweenPairs(text);
            yield return new(text, start, end, IsWord: text.All(char.IsLetter));
        }
    }

    private static IEnumerable<SearchToken> Pairs(List<(string Text, int Start, int End)> run, bool indexing)
    {
        for (var i = 0; i < run.Count; i++)
        {
            if (i + 1 < run.Count)
            {
                yield return new(run[i].Text + run[i + 1].Text, run[i].Start, run[i + 1].End, false);
            }
            else if (indexing || run.Count == 1)
            {
                yield return new(run[i].Text, run[i].Start, run[i].End, false);
            }
        }

        run.Clear();
    }

    private static string FoldWord(string word)
    {
        if (Ascii.IsValid(word))
        {
            return word.ToLowerInvariant();
        }

        var result = new StringBuilder(word.Length);
        foreach (var rune in word.Normalize(NormalizationForm.FormKD).ToLowerInvariant().EnumerateRunes())
        {
            if (PartOf(rune) is Part.InWord or Part.InRun)
            {
                result.Append(Letter(rune));
            }
        }

        return result.ToString().Normalize(NormalizationForm.FormC); // Korean syllables were taken apart.
    }

    /// <summary>Letters that people leave out the stroke of, and that Unicode does not take apart.</summary>
    private static string Letter(Rune rune) => rune.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => rune.ToString(),
    };

    private static string CutBetweenPairs(string text)
    {
        var length = char.IsHighSurrogate(text[SearchLimits.WordLength - 1]) ? SearchLimits.WordLength - 1 : SearchLimits.WordLength;
        return text[..length];
    }
}
