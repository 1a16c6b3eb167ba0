using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>How hard a question is, by what can be seen of it. Costs nothing, and is the same each time.</summary>
internal static partial class DifficultyRules
{
    private const int FewWords = 4;
    private const int ShortWords = 15;
    private const int LongWords = 150;
    private const int SeveralQuestions = 3;
    private const int SeveralPoints = 3;
    private const int LongConversation = 12;
    private const int LongestRead = 20_000;

    private static readonly string[] s_hard =
        ["analyse", "analyze", "compare", "evaluate", "calculate", "prove", "derive", "design", "strategy", "trade-off", "step by step", "dispute", "complaint", "contract", "legal", "negotiate"];

    private static readonly string[] s_middling =
        ["why", "how", "error", "fail", "not working", "doesn't work", "does not work", "configure", "install", "set up", "explain", "difference", "summarise", "summarize", "translate"];

    public static Judgement Judge(IReadOnlyList<ChatMessage> messages)
    {
        var last = messages.LastOrDefault(m => m.Role == ChatRole.User);
        if (last is null)
        {
            return new(Difficulty.Moderate, "nobody asked anything", true);
        }

        if (last.Contents.Any(c => c is not TextContent))
        {
            return new(Difficulty.Complex, "it brings a file or a picture", true);
        }

        var text = last.Text.Length > LongestRead ? last.Text[..LongestRead] : last.Text;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        var questions = text.Count(c => c is '?' or '\u061F' or '\uFF1F');
        if (text.Contains("```", StringComparison.Ordinal) || CodeLine().Count(text) >= SeveralPoints)
        {
            return new(Difficulty.Complex, "it contains code", true);
        }

        if (words > LongWords)
        {
            return new(Difficulty.Complex, string.Create(CultureInfo.InvariantCulture, $"it has {words} words"), true);
        }

        if (questions >= SeveralQuestions || Point().Count(text) >= SeveralPoints)
        {
            return new(Difficulty.Complex, "it asks several things", true);
        }

        if (words <= FewWords && questions == 0)
        {
            return new(Difficulty.Simple, "it is a few words", true);
        }

        if (FirstOf(s_hard, text) is { } hard)
        {
            return new(Difficulty.Complex, $"it says \u201C{hard}\u201D", false);
        }

        if (FirstOf(s_middling, text) is { } middling)
        {
            return new(Difficulty.Moderate, $"it says \u201C{middling}\u201D", false);
        }

        if (messages.Count > LongConversation)
        {
            return new(Difficulty.Moderate, "much was said before it", false);
        }

        return words <= ShortWords ? new(Difficulty.Simple, "it is one short question", false) : new(Difficulty.Moderate, "nothing makes it easy or hard", false);
    }

    /// <summary>As a word, not inside of one: "show" does not ask how.</summary>
    private static string? FirstOf(string[] words, string text) => Array.Find(words, word =>
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (at + word.Length == text.Length || !char.IsLetter(text[at + word.Length]) || text[at + word.Length] is 's' or 'e'))
            {
                return true;
            }
        }

        return false;
    });

    [GeneratedRegex(@"^[ \t]*(?:[-*\u2022]|\d{1,2}[.)])[ \t]+\S", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Point();

    [GeneratedRegex(@"[;{}][ \t]*$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex CodeLine();
}
