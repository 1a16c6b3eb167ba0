using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Providers;

internal enum TokenChar : byte
{
    Letter,
    Space,
    Punctuation,
    Dropped,
    Chinese,
}

/// <summary>
/// What the published BERT tokenizers do with a text before they look for pieces: control characters go, accents go
/// after canonical decomposition, everything becomes lower case, punctuation and Chinese characters stand alone.
/// </summary>
internal static class BertText
{
    private const int Ascii = 128;
    private static readonly TokenChar[] s_ascii = [.. Enumerable.Range(0, Ascii).Select(c => KindOf(new Rune((char)c)))];

    public static ReadOnlySpan<TokenChar> AsciiKinds => s_ascii;

    public static TokenChar KindOf(Rune rune)
    {
        var c = rune.Value;
        if (c is '\t' or '\n' or '\r')
            return TokenChar.Space;

        if (c is 0 or 0xFFFD)
            return TokenChar.Dropped;

        if (IsChinese(c))
            return TokenChar.Chinese;

        if (c is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126))
            return TokenChar.Punctuation;

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate => TokenChar.Dropped,
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation => TokenChar.Punctuation,
            _ => Rune.IsWhiteSpace(rune) ? TokenChar.Space : TokenChar.Letter,
        };
    }

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    /// <summary>Canonically decomposed, with halves of pairs, which cannot be, as the replacement character.</summary>
    public static string Decompose(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune.ToString());

        return whole.ToString().Normalize(NormalizationForm.FormD);
    }

    private static bool IsChinese(int c) => c is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
