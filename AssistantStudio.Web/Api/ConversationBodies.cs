using System.Text.Json;
using System.Text.Json.Serialization;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <param name="Draft">Tries the draft instead of what is deployed; it is kept for a short time and counts nowhere.</param>
public sealed record StartBody(
    string? AssistantId, IReadOnlyDictionary<string, JsonElement>? Variables, Guid? DeploymentId, string? Title, string? ExternalUserId, bool? Draft, int? Version, StudioEnvironment? Environment);

/// <param name="Variables">Merged into the conversation's before the message is answered.</param>
/// <param name="RetryOf">A question, or the reply to it, that is to be answered once more; then without a text.</param>
/// <param name="InPlaceOf">A message of one's own that this one is written in place of.</param>
public sealed record SendBody(string? Content, IReadOnlyDictionary<string, JsonElement>? Variables, Guid? InPlaceOf, Guid? RetryOf, string? ClientKey);

public sealed record VariablesBody(IReadOnlyDictionary<string, JsonElement>? Variables);

public sealed record EndBody(int? Rating, string? Reason);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FeedbackBody(MessageFeedback? Feedback, int? Score, IReadOnlyList<string>? Reasons, string? Comment);

public sealed record ApprovalBody(bool? Agree);

public sealed record StoppedBody(bool Stopped);

public sealed record TokensBody(long Input, long Output);

public record ConversationBody(
    Guid Id, Guid AssistantId, string AssistantName, int? Version, ConversationChannel Channel, string Title, ConversationStatus Status, Guid? UserId, string? ExternalUserId, string StartedBy,
    int Messages, TokensBody Tokens, string Cost, int UnpricedCalls, Sentiment? Sentiment, Intent? Intent, Resolution Resolution, IReadOnlyList<string> Topics, int? Rating, int Liked, int Disliked,
    bool IsAnswering, DateTime StartedAt, DateTime LastActivityAt, DateTime? EndedAt)
{
    public static ConversationBody Of(ConversationRow r) => new(
        r.Id, r.AssistantId, r.AssistantName, r.Version, r.Channel, r.Title, r.Status, r.UserId, r.ExternalUser, r.StartedBy, r.Messages, new(r.InputTokens, r.OutputTokens), ApiMoney.Of(r.Cost), r.UnpricedCalls,
        r.Sentiment, r.Intent, r.Resolution, r.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries), r.Rating, r.Liked, r.Disliked, r.IsAnswering, r.StartedAt, r.LastActivityAt, r.EndedAt);
}

/// <param name="Row">What lists show of it too.</param>
/// <param name="Compressions">How often the oldest messages were summed up for the model; the messages themselves stay.</param>
public sealed record ConversationDetailBody(
    [property: JsonIgnore] ConversationBody Row, IReadOnlyDictionary<string, JsonElement> Variables, StudioEnvironment? Environment, Guid? HeadId, Guid? RunningTurnId, int Compressions, bool HasBranches)
    : ConversationBody(Row)
{
    public static ConversationDetailBody Of(ConversationDetail d) => new(Of(d.Row), d.Variables, d.Environment, d.HeadId, d.RunningTurnId, d.Compressions, d.HasBranches);
}

public sealed record ActiveBody(IReadOnlyList<ConversationBody> Items);

/// <param name="AnalysedBy">A model's name, or that it was the built-in methods; null: nobody has looked at it yet.</param>
public sealed record SummaryBody(
    string Summary, IReadOnlyList<string> Topics, Sentiment? Sentiment, Intent? Intent, Resolution Resolution, int? ResolvedAfterSeconds, string? AnalysedBy, int Messages, TokensBody Tokens, string Cost, int UnpricedCalls)
{
    public static SummaryBody Of(ConversationDetail d) => new(
        d.Summary, d.TopicList, d.Row.Sentiment, d.Row.Intent, d.Row.Resolution, d.ResolvedAfterSeconds, d.AnalysedBy, d.Row.Messages, new(d.Row.InputTokens, d.Row.OutputTokens), ApiMoney.Of(d.Row.Cost), d.Row.UnpricedCalls);
}

public sealed record MessagePromptBody(string Key, int? Version);

public sealed record MessageFeedbackBody(MessageFeedback? Feedback, int? Score, IReadOnlyList<string> Reasons, string? Comment);

/// <param name="Cost">Null: a call of it has no price here.</param>
/// <param name="Confidence">From 0 to 1, of a reply that rests on passages.</param>
/// <param name="Place">Which of the messages that follow the same one this is.</param>
public sealed record MessageBody(
    Guid Id, int Ordinal, Guid? ParentId, MessageRole Role, MessageState State, string Content, Guid TurnId, IReadOnlyList<MessageTool> Tools, IReadOnlyList<Citation> Citations, double? Confidence,
    MessagePromptBody? Prompt, string? Provider, string? Model, TokensBody Tokens, string? Cost, int? FirstTokenMs, int? TotalMs, string? Fault, string? FaultText, Sentiment? Sentiment, Intent? Intent, QueryType? QueryType,
    MessageFeedbackBody? Feedback, int Place, int Places, DateTime CreatedAt, DateTime? CompletedAt)
{
    public static MessageBody Of(MessageView m) => new(
        m.Id, m.Ordinal, m.ParentId, m.Role, m.State, m.Content, m.TurnId, m.Tools, m.Citations, m.Confidence, m.PromptKey is { } key ? new(key, m.PromptVersion) : null, m.Provider, m.Model,
        new(m.InputTokens, m.OutputTokens), m.Cost is { } cost ? ApiMoney.Of(cost) : null, m.FirstTokenMs, m.TotalMs, m.Fault, m.FaultText, m.Sentiment, m.Intent, m.QueryType,
        m.Feedback is null && m.FeedbackScore is null ? null : new(m.Feedback, m.FeedbackScore, m.FeedbackReasons?.Split(", ") ?? [], m.FeedbackComment), m.Place, m.Places, m.CreatedAt, m.CompletedAt);
}

/// <param name="Before">Send it as before for older ones.</param>
/// <param name="After">Send it as after for newer ones.</param>
public sealed record MessagesBody(IReadOnlyList<MessageBody> Items, int? Before, int? After);

public sealed record TurnUsageBody(long InputTokens, long OutputTokens, string? Cost, int Calls)
{
    public static TurnUsageBody Of(TurnUsage u) => new(u.InputTokens, u.OutputTokens, u.Cost is { } cost ? ApiMoney.Of(cost) : null, u.Calls);
}

/// <param name="TraceId">Under which the steps of the turn are kept; see /messages/{id}/trace.</param>
public sealed record CompletedBody(MessageBody Message, TurnUsageBody Usage, Guid TraceId)
{
    public static CompletedBody Of(MessageView message, TurnUsage usage) => new(MessageBody.Of(message), TurnUsageBody.Of(usage), message.TurnId);
}

/// <summary>The turn waits for a person: say so under /approvals, and read on under /events.</summary>
public sealed record WaitingBody(Guid MessageId, IReadOnlyList<TurnApprovalNeeded> Approvals, string Events);

public sealed record ExportBody(ConversationDetailBody Conversation, IReadOnlyList<MessageBody> Messages);

public sealed record TraceCallBody(
    string Provider, string Model, Core.Usage.UsageOperation Operation, Core.Usage.UsageOutcome Outcome, string? Fault, string? Route, int Attempt, long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens,
    string? Cost, bool IsEstimated, bool IsFromCache, int LatencyMs, string? RequestId);

public sealed record TraceBody(
    Guid TurnId, MessageBody Reply, DateTime StartedAt, double TotalMs, string SnapshotHash, JsonElement? Snapshot, IReadOnlyList<TraceStep> Steps, TracePrompt? Prompt, string SystemText, string Question, string? Asked,
    TraceWindow? Window, IReadOnlyList<TraceCallBody> Calls, IReadOnlyList<string> Memories)
{
    public static TraceBody Of(TraceView t) => new(
        t.TurnId, MessageBody.Of(t.Reply), t.StartedAt, t.TotalMs, t.SnapshotHash, t.Snapshot, t.Detail.Steps, t.Detail.Prompt, t.Detail.SystemText, t.Detail.Question, t.Detail.Asked, t.Detail.Window,
        [.. t.Detail.Calls.Select(c => new TraceCallBody(c.Provider, c.Model, c.Operation, c.Outcome, c.Fault, c.Route, c.Attempt, c.InputTokens, c.CachedTokens, c.OutputTokens, c.ReasoningTokens,
            c.Cost is { } cost ? ApiMoney.Of(cost) : null, c.IsEstimated, c.IsFromCache, c.LatencyMs, c.RequestId))], t.Detail.Memories);
}

public sealed record MemoriesBody(IReadOnlyList<MemoryRow> Items);

public sealed record PersonBody(Guid? UserId, string? ExternalUserId);

/// <summary>Events of a turn as server-sent events: a name, and a JSON object.</summary>
internal static class TurnEventBodies
{
    public static (string Name, object Body) Of(TurnEvent one) => one switch
    {
        TurnAccepted e => ("accepted", e),
        TurnThinking e => ("thinking", e),
        TurnRetrieved e => ("retrieved", e),
        TurnDelta e => ("delta", e),
        TurnToolStarted e => ("tool_started", e),
        TurnToolFinished e => ("tool_finished", e),
        TurnApprovalNeeded e => ("approval_needed", e),
        TurnCompressed e => ("compressed", e),
        TurnFellBack e => ("fell_back", e),
        TurnCompleted e => ("completed", CompletedBody.Of(e.Message, e.Usage)),
        TurnFailed e => ("failed", e),
        _ => throw new ArgumentOutOfRangeException(nameof(one), one, "Give the new event its name."),
    };
}
