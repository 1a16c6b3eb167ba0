using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>What to deploy.</summary>
public sealed record DeployInput
{
    public StudioEnvironment Environment { get; init; }

    /// <summary>Null: the draft; it is saved as a version first where it differs from the newest.</summary>
    public int? Version { get; init; }

    public ResourcesInput? Resources { get; init; }

    /// <summary>As a canary: of a hundred conversations so many, beside what stands there. Null: all.</summary>
    public int? Weight { get; init; }

    public CanaryRule? CanaryRule { get; init; }

    /// <summary>What stood there when the differences were shown; null: nobody looked.</summary>
    public Guid? Expects { get; init; }

    public string? Reason { get; init; }

    /// <summary>Only the report.</summary>
    public bool DryRun { get; init; }

    /// <summary>Freeze the version again, with its prompts and its knowledge as they are now.</summary>
    public bool Anew { get; init; }
}

public sealed record PromoteInput
{
    public StudioEnvironment From { get; init; }

    /// <summary>Null: the next one.</summary>
    public StudioEnvironment? To { get; init; }

    /// <summary>As a canary: of a hundred conversations so many, beside what stands there. Null: all.</summary>
    public int? Weight { get; init; }

    public CanaryRule? CanaryRule { get; init; }

    /// <summary>What stood there when the differences were shown; null: nobody looked.</summary>
    public Guid? Expects { get; init; }

    public string? Reason { get; init; }

    public bool DryRun { get; init; }
}

public sealed record RollbackInput
{
    public StudioEnvironment Environment { get; init; }

    /// <summary>Null: what stood there before.</summary>
    public Guid? ToDeploymentId { get; init; }

    /// <summary>What stood there when the differences were shown; null: nobody looked.</summary>
    public Guid? Expects { get; init; }

    public string? Reason { get; init; }

    /// <summary>Go back although checks fail, without asking it anything first; needs a reason.</summary>
    public bool Override { get; init; }

    /// <summary>Go back without asking it anything first; needs a reason.</summary>
    public bool SkipRehearsal { get; init; }

    public bool DryRun { get; init; }
}

/// <param name="Id">Null: it was a dry run.</param>
/// <param name="Differences">Between what runs there and what would; none where nothing runs there.</param>
/// <param name="Replaces">The version that runs there; null: nothing does.</param>
public sealed record DeploymentOutcome(
    Guid? Id, StudioEnvironment Environment, DeploymentStatus Status, int Version, string SnapshotHash, ReadinessReport Readiness, IReadOnlyList<AssistantFieldDiff> Differences, int? Replaces)
{
    /// <summary>The deployment that stands there; null: nothing does.</summary>
    public Guid? Seen { get; init; }

    /// <summary>What was asked of a release before it took its place again.</summary>
    public IReadOnlyList<RehearsedQuestion> Rehearsed { get; init; } = [];
}

/// <param name="Resources">All that it may take from now on.</param>
public sealed record ScaledDeployment(Guid Id, StudioEnvironment Environment, DeploymentStatus Status, DeploymentResources Resources);

/// <summary>A deployment in a list.</summary>
public sealed record DeploymentRow(
    Guid Id, Guid AssistantId, string AssistantName, StudioEnvironment Environment, int Version, string SnapshotHash, DeploymentKind Kind, DeploymentStatus Status, bool IsCurrent, Guid? PreviousId,
    string Reason, string StatusReason, string DeployedBy, string? ApprovedBy, DateTime CreatedAt, DateTime ChangedAt, DateTime? ActiveAt, DateTime? EndedAt, bool IsCanary, int? Weight);

public sealed record DeploymentListQuery : ListQuery
{
    public Guid? AssistantId { get; init; }

    public StudioEnvironment? Environment { get; init; }

    public DeploymentStatus? Status { get; init; }

    public DeploymentKind? Kind { get; init; }
}

public sealed record DeploymentEventRow(Guid Id, DeploymentStatus? From, DeploymentStatus To, DateTime At, string By, string Reason);

/// <param name="Events">The newest first.</param>
public sealed record DeploymentDetail(
    DeploymentRow Row, string AssistantSlug, DeploymentResources Resources, ReadinessReport Readiness, IReadOnlyList<DeploymentEventRow> Events, AssistantSnapshot Snapshot, bool MayDeploy)
{
    /// <summary>Only an active assistant answers, whatever of it is deployed.</summary>
    public AssistantStatus Assistant { get; init; } = AssistantStatus.Active;

    /// <summary>The caller asked for it, so somebody else has to agree.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Of what waits for a second person: the version that stands there; null: nothing does.</summary>
    public int? Replaces { get; init; }

    /// <summary>Of what waits for a second person: what would be different.</summary>
    public IReadOnlyList<AssistantFieldDiff> Differences { get; init; } = [];
}

/// <summary>An environment of an assistant as it stands now.</summary>
/// <param name="Current">Null: nothing was deployed there.</param>
/// <param name="OnItsWay">What waits for approval; null: nothing.</param>
public sealed record EnvironmentState(StudioEnvironment Environment, DeploymentRow? Current, DeploymentRow? OnItsWay, DeploymentResources? Resources, bool MayDeploy, bool FromPrevious, bool NeedsApproval)
{
    /// <summary>Another release has answered here before.</summary>
    public bool CanGoBack { get; init; }

    /// <summary>On this machine.</summary>
    public DeploymentLoad? Load { get; init; }

    /// <summary>What became of its question last; null: it was not asked yet, or has none.</summary>
    public AskedQuestion? Asked { get; init; }

    /// <summary>What stands beside the current one for some of the conversations; null: nothing.</summary>
    public DeploymentRow? Canary { get; init; }
}

/// <summary>A column of the board.</summary>
/// <param name="Total">Of all, also of those that are not shown.</param>
public sealed record BoardLane(StudioEnvironment Environment, IReadOnlyList<BoardCard> Cards, int Total, bool MayDeploy, bool NeedsApproval);

/// <param name="CanPromote">The next environment has another release, or none.</param>
public sealed record BoardCard(DeploymentRow Row, string AssistantSlug, int Prompts, int Sources, string Model, bool CanPromote)
{
    /// <summary>Only an active assistant answers, whatever of it is deployed.</summary>
    public AssistantStatus Assistant { get; init; } = AssistantStatus.Active;

    /// <summary>What stands in the next environment now; null: nothing does.</summary>
    public int? VersionAhead { get; init; }

    /// <summary>What stands beside it for some of the conversations; null: nothing.</summary>
    public DeploymentRow? Canary { get; init; }

    /// <summary>In the last hour.</summary>
    public long Requests { get; init; }

    /// <summary>Those of them that got no answer.</summary>
    public long Failed { get; init; }

    /// <summary>Replies that are being written on this machine right now.</summary>
    public int Running { get; init; }

    /// <summary>The same release in the next environment, where it is tried or waits for a second person; null: it is neither.</summary>
    public DeploymentRow? Ahead { get; init; }
}
