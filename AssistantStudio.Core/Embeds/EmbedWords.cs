using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Embeds;

/// <summary>
/// What visitors are told. They know of no administrators, providers and budgets: how a reply came about, what tools were
/// given and what went wrong inside stays here.
/// </summary>
internal static class EmbedWords
{
    private const string NotNow = "The assistant is not available at the moment. Try again later.";
    private const string NoAnswer = "The assistant could not answer. Try again in a moment.";

    /// <summary>Null: nothing that a visitor is shown.</summary>
    public static EmbedEvent? Of(TurnEvent told) => told switch
    {
        TurnAccepted accepted => new EmbedAccepted(accepted.MessageId),
        TurnThinking or TurnToolStarted or TurnFellBack or TurnCompressed => new EmbedWorking(),
        TurnDelta delta => new EmbedDelta(delta.Text),
        TurnCompleted done => new EmbedCompleted(Of(done.Message)),
        TurnFailed failed => new EmbedFailed(CodeOf(failed.Code), ProblemOf(failed.Code)),
        _ => null,
    };

    public static EmbedMessage Of(MessageView m) => new(
        m.Id, m.Role, m.State, m.Content, [.. m.Citations.Where(c => c.IsCited).DistinctBy(c => c.Number).Select(c => new EmbedSource(c.Number, c.Title))],
        m.State is MessageState.Failed or MessageState.Interrupted ? ProblemOf(m.Fault ?? "") : null, m.CreatedAt);

    /// <summary>What is the visitor's to mend is said as it is, everything else in general.</summary>
    public static StudioException For(StudioException e) => e switch
    {
        ValidationException or LimitExceededException => e,
        ConflictException { Code: "turn_running" or "conversation_ended" or "key_reused" } => e,
        _ => new UnavailableException(NotNow, e),
    };

    private static string CodeOf(string code) => code is "stopped" or "content_refused" or "context_too_long" or "rate_limited" or "overloaded" ? code : "no_answer";

    private static string ProblemOf(string code) => code switch
    {
        "stopped" => "Stopped.",
        "content_refused" => "The assistant does not answer this.",
        "context_too_long" => "This is more than the assistant can read at once. Shorten it, or begin a new conversation.",
        "rate_limited" or "overloaded" or "limit_exceeded" => "The assistant is asked by too many at once. Try again in a moment.",
        "shut_down" or "lost" => "The answer broke off. Ask again.",
        _ => NoAnswer,
    };
}
