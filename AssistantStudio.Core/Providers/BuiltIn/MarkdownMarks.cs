using System.Text;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// A sentence taken out of its paragraph must not turn what stands beside it bold, code or a list: marks of which the other
/// half stood elsewhere get one, and what could be taken for a citation is marked as text.
/// </summary>
internal static partial class MarkdownMarks
{
    private static readonly string[] s_pairs = ["~~", "__", "**"];

    public static string Close(string sentence)
    {
        var text = BlockMark().Replace(sentence, static m => m.Value[..^1] + "\\" + m.Value[^1], 1);
        text = Paired(text, "`", Places(text, "`", outsideCode: false));
        foreach (var pair in s_pairs)
        {
            text = Paired(text, pair, Places(text, pair, outsideCode: true));
        }

        text = Paired(text, "*", Single(text, '*'));
        text = Paired(text, "_", Single(text, '_'));
        return Brackets(text);
    }

    /// <summary>An odd one belongs to what came before if it ends a word, and to what follows if it begins one.</summary>
    private static string Paired(string text, string mark, List<int> places)
    {
        if (places.Count % 2 == 0)
        {
            return text;
        }

        var first = places[0];
        var ends = first > 0 && !char.IsWhiteSpace(text[first - 1]) && (first + mark.Length >= text.Length || !char.IsLetterOrDigit(text[first + mark.Length]));
        return ends ? mark + text : text + mark;
    }

    private static List<int> Places(string text, string mark, bool outsideCode)
    {
        var places = new List<int>();
        var inCode = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && !inCode)
            {
                i++;
            }
            else if (outsideCode && text[i] == '`')
            {
                inCode = !inCode;
            }
            else if (!inCode && string.CompareOrdinal(text, i, mark, 0, mark.Length) == 0)
            {
                places.Add(i);
                i += mark.Length - 1;
            }
        }

        return places;
    }

    /// <summary>Single marks that can mean emphasis: neither one of a pair, nor between spaces, nor within a word.</summary>
    private static List<int> Single(string text, char mark)
    {
        bool Is(int i) => i >= 0 && i < text.Length && text[i] == mark;
        bool IsSpace(int i) => i < 0 || i >= text.Length || char.IsWhiteSpace(text[i]);
        bool IsWord(int i) => i >= 0 && i < text.Length && char.IsLetterOrDigit(text[i]);
        return [.. Places(text, mark.ToString(), outsideCode: true).Where(i => !Is(i - 1) && !Is(i + 1) && !(IsSpace(i - 1) && IsSpace(i + 1)) && !(mark == '_' && IsWord(i - 1) && IsWord(i + 1)))];
    }

    private static string Brackets(string text)
    {
        if (!text.Contains('[', StringComparison.Ordinal))
        {
            return text;
        }

        var open = new Stack<int>();
        var inCode = false;
        var lone = new HashSet<int>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when !inCode:
                    i++;
                    break;
                case '`':
                    inCode = !inCode;
                    break;
                case '[' when !inCode:
                    open.Push(i);
                    break;
                case ']' when !inCode && open.TryPop(out var start):
                    // [3] would be a citation of ours.
                    if (start + 1 < i && !text.AsSpan(start + 1, i - start - 1).ContainsAnyExceptInRange('0', '9') && (i + 1 >= text.Length || text[i + 1] != '('))
                        lone.UnionWith([start, i]);
                    break;
                default:
                    break;
            }
        }

        lone.UnionWith(open);
        var result = new StringBuilder(text.Length + lone.Count);
        foreach (var (i, c) in text.Index())
        {
            result.Append(lone.Contains(i) ? "\\" : "").Append(c);
        }

        var target = text.LastIndexOf("](", StringComparison.Ordinal);
        return result.Append(target >= 0 && !text.AsSpan(target).Contains(')') ? ")" : "").ToString();
    }

    /// <summary>What would begin a list, a heading or a quotation: <c>1986. </c>, <c># </c>, <c>- </c></summary>
    [GeneratedRegex(@"^(?:\d{1,9}[.)]|#|[-+*>])(?=\s)")]
    private static partial Regex BlockMark();
}
