using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Conversations;

/// <summary>A word of a message in lower case, where it stands, and the strongest sign in front of it ('\0': none).</summary>
internal readonly record struct MessageWord(string Text, int Start, int End, char Before);

/// <summary>
/// Cuts a message into words for judging how it is meant, so that what an index throws away stays: umlauts ("schon" is not
/// "schön"), "don't" in one piece (as "dont", which is how half of all people type it), emoji, and emoticons.
/// </summary>
internal static class MessageWords
{
    private const string Emoticons = ")(D/";

    /// <summary>Slips of the fingers by which much would be missed.</summary>
    private static readonly FrozenDictionary<string, string> s_misspelt = """
        wrok work wroks works wroking working workin working owrk work wokrs works doenst doesnt dosnt doesnt doesn doesnt dosent doesnt dnt dont cnat cant cany cant agian again agin again agaian again
        thansk thanks thnx thanks thanx thanks thnaks thanks thankyou thanks tysm thanks tnx thanks yuo you yu you u you ur your plese please plaese please pleae please hlep help halp help
        probelm problem porblem problem prolbem problem erorr error eror error brokn broken brocken broken teh the waht what hwo how wehn when whne when whre where
        cancle cancel adress address recieve receive recieved received recieving receiving delivry delivery delievery delivery pasword password passwrod password
        nciht nicht nich nicht nix nichts geth geht fucntioniert funktioniert funktionirt funktioniert bite bitte dnake danke
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToFrozenDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    public static List<MessageWord> Of(string text)
    {
        var words = new List<MessageWord>();
        var length = Math.Min(text.Length, AnalysisLimits.JudgedLength);
        var before = '\0';
        for (var i = 0; i < length;)
        {
            var end = EndOfWord(text, i, length);
            if (end == i && TryReadFace(text, i, length, out end) is { } face)
            {
                words.Add(new(face, i, end, before));
                (before, i) = ('\0', end);
            }
            else if (end > i)
            {
                words.Add(new(Fold(text.AsSpan(i, end - i)), i, end, before));
                (before, i) = ('\0', end);
            }
            else
            {
                before = Stronger(before, text[i]);
                i++;
            }
        }

        return words;
    }

    /// <summary>Where the word ends that begins here; here itself when none does.</summary>
    private static int EndOfWord(string text, int start, int length)
    {
        var end = start;
        while (end < length && (char.IsLetterOrDigit(text[end]) || (IsApostrophe(text[end]) && end > start && end + 1 < length && char.IsLetter(text[end + 1]))))
        {
            end++;
        }

        return end;
    }

    private static string? TryReadFace(string text, int at, int length, out int end)
    {
        end = at;
        if (text[at] is ':' or ';' && at + 1 < length)
        {
            var mouth = text[at + 1] == '-' && at + 2 < length ? at + 2 : at + 1;
            var alone = mouth + 1 >= length || char.IsWhiteSpace(text[mouth + 1]);
            if (Emoticons.Contains(text[mouth], StringComparison.Ordinal) && alone)
            {
                end = mouth + 1;
                return text[mouth] is ')' or 'D' ? ":)" : ":(";
            }
        }

        if (text[at] < '\u2190' || !Rune.TryGetRuneAt(text, at, out var rune) || Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherSymbol)
        {
            return null;
        }

        end = at + rune.Utf16SequenceLength;
        return rune.ToString();
    }

    private static string Fold(ReadOnlySpan<char> word)
    {
        var folded = word[..Math.Min(word.Length, AnalysisLimits.WordLength)].ToString().ToLowerInvariant().Replace('’', '\'').Replace("ß", "ss", StringComparison.Ordinal);
        return folded.EndsWith("n't", StringComparison.Ordinal) ? folded[..^3] + "nt" : s_misspelt.GetValueOrDefault(folded, folded);
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’';

    private static char Stronger(char before, char sign) => sign switch
    {
        '.' or '!' or '?' or '\n' or '。' or '！' or '？' => sign is '？' ? '?' : before == '?' ? before : sign,
        ',' or ';' or ':' or '(' or ')' or '–' or '—' when before == '\0' => ',',
        _ => before,
    };

    /// <summary>Whether another sentence begins with this word.</summary>
    public static bool BeginsSentence(this MessageWord word) => word.Before is not ('\0' or ',');
}
