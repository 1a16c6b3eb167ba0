namespace AssistantStudio.Core.Providers;

/// <summary>How much the built-in answerer reads and quotes.</summary>
internal static class ExtractiveLimits
{
    /// <summary>Of a question; who pastes a document asks with its beginning.</summary>
    public const int QuestionLength = 4_000;

    /// <summary>The words of a question are bits of a number.</summary>
    public const int QuestionWords = 64;

    /// <summary>A longer sentence is quoted around the words that were asked for.</summary>
    public const int SentenceLength = 600;

    /// <summary>A longer list of more than a few items is quoted with those that answer only.</summary>
    public const int ListLength = 500;

    /// <summary>Steps depend on each other: they stay together longer.</summary>
    public const int StepsLength = 2_500;

    public const int Items = 4;

    public const int Rows = 8;

    /// <summary>A longer row is left out: a part of it would be in the wrong columns.</summary>
    public const int RowLength = 1_000;

    /// <summary>Longer code is no answer to read.</summary>
    public const int CodeLength = 3_000;

    /// <summary>Candidates that are compared with each other.</summary>
    public const int Candidates = 200;
}
