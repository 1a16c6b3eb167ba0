using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <param name="Anew">Freeze the version again, with its prompts and its knowledge as they are now.</param>
public sealed record DeployBody(StudioEnvironment? Environment, int? Version, ResourcesInput? Resources, string? Reason, bool? DryRun, bool? Anew);

public sealed record PromoteBody(StudioEnvironment? From, StudioEnvironment? To, string? Reason, bool? DryRun);

/// <param name="Override">Go back although checks fail; needs a reason.</param>
public sealed record RollbackBody(StudioEnvironment? Environment, Guid? ToDeploymentId, string? Reason, bool? Override, bool? DryRun);

public sealed record ScaleBody(StudioEnvironment? Environment, ResourcesInput? Resources);

public sealed record DeploymentStatusBody(DeploymentStatus? Status, string? Reason);

public sealed record DecisionBody(bool? Agree, string? Reason);

public sealed record ReadinessCheckBody(string Id, string Title, ReadinessOutcome Outcome, string Message, string? Fix);

public sealed record ReadinessBody(bool Ok, StudioEnvironment Environment, DateTime At, IReadOnlyList<ReadinessCheckBody> Checks)
{
    public static ReadinessBody Of(ReadinessReport r) => new(r.Ok, r.Environment, r.At, [.. r.Checks.Select(c => new ReadinessCheckBody(c.Id, c.Title, c.Outcome, c.Message, c.Fix))]);
}

/// <param name="Id">Null: it was a dry run.</param>
/// <param name="Replaces">The version that ran there before; null: nothing did.</param>
public sealed record DeploymentOutcomeBody(
    Guid? Id, StudioEnvironment Environment, DeploymentStatus Status, int Version, string SnapshotHash, ReadinessBody Readiness, IReadOnlyList<AssistantFieldDiff> Differences, int? Replaces)
{
    public static DeploymentOutcomeBody Of(DeploymentOutcome o) => new(o.Id, o.Environment, o.Status, o.Version, o.SnapshotHash, ReadinessBody.Of(o.Readiness), o.Differences, o.Replaces);
}

/// <param name="Snapshot">The release: what ran, all of it.</param>
public sealed record DeploymentBody(DeploymentRow Deployment, string AssistantSlug, DeploymentResources Resources, ReadinessBody Readiness, IReadOnlyList<DeploymentEventRow> Events, AssistantSnapshot Snapshot)
{
    public static DeploymentBody Of(DeploymentDetail d) => new(d.Row, d.AssistantSlug, d.Resources, ReadinessBody.Of(d.Readiness), d.Events, d.Snapshot);
}
