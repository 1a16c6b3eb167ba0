using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Search;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Whether a question is about something that an assistant may not talk about. A language model is told so and judges itself;
/// the built-in one can only be stopped by the words.
/// </summary>
internal static class ForbiddenTopics
{
    /// <summary>The first topic all of whose words are in the question; null: none.</summary>
    public static string? In(string question, IReadOnlyList<string> topics)
    {
        if (topics.Count == 0)
        {
            return null;
        }

        var asked = StemsOf(question);
        return topics.FirstOrDefault(t => StemsOf(t) is { Count: > 0 } words && words.IsSubsetOf(asked));
    }

    private static HashSet<string> StemsOf(string text) => [.. SearchTokens.Of(text, indexing: false).Select(t => PorterStemmer.Of(t.Text))];
}
