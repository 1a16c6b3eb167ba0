using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Conversations;

/// <summary>What happens in a turn, in its order. The one stream that every way of talking to an assistant shows.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TurnAccepted), "accepted")]
[JsonDerivedType(typeof(TurnThinking), "thinking")]
[JsonDerivedType(typeof(TurnRetrieved), "retrieved")]
[JsonDerivedType(typeof(TurnDelta), "delta")]
[JsonDerivedType(typeof(TurnToolStarted), "tool_started")]
[JsonDerivedType(typeof(TurnToolFinished), "tool_finished")]
[JsonDerivedType(typeof(TurnApprovalNeeded), "approval_needed")]
[JsonDerivedType(typeof(TurnCompressed), "compressed")]
[JsonDerivedType(typeof(TurnFellBack), "fell_back")]
[JsonDerivedType(typeof(TurnCompleted), "completed")]
[JsonDerivedType(typeof(TurnFailed), "failed")]
public abstract record TurnEvent
{
    /// <summary>Nothing comes after it.</summary>
    [JsonIgnore]
    public bool IsLast => this is TurnCompleted or TurnFailed;
}

/// <summary>The person's message is stored; from here on nothing is lost.</summary>
public sealed record TurnAccepted(Guid ConversationId, Guid TurnId, Guid QuestionId, Guid MessageId) : TurnEvent;

/// <summary>What goes on while there is nothing to read yet.</summary>
public sealed record TurnThinking(string About) : TurnEvent;

/// <param name="Asked">What was looked for, where that is not what was asked.</param>
public sealed record TurnRetrieved(IReadOnlyList<Citation> Passages, string? Asked) : TurnEvent;

public sealed record TurnDelta(string Text) : TurnEvent;

public sealed record TurnToolStarted(string Id, string Name, string Title, string Arguments) : TurnEvent;

public sealed record TurnToolFinished(string Id, string Name, string Result, string? Fault, bool IsFromCache, int DurationMs) : TurnEvent;

/// <summary>The turn waits until a person agrees, declines, or lets the time pass.</summary>
public sealed record TurnApprovalNeeded(string Id, string Name, string Title, string Arguments, DateTime Until) : TurnEvent;

/// <summary>The oldest messages are too many for the assistant's memory: a digest stands in for them.</summary>
public sealed record TurnCompressed(int Messages, int TokensBefore, int TokensAfter, string MadeBy) : TurnEvent;

/// <summary>Somebody else answers than who was to.</summary>
public sealed record TurnFellBack(string From, string To, string Reason) : TurnEvent;

/// <param name="Cost">In nano-dollars; null: one of the calls has no price here.</param>
public sealed record TurnUsage(long InputTokens, long OutputTokens, long? Cost, int Calls);

/// <summary>The reply is stored, with what it cost. It may have been stopped: its state says so.</summary>
public sealed record TurnCompleted(MessageView Message, TurnUsage Usage) : TurnEvent;

/// <summary>There is no answer. The question is kept, and can be asked again.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For a person.</param>
public sealed record TurnFailed(string Code, string Message, Guid? MessageId) : TurnEvent
{
    /// <summary>For whoever waits for the reply and not for events, under the same code.</summary>
    public StudioException AsException() => Code switch
    {
        "limit_exceeded" => new LimitExceededException(Message),
        "forbidden" => new ForbiddenException(Message),
        "validation_failed" => new ValidationException("content", Message),
        "unavailable" or "unexpected" or "rate_limited" or "overloaded" => new UnavailableException(Message, code: Code),
        "no_model" or "prompt_not_rendered" or "reply_too_long" or "not_found" or "conflict" => new ConflictException(Message, Code),
        _ => new ProviderFailedException(Message, code: Code),
    };
}

/// <summary>Where somebody stands who reads the events of a turn: so many events, and so many characters of the reply.</summary>
public readonly record struct TurnPosition(int Events, int Characters)
{
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Events}-{Characters}");

    /// <summary>"3-120". Anything else is the beginning: whoever reads gets everything again and nothing twice in one reading.</summary>
    public static TurnPosition Parse(string? text)
    {
        var parts = (text ?? "").Split('-');
        return parts.Length == 2 && int.TryParse(parts[0], System.Globalization.NumberStyles.None, null, out var events)
            && int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var characters) ? new(events, characters) : default;
    }
}

/// <summary>An event, and where one stands after it.</summary>
public sealed record NumberedEvent(TurnPosition Position, TurnEvent Event);
