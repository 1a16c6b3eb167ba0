using AssistantStudio.Core.Assistants;

namespace AssistantStudio.Core.Conversations;

/// <summary>What somebody wants of an assistant in a conversation.</summary>
public sealed record TurnRequest
{
    public required Guid ConversationId { get; init; }

    /// <summary>What they say. Not with <see cref="RetryOf"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The message of theirs that this one is written in place of; that one stays, beside it.</summary>
    public Guid? InPlaceOf { get; init; }

    /// <summary>The question, or the reply to it, that is to be answered once more.</summary>
    public Guid? RetryOf { get; init; }

    /// <summary>Sending the same again under the same key does nothing and gives the turn that there is.</summary>
    public string? ClientKey { get; init; }

    /// <summary>What is tried instead of what the assistant says. Only in the playground.</summary>
    public TurnOverrides? Overrides { get; init; }
}

/// <summary>What is null stays as the assistant has it.</summary>
public sealed record TurnOverrides
{
    public ModelRoute? Model { get; init; }

    public double? Temperature { get; init; }

    public int? MaxTokens { get; init; }

    public bool? UseKnowledge { get; init; }

    public bool? UseTools { get; init; }
}
