using System.Text.Json.Serialization;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>A field that is spelt wrongly is refused, here and in what follows: “dry_run” would deploy.</summary>
/// <param name="Anew">Freeze the version again, with its prompts and its knowledge as they are now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeployBody(StudioEnvironment? Environment, int? Version, ResourcesInput? Resources, string? Reason, bool? DryRun, bool? Anew, int? Weight);

/// <param name="Weight">As a canary, with so many of a hundred conversations.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PromoteBody(StudioEnvironment? From, StudioEnvironment? To, string? Reason, bool? DryRun, int? Weight);

/// <param name="Override">Go back although checks fail; needs a reason.</param>
/// <param name="SkipRehearsal">Without asking it anything first; needs a reason.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RollbackBody(StudioEnvironment? Environment, Guid? ToDeploymentId, string? Reason, bool? Override, bool? DryRun, bool? SkipRehearsal);

/// <summary>What to do about a canary.</summary>
public enum CanaryEnd
{
    /// <summary>It answers all conversations from now on.</summary>
    TakeOver,

    /// <summary>It answers none.</summary>
    Revert,
}

/// <param name="Version">To begin one: a saved version. Without one it is what stands in the environment before.</param>
/// <param name="Weight">Of a hundred conversations so many.</param>
/// <param name="Rule">When it is taken back by itself; what is left out is as usual.</param>
/// <param name="End">Ends it, one way or the other.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CanaryBody(int? Version, int? Weight, CanaryRule? Rule, CanaryEnd? End, string? Reason);

/// <param name="Canary">Null: none goes on there.</param>
/// <param name="Waiting">What was asked for just now and begins when a second person agrees; null: nothing.</param>
public sealed record CanaryReply(CanaryView? Canary, DeploymentOutcomeBody? Waiting = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScaleBody(StudioEnvironment? Environment, ResourcesInput? Resources);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeploymentStatusBody(DeploymentStatus? Status, string? Reason);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DecisionBody(bool? Agree, string? Reason);

public sealed record ReadinessCheckBody(string Id, string Title, ReadinessOutcome Outcome, string Message, string? Fix);

public sealed record ReadinessBody(bool Ok, StudioEnvironment Environment, DateTime At, IReadOnlyList<ReadinessCheckBody> Checks)
{
    public static ReadinessBody Of(ReadinessReport r) => new(r.Ok, r.Environment, r.At, [.. r.Checks.Select(c => new ReadinessCheckBody(c.Id, c.Title, c.Outcome, c.Message, c.Fix))]);
}

/// <param name="Id">Null: it was a dry run.</param>
/// <param name="Replaces">The version that ran there before; null: nothing did.</param>
public sealed record DeploymentOutcomeBody(
    Guid? Id, StudioEnvironment Environment, DeploymentStatus Status, int Version, string SnapshotHash, ReadinessBody Readiness, IReadOnlyList<AssistantFieldDiff> Differences, int? Replaces,
    IReadOnlyList<RehearsedQuestion> Rehearsed)
{
    public static DeploymentOutcomeBody Of(DeploymentOutcome o) => new(o.Id, o.Environment, o.Status, o.Version, o.SnapshotHash, ReadinessBody.Of(o.Readiness), o.Differences, o.Replaces, o.Rehearsed);
}

/// <param name="Snapshot">The release: what ran, all of it.</param>
public sealed record DeploymentBody(DeploymentRow Deployment, string AssistantSlug, DeploymentResources Resources, ReadinessBody Readiness, IReadOnlyList<DeploymentEventRow> Events, AssistantSnapshot Snapshot)
{
    public static DeploymentBody Of(DeploymentDetail d) => new(d.Row, d.AssistantSlug, d.Resources, ReadinessBody.Of(d.Readiness), d.Events, d.Snapshot);
}
