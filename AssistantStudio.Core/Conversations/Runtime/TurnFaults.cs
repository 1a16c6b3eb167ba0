using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What went wrong with a turn, as those are told who talk: what a provider or a budget says names addresses and amounts that
/// are not theirs to know. Whoever tries an assistant out is told all of it, and so is the trace.
/// </summary>
internal static class TurnFaults
{
    public static (string Code, string Text) Of(TurnState turn, Exception e) => e switch
    {
        OperationCanceledException when turn.Live.StoppedBy is { } why => (why, StopText.Of(why)),
        ModelCallException call => (call.Fault.Code(), TextOf(turn, call)),
        StudioException known => (known.Code, TextOf(turn, known)),
        _ => ("unexpected", $"Something went wrong here. Give an administrator this reference: {turn.TurnId}."),
    };

    public static string TextOf(TurnState turn, StudioException e) => turn.Conversation.Channel == ConversationChannel.Playground ? e.Message : e switch
    {
        ModelCallException call => TextOf(call.Fault),
        ProviderFailedException => "The model gave no answer. Try again, or tell an administrator.",
        LimitExceededException => "What the model may be asked, or may cost, is used up for now. Try again later, or tell an administrator.",
        _ => e.Message,
    };

    /// <summary>Whether the deployment did what it is there for; null: that is not for it to answer for.</summary>
    public static bool? Outcome(string? fault) => fault switch
    {
        null => true,
        StopText.ByPerson or StopText.ByShutdown or "validation_failed" or "limit_exceeded" or "forbidden" or "not_found" => null,
        "turn_running" or "sent_before" or "conversation_changed" or "conversation_ended" => null,
        _ when fault == ProviderFault.ContextTooLong.Code() || fault == ProviderFault.ContentRefused.Code() => null,
        _ => false,
    };

    public static bool? Outcome(Exception e) => e is OperationCanceledException ? null : Outcome((e as ModelCallException)?.Fault.Code() ?? (e as StudioException)?.Code ?? "unexpected");

    /// <summary>The same for a program that reads the answer itself. What is about its own request it is told as it is.</summary>
    public static StudioException ForProgram(Access access, StudioException e) => access.Can(Permission.AssistantsTry) ? e : e switch
    {
        ModelCallException { Fault: ProviderFault.FieldRefused or ProviderFault.ContextTooLong or ProviderFault.BadRequest } => e,
        ModelCallException call => new ModelCallException(call.Fault, TextOf(call.Fault), call) { RetryAfter = call.RetryAfter },
        ProviderFailedException => new ProviderFailedException("The model gave no answer. Try again, or tell an administrator.", e),
        LimitExceededException limit => new LimitExceededException("What the model may be asked, or may cost, is used up for now. Try again later, or tell an administrator.", limit.RetryAfter),
        _ => e,
    };

    private static string TextOf(ProviderFault fault) => fault switch
    {
        ProviderFault.RateLimited => "The model is asked by too many at once. Try again in a moment.",
        ProviderFault.Overloaded => "The model is not able to answer right now. Try again in a moment.",
        ProviderFault.Unreachable or ProviderFault.TimedOut => "The model did not answer in time. Try again in a moment.",
        ProviderFault.BrokenOff => "The connection to the model broke off. Ask for the reply again.",
        ProviderFault.ContentRefused => "The model's provider refused to answer this.",
        ProviderFault.ContextTooLong => "This is more than the model can read at once. Shorten it, or begin a new conversation.",
        ProviderFault.BudgetExceeded or ProviderFault.NoCredit => "What the model may cost is used up for now. Tell an administrator.",
        ProviderFault.WrongKey or ProviderFault.NotPermitted or ProviderFault.UnknownModel or ProviderFault.WrongAddress => "The model is not set up rightly. Tell an administrator.",
        _ => "The model gave no answer that can be used. Try again, or tell an administrator.",
    };
}
