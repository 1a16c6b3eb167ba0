using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Providers;

internal enum CharKind : byte
{
    Between,
    Letter,
    Dropped,
    Expands,
    Alone,
    Surrogate,
    Composes,
}

/// <summary>
/// What becomes of each character before it is hashed, looked up in a table because a text is read at a few
/// nanoseconds a character: lower case, without accents and widths; writing without spaces and symbols stand alone.
/// The table says what stored vectors mean. It follows the character data of the runtime, in which characters that
/// are assigned do not change, and must not be changed otherwise without a new model name.
/// </summary>
internal static class FoldedChars
{
    private static readonly char[] s_folded = new char[char.MaxValue + 1];
    private static readonly CharKind[] s_kinds = new CharKind[char.MaxValue + 1];
    private static readonly Dictionary<char, string> s_expansions = [];

    static FoldedChars()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            s_folded[c] = (char)c;
            s_kinds[c] = Classify((char)c);
        }
    }

    public static ReadOnlySpan<char> Folded => s_folded;

    public static ReadOnlySpan<CharKind> Kinds => s_kinds;

    public static string Expansion(char c) => s_expansions[c];

    public static CharKind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when rune.Value is >= 0x20000 and <= 0x3FFFF => CharKind.Alone, // Chinese outside the first plane
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            or UnicodeCategory.SpacingCombiningMark => CharKind.Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierSymbol => CharKind.Dropped,
        UnicodeCategory.OtherSymbol or UnicodeCategory.CurrencySymbol => CharKind.Alone,
        _ => CharKind.Between,
    };

    /// <summary>Letters taken apart into pieces are put together first; anything broken becomes the replacement character.</summary>
    public static string Compose(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            valid.Append(rune.ToString());

        return valid.ToString().Normalize(NormalizationForm.FormC);
    }

    private static CharKind Classify(char c)
    {
        if (char.IsSurrogate(c))
            return CharKind.Surrogate;

        if (c is '\'' or '\u2019')
            return CharKind.Dropped; // "don't" is a word, with either apostrophe.

        if (c is (>= '\u1100' and <= '\u11FF') or '\u3099' or '\u309A')
            return CharKind.Composes; // parts of Korean syllables, voicing marks of Japanese

        if (c is '\uFFFD')
            return CharKind.Between;

        var kind = KindOf(new Rune(c));
        if (IsWrittenWithoutSpaces(c))
        {
            s_folded[c] = Single(c.ToString().Normalize(NormalizationForm.FormKC), c);
            return kind == CharKind.Dropped ? CharKind.Dropped : CharKind.Alone;
        }

        return kind == CharKind.Letter && c is not (>= '\uAC00' and <= '\uD7A3') ? Fold(c) : kind;
    }

    private static CharKind Fold(char c)
    {
        var letters = new StringBuilder();
        foreach (var part in Letter(c).Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (!char.IsSurrogate(part) && KindOf(new Rune(part)) == CharKind.Letter)
                letters.Append(Letter(part));
        }

        switch (letters.Length)
        {
            case 0:
                return CharKind.Letter;
            case 1:
                s_folded[c] = letters[0];
                return CharKind.Letter;
            default:
                s_expansions[c] = letters.ToString();
                return CharKind.Expands;
        }
    }

    /// <summary>Letters that people leave out the stroke of, and that Unicode does not take apart.</summary>
    private static string Letter(char c) => c switch
    {
        'ß' or 'ẞ' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'þ' or 'Þ' => "th",
        'ı' or 'İ' => "i",
        'ς' => "σ",
        _ => c.ToString(),
    };

    private static char Single(string folded, char otherwise) => folded.Length == 1 ? folded[0] : otherwise;

    private static bool IsWrittenWithoutSpaces(char c) => c is
        (>= '\u0E01' and <= '\u0E4E') or (>= '\u0E81' and <= '\u0ECE') or (>= '\u1000' and <= '\u103F') or (>= '\u1780' and <= '\u17D3') // Thai, Lao, Burmese, Khmer
        or '\u3005' or (>= '\u3041' and <= '\u3096') or (>= '\u30A1' and <= '\u30FA') or '\u30FC' or (>= '\uFF66' and <= '\uFF9D') // Japanese
        or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF'); // Chinese
}
