using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Embeds;

/// <summary>How an assistant is offered to visitors of other sites.</summary>
/// <param name="PublicKey">Null: nothing was saved yet.</param>
/// <param name="Ink">The text on the accent.</param>
/// <param name="MessagesToday">Of all visitors, in UTC.</param>
/// <param name="IsAnswering">A release is active there; without one visitors are shown nothing.</param>
/// <param name="RowVersion">0: nothing was saved yet.</param>
public sealed record EmbedSettings(
    Guid AssistantId, StudioEnvironment Environment, bool Enabled, string? PublicKey, IReadOnlyList<string> Origins, string Title, string Greeting, string Accent, string Ink,
    EmbedPosition Position, EmbedTheme Theme, int MessagesPerHour, int MessagesPerDay, int MaxMessageLength, int MessagesToday, bool IsAnswering, bool MayChange,
    DateTime? UpdatedAt, string UpdatedBy, long RowVersion);

/// <summary>What is to be different; null stays.</summary>
public sealed record EmbedInput
{
    public bool? Enabled { get; init; }

    public IReadOnlyList<string>? Origins { get; init; }

    public string? Title { get; init; }

    public string? Greeting { get; init; }

    public string? Accent { get; init; }

    public EmbedPosition? Position { get; init; }

    public EmbedTheme? Theme { get; init; }

    public int? MessagesPerHour { get; init; }

    public int? MessagesPerDay { get; init; }

    public int? MaxMessageLength { get; init; }

    public long? RowVersion { get; init; }
}

/// <summary>An embed as every call of a visitor needs it.</summary>
public sealed record OpenEmbed(
    Guid Id, Guid OrganizationId, Guid AssistantId, StudioEnvironment Environment, string PublicKey, IReadOnlyList<string> Origins, string Title, string Greeting, string Accent,
    EmbedPosition Position, EmbedTheme Theme, int MessagesPerHour, int MessagesPerDay, int MaxMessageLength)
{
    /// <summary>Looked up by a page: whether it is one of those that may.</summary>
    public bool Allows(string? origin) => EmbedOrigins.IsAllowed(Origins, origin);
}

/// <summary>What a visitor sees before a word was said.</summary>
public sealed record EmbedFace(
    string Title, string Greeting, IReadOnlyList<string> Suggestions, string Accent, string Ink, EmbedPosition Position, EmbedTheme Theme, int MaxMessageLength);

/// <summary>A message as a visitor sees it: nothing of how it came about.</summary>
/// <param name="Sources">Titles of what it cites.</param>
public sealed record EmbedMessage(Guid Id, MessageRole Role, MessageState State, string Content, IReadOnlyList<EmbedSource> Sources, string? Problem, DateTime At);

public sealed record EmbedSource(int Number, string Title);

/// <summary>What a visitor is told of a turn.</summary>
public abstract record EmbedEvent;

public sealed record EmbedAccepted(Guid MessageId) : EmbedEvent;

/// <summary>Something is looked up; not what.</summary>
public sealed record EmbedWorking : EmbedEvent;

public sealed record EmbedDelta(string Text) : EmbedEvent;

public sealed record EmbedCompleted(EmbedMessage Message) : EmbedEvent;

public sealed record EmbedFailed(string Code, string Message) : EmbedEvent;
