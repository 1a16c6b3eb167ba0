using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;

namespace AssistantStudio.Core.Deployments;

/// <summary>What other software is told of a deployment: which one it is and how it stands. What people wrote as a reason stays here.</summary>
internal sealed record DeploymentMessage(
    Guid DeploymentId, Guid AssistantId, string AssistantName, StudioEnvironment Environment, int Version, string SnapshotHash, DeploymentKind Kind, DeploymentStatus Status, Guid? PreviousId, DateTime ChangedAt);

internal static class DeploymentEvents
{
    /// <summary>Puts it into the outbox, inside the transaction of what happened.</summary>
    public static ValueTask TellAsync(this WebhookOutbox outbox, StudioDbContext context, Deployment d, CancellationToken ct) => outbox.AddAsync(
        context, d.OrganizationId, WebhookEvents.DeploymentStatusChanged,
        new DeploymentMessage(d.Id, d.AssistantId, d.AssistantName, d.Environment, d.Version, d.SnapshotHash, d.Kind, d.Status, d.PreviousId, d.ChangedAt), ct);
}
