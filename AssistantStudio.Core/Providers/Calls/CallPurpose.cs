using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Who asks a model, and what for: it goes with each attempt to the ledger.</summary>
public sealed record CallPurpose
{
    public required Guid OrganizationId { get; init; }

    public required UsageOperation Operation { get; init; }

    public Guid? AssistantId { get; init; }

    public Guid? DeploymentId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? ApiKeyId { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>A person waits for it: it goes before what jobs ask for.</summary>
    public bool IsUrgent { get; init; } = true;
}

/// <summary>A model of one provider, as it is reached now.</summary>
public sealed record ModelTarget(Guid ProviderId, ProviderAccount Account, string Model)
{
    /// <summary>What of it may be asked at a time; null: as much as is asked for.</summary>
    public int? MaxConcurrent { get; init; }
}
