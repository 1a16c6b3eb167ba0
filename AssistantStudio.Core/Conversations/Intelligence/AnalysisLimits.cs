namespace AssistantStudio.Core.Conversations;

internal static class AnalysisLimits
{
    /// <summary>Of a message, when it is judged: who pastes a whole log says at its beginning what is wrong.</summary>
    public const int JudgedLength = 8_000;

    /// <summary>Beyond this a run of letters is no word.</summary>
    public const int WordLength = 40;

    public const int TitleLength = 60;

    public const int Topics = 5;
    public const int WordsPerTopic = 3;

    /// <summary>Of all messages together, when topics are looked for.</summary>
    public const int WordsForTopics = 20_000;

    /// <summary>Of one thing that is remembered.</summary>
    public const int MemoryLength = 200;

    /// <summary>Out of one message.</summary>
    public const int MemoriesAtOnce = 20;

    /// <summary>One sentence in a digest or a summary; of a longer one the part that says something stays.</summary>
    public const int TokensPerSentence = 48;

    /// <summary>One sentence in a digest that is full.</summary>
    public const int TokensPerShortSentence = 20;

    /// <summary>So much of a sentence is looked at: a longer one is no sentence.</summary>
    public const int SentenceLength = 1_000;

    /// <summary>Of one turn that is folded or summed up: a pasted log does not become a digest of its own.</summary>
    public const int SentencesPerTurn = 200;
}
