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

    /// <summary>Of those that wait for the same provider, equally urgent, the higher goes first; 0 is usual.</summary>
    public int Priority { get; init; }

    /// <summary>An answer that was kept will do. Not for whoever wants to know how a model does now.</summary>
    public bool MayCache { get; init; }

    /// <summary>Of settings that are tried before they are stored: the id that they will have.</summary>
    public Guid? NewProviderId { get; init; }

    /// <summary>What is known of a record before the call is made.</summary>
    internal UsageDraft Draft(ModelTarget target, DateTime at) => new()
    {
        OrganizationId = OrganizationId,
        Operation = Operation,
        At = at,
        Outcome = UsageOutcome.Lost,
        ProviderId = target.ProviderId ?? NewProviderId,
        ProviderName = target.Account.Name,
        Model = target.Model,
        AssistantId = AssistantId,
        DeploymentId = DeploymentId,
        ConversationId = ConversationId,
        ApiKeyId = ApiKeyId,
        UserId = UserId,
    };
}

/// <summary>A model of one provider, as it is reached now.</summary>
/// <param name="ProviderId">Null: settings that are tried before they are stored.</param>
public sealed record ModelTarget(Guid? ProviderId, ProviderAccount Account, string Model)
{
    /// <summary>It is asked only when those before it have failed, or may not be asked any more.</summary>
    public bool StandsIn { get; init; }
}
