using System.Text.Json.Serialization;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Usage;

/// <summary>What a call used, as the layer that made it hands it up. Whoever leads the unit of work commits it.</summary>
public sealed record UsageDraft
{
    public required Guid OrganizationId { get; init; }

    public required DateTime At { get; init; }

    public required UsageOperation Operation { get; init; }

    public required UsageOutcome Outcome { get; init; }

    public Guid? ProviderId { get; init; }

    public required string ProviderName { get; init; }

    public required string Model { get; init; }

    public Guid? AssistantId { get; init; }

    public Guid? DeploymentId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? ApiKeyId { get; init; }

    public Guid? UserId { get; init; }

    public int InputCount { get; init; } = 1;

    public CallUsage Usage { get; init; } = new();

    public string? ServiceTier { get; init; }

    public long? Cost { get; init; }

    public long? VendorCost { get; init; }

    public bool IsEstimated { get; init; }

    public bool IsFromCache { get; init; }

    public string? Route { get; init; }

    public long? Saved { get; init; }

    public int LatencyMs { get; init; }

    public string? Fault { get; init; }

    public string? RequestId { get; init; }

    public Guid CallId { get; init; } = Guid.CreateVersion7();

    public int Attempt { get; init; } = 1;

    /// <summary>What was held back for it before: settled together with this.</summary>
    [JsonIgnore]
    public Guid? ReservationId { get; init; }

    internal UsageRecord Record() => new()
    {
        OrganizationId = OrganizationId,
        At = At,
        Operation = Operation,
        Outcome = Outcome,
        ProviderId = ProviderId,
        ProviderName = PlainText.Cut(ProviderName, UsageLimits.NameLength),
        Model = PlainText.Cut(Model, UsageLimits.ModelLength),
        AssistantId = AssistantId,
        DeploymentId = DeploymentId,
        ConversationId = ConversationId,
        ApiKeyId = ApiKeyId,
        UserId = UserId,
        InputCount = InputCount,
        InputTokens = Usage.Input,
        CachedTokens = Usage.CachedInput,
        CacheWriteTokens = Usage.CacheWrite,
        CacheWriteLongTokens = Usage.CacheWriteLong,
        OutputTokens = Usage.Output,
        ReasoningTokens = Usage.Reasoning,
        ServiceTier = ServiceTier is { } tier ? PlainText.Cut(tier, UsageLimits.ServiceTierLength) : null,
        Cost = Cost,
        VendorCost = VendorCost,
        IsEstimated = IsEstimated,
        IsFromCache = IsFromCache,
        Route = Route is { } route ? PlainText.Cut(route, UsageLimits.RouteLength) : null,
        Saved = Saved,
        LatencyMs = LatencyMs,
        Fault = Fault is { } fault ? PlainText.Cut(fault, UsageLimits.FaultLength) : null,
        RequestId = RequestId is { } request ? PlainText.Cut(request, UsageLimits.RequestIdLength) : null,
        CallId = CallId,
        Attempt = Attempt,
    };
}
