namespace AssistantStudio.Core.Providers;

/// <summary>
/// Answers a question with sentences that stand in the passages, each with the number of the passage that it is from, and
/// says so when there are none. Nothing is worded here: what it says of a thing is what the passages say.
/// </summary>
internal static class ExtractiveAnswer
{
    public const string Nothing = "I found nothing about this in the knowledge that I can look into.";

    public const string Introduction =
        "I am the built-in answerer: I look things up and quote what I find; I am not a language model. Ask me something that the knowledge covers.";

    /// <param name="style">How much is quoted: <c>concise</c>, <c>balanced</c> or <c>detailed</c>, as assistants have it.</param>
    public static string Of(string question, IReadOnlyList<SourcePassage> passages, string? style)
    {
        if (SmallTalk.Is(question))
        {
            return Introduction;
        }

        var words = QuestionWords.Of(question);
        if (words.Count == 0 || passages.Count == 0)
        {
            return Nothing;
        }

        var ranked = QuoteRanking.Of(words, passages);
        return ranked.Count == 0 ? Nothing : QuoteWriter.Write(words, QuoteSelection.Choose(ranked, Most(style)), passages);
    }

    private static int Most(string? style) => style?.ToLowerInvariant() switch
    {
        "concise" => 2,
        "detailed" => 5,
        _ => 3,
    };
}
