namespace AssistantStudio.Core.Conversations;

/// <summary>How somebody sounds.</summary>
public enum Sentiment
{
    Negative,
    Neutral,
    Positive,
}

/// <summary>What somebody wants with a message.</summary>
public enum Intent
{
    Question,
    Request,
    Problem,
    Complaint,
    Feedback,
    Greeting,
    Thanks,
    Farewell,

    /// <summary>Wants to talk to a person.</summary>
    Escalation,

    Other,
}

/// <summary>What kind of answer a message calls for.</summary>
public enum QueryType
{
    Factual,
    HowTo,
    Troubleshooting,
    Comparison,
    Status,
    Opinion,
    SmallTalk,
    Other,
}

/// <summary>Whether a conversation brought what it was begun for.</summary>
public enum Resolution
{
    Unknown,
    Resolved,
    Unresolved,
}

/// <summary>What is remembered of a person.</summary>
public enum MemoryKind
{
    /// <summary>Something about them: their name, their work, what they use.</summary>
    Fact,

    /// <summary>How they want to be answered.</summary>
    Preference,

    /// <summary>What one of their conversations was about, and how it ended.</summary>
    Issue,

    /// <summary>Something they speak of again and again: an order, a machine.</summary>
    Object,
}
