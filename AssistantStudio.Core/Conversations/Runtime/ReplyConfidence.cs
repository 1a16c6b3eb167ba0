using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// How well a reply stands on what was found, from 0 to 1: how much of the question the cited passages speak of, how near they
/// are in meaning, and how much of the reply carries a reference. Null: the reply rests on no passage.
/// </summary>
internal static class ReplyConfidence
{
    private const double ShareOfWords = 0.5;
    private const double ShareOfMeaning = 0.3;
    private const double ShareOfReferences = 0.2;

    /// <summary>Of a good passage; what is nearer counts no more.</summary>
    private const double NearEnough = 0.75;

    private const int TextRead = 20_000;

    public static double? Of(string question, string reply, IReadOnlyList<Citation> passages)
    {
        if (passages.Count == 0)
        {
            return null;
        }

        var cited = passages.Where(p => p.IsCited).ToList();
        if (cited.Count == 0)
        {
            return 0;
        }

        var asked = WordsOf(question);
        var told = cited.SelectMany(p => WordsOf($"{p.Title} {p.Heading} {p.Text}")).ToHashSet(StringComparer.Ordinal);
        var words = asked.Count == 0 ? 0.5 : (double)asked.Count(told.Contains) / asked.Count;
        var near = cited.Select(p => p.Cosine).OfType<double>().ToList();
        var meaning = near.Count == 0 ? words : Math.Clamp(near.Max() / NearEnough, 0, 1);
        return Math.Round((ShareOfWords * words) + (ShareOfMeaning * meaning) + (ShareOfReferences * References(reply)), 2);
    }

    /// <summary>Of the paragraphs of the reply, those with a reference.</summary>
    private static double References(string reply)
    {
        var paragraphs = reply.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return paragraphs.Length == 0 ? 0 : (double)paragraphs.Count(p => p.Contains('[')) / paragraphs.Length;
    }

    private static HashSet<string> WordsOf(string text) =>
        [.. SearchTokens.Of(text.Length > TextRead ? text[..TextRead] : text, indexing: true).Select(t => t.Text).Where(w => !StopWords.Has(w)).Select(PorterStemmer.Of)];
}
