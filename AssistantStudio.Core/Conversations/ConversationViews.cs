using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>A message as it is shown.</summary>
/// <param name="Place">Which of the messages that follow the same one this is, from 1.</param>
/// <param name="Places">How many there are.</param>
public sealed record MessageView(
    Guid Id, Guid ConversationId, int Ordinal, Guid? ParentId, MessageRole Role, MessageState State, string Content, Guid TurnId,
    IReadOnlyList<MessageTool> Tools, IReadOnlyList<Citation> Citations, double? Confidence, string? PromptKey, int? PromptVersion, string? Provider, string? Model,
    long InputTokens, long OutputTokens, long? Cost, int? FirstTokenMs, int? TotalMs, string? Fault, string? FaultText, Sentiment? Sentiment, Intent? Intent, QueryType? QueryType,
    MessageFeedback? Feedback, int? FeedbackScore, string? FeedbackReasons, string? FeedbackComment, DateTime CreatedAt, DateTime? CompletedAt)
{
    public int Place { get; init; } = 1;

    public int Places { get; init; } = 1;

    internal static MessageView Of(Message m) => new(
        m.Id, m.ConversationId, m.Ordinal, m.ParentId, m.Role, m.State, m.Content, m.TurnId, m.Tools(), m.Citations(), m.Confidence, m.PromptKey, m.PromptVersion, m.Provider, m.Model,
        m.InputTokens, m.OutputTokens, m.Cost, m.FirstTokenMs, m.TotalMs, m.Fault, m.FaultText, m.Sentiment, m.Intent, m.QueryType,
        m.Feedback, m.FeedbackScore, m.FeedbackReasons, m.FeedbackComment, m.CreatedAt, m.CompletedAt);
}

/// <summary>Some messages of a conversation, the oldest first, and whether there are more before or after them.</summary>
/// <param name="Before">For the next page of older ones; null: these are the first.</param>
/// <param name="After">For the next page of newer ones; null: these are the last.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Items, int? Before, int? After);

public sealed record ConversationRow(
    Guid Id, Guid AssistantId, string AssistantName, int? Version, ConversationChannel Channel, string Title, ConversationStatus Status, Guid? UserId, string? ExternalUser, string StartedBy,
    int Messages, long InputTokens, long OutputTokens, long Cost, int UnpricedCalls, Sentiment? Sentiment, Intent? Intent, Resolution Resolution, string Topics, int? Rating,
    int Liked, int Disliked, bool IsAnswering, DateTime StartedAt, DateTime LastActivityAt, DateTime? EndedAt);

/// <param name="Variables">What prompts and conditions are told.</param>
/// <param name="RunningTurnId">The turn that goes on right now.</param>
public sealed record ConversationDetail(
    ConversationRow Row, IReadOnlyDictionary<string, JsonElement> Variables, StudioEnvironment? Environment, Guid? HeadId, Guid? RunningTurnId, int Compressions, bool HasBranches, string Summary,
    string? AnalysedBy, int? ResolvedAfterSeconds, string? EndReason)
{
    public IReadOnlyList<string> TopicList => Row.Topics.Length == 0 ? [] : Row.Topics.Split('\n');
}
