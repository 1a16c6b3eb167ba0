using System.Collections.Frozen;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>
/// Cuts code into what a reader tells apart: words of the language, texts, remarks, numbers. It knows no grammar, so it is never
/// far off and never slow; the pieces together are always the code as it was written.
/// </summary>
internal static class CodeColours
{
    private const string Word = "k";
    private const string Quoted = "s";
    private const string Remark = "c";
    private const string Digits = "n";

    /// <summary>What is longer is drawn in one colour: each piece is an element of the page.</summary>
    private const int Longest = 20_000;

    private static readonly FrozenDictionary<string, CodeLanguage> s_languages = CodeLanguage.ByName();

    public static IEnumerable<(string Text, string? Kind)> Of(string code, string? language) =>
        language is null || code.Length > Longest || !s_languages.TryGetValue(language.ToLowerInvariant(), out var known) ? [(code, null)] : Cut(code, known);

    private static IEnumerable<(string Text, string? Kind)> Cut(string code, CodeLanguage language)
    {
        var (plain, at) = (0, 0);
        while (at < code.Length)
        {
            var (length, kind) = Next(code, at, language);
            if (kind is null)
            {
                at += length;
                continue;
            }

            if (at > plain)
            {
                yield return (code[plain..at], null);
            }

            yield return (code.Substring(at, length), kind);
            plain = at += length;
        }

        if (plain < code.Length)
        {
            yield return (code[plain..], null);
        }
    }

    private static (int Length, string? Kind) Next(string code, int at, CodeLanguage language)
    {
        if (language.Block is var (open, close) && Starts(code, at, open))
        {
            var end = code.IndexOf(close, at + open.Length, StringComparison.Ordinal);
            return ((end < 0 ? code.Length : end + close.Length) - at, Remark);
        }

        if (language.Lines.FirstOrDefault(l => Starts(code, at, l)) is not null)
        {
            var end = code.IndexOf('\n', at);
            return ((end < 0 ? code.Length : end) - at, Remark);
        }

        var first = code[at];
        if (language.Quotes.Contains(first))
        {
            return (QuotedLength(code, at), Quoted);
        }

        if (!char.IsLetterOrDigit(first) && first != '_')
        {
            return (1, null);
        }

        var length = 1;
        while (at + length < code.Length && (char.IsLetterOrDigit(code[at + length]) || code[at + length] is '_' || (code[at + length] is '.' && char.IsAsciiDigit(first))))
        {
            length++;
        }

        var word = code.AsSpan(at, length);
        return (length, char.IsAsciiDigit(first) ? Digits : language.IsWord(word) ? Word : null);
    }

    /// <summary>To the same mark again, or to the end of the line: most texts end there when their end is missing. A back tick goes on.</summary>
    private static int QuotedLength(string code, int at)
    {
        for (var i = at + 1; i < code.Length; i++)
        {
            if (code[i] == code[at])
            {
                return i + 1 - at;
            }

            if (code[i] == '\n' && code[at] != '`')
            {
                return i - at;
            }

            if (code[i] == '\\')
            {
                i++;
            }
        }

        return code.Length - at;
    }

    private static bool Starts(string code, int at, string mark) => string.CompareOrdinal(code, at, mark, 0, mark.Length) == 0;
}
