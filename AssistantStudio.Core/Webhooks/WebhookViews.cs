using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Webhooks;

public sealed record WebhookListQuery : ListQuery
{
    public bool? Active { get; init; }
}

/// <param name="SwitchedOffReason">Why the program switched it off; null when a person did, or it is on.</param>
/// <param name="SecretHint">The end of the signing secret; nobody reads it back.</param>
/// <param name="PreviousSecretUntil">Until then messages are signed with the secret before this one as well.</param>
/// <param name="LastStatusCode">What the receiver answered last; null when no answer came.</param>
/// <param name="LastError">In words for a person; null after a try that went well.</param>
public sealed record WebhookRow(
    Guid Id, string Name, string Url, IReadOnlyList<string> Events, bool Active, string? SwitchedOffReason, DateTime? SwitchedOffAt, string SecretHint, DateTime? PreviousSecretUntil,
    long Delivered, long GivenUp, DateTime? LastAttemptAt, int? LastStatusCode, string? LastError,
    DateTime CreatedAt, string CreatedBy, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

public sealed record WebhookInput
{
    public string? Name { get; init; }

    public string? Url { get; init; }

    /// <summary>Names of <see cref="WebhookEvents.Subscribable"/>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    public bool Active { get; init; } = true;
}

/// <summary>With its signing secret, which cannot be shown again.</summary>
public sealed record WebhookWithSecret(WebhookRow Webhook, string Secret);

public sealed record WebhookDeliveryQuery : ListQuery
{
    public WebhookDeliveryState? State { get; init; }

    public string? EventType { get; init; }
}

/// <param name="Attempts">Tries so far.</param>
/// <param name="NextAttemptAt">Null: no more tries.</param>
/// <param name="StatusCode">What the receiver answered last; null when no answer came.</param>
public sealed record WebhookDeliveryRow(
    Guid Id, Guid EventId, string EventType, WebhookDeliveryState State, int Attempts, DateTime CreatedAt, DateTime? LastAttemptAt, DateTime? NextAttemptAt, DateTime? FinishedAt,
    int? StatusCode, string? Error, int? DurationMs);

/// <param name="Payload">The message as it is sent.</param>
public sealed record WebhookDeliveryDetail(WebhookDeliveryRow Delivery, string Payload);
