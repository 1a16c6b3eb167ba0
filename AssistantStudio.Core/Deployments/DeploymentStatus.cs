using System.Collections.Frozen;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>How a deployment stands. Stored by name.</summary>
public enum DeploymentStatus
{
    /// <summary>A second person has to agree.</summary>
    Pending,
    Validating,
    Deploying,
    Active,

    /// <summary>It answers, but not as it should.</summary>
    Degraded,

    /// <summary>It never answered, or somebody found that it must not.</summary>
    Failed,

    /// <summary>It answers nobody until it is resumed.</summary>
    Stopped,

    /// <summary>An earlier release has taken its place again.</summary>
    RolledBack,

    /// <summary>A later release has taken its place.</summary>
    Superseded,
}

/// <summary>The one table of what a deployment may become.</summary>
public static class DeploymentLifecycle
{
    private static readonly FrozenDictionary<DeploymentStatus, DeploymentStatus[]> s_next = new Dictionary<DeploymentStatus, DeploymentStatus[]>
    {
        [DeploymentStatus.Pending] = [DeploymentStatus.Validating, DeploymentStatus.Failed],
        [DeploymentStatus.Validating] = [DeploymentStatus.Pending, DeploymentStatus.Deploying, DeploymentStatus.Failed],
        [DeploymentStatus.Deploying] = [DeploymentStatus.Active, DeploymentStatus.Failed],
        [DeploymentStatus.Active] = [DeploymentStatus.Degraded, DeploymentStatus.Failed, DeploymentStatus.Stopped, DeploymentStatus.RolledBack, DeploymentStatus.Superseded],
        [DeploymentStatus.Degraded] = [DeploymentStatus.Active, DeploymentStatus.Failed, DeploymentStatus.Stopped, DeploymentStatus.RolledBack, DeploymentStatus.Superseded],
        [DeploymentStatus.Failed] = [DeploymentStatus.Active, DeploymentStatus.Stopped, DeploymentStatus.RolledBack, DeploymentStatus.Superseded],
        [DeploymentStatus.Stopped] = [DeploymentStatus.Active, DeploymentStatus.RolledBack, DeploymentStatus.Superseded],
        [DeploymentStatus.RolledBack] = [],
        [DeploymentStatus.Superseded] = [],
    }.ToFrozenDictionary();

    public static IReadOnlyList<DeploymentStatus> Next(DeploymentStatus from) => s_next[from];

    public static bool Answers(this DeploymentStatus status) => status is DeploymentStatus.Active or DeploymentStatus.Degraded;

    public static bool IsOnItsWay(this DeploymentStatus status) => status is DeploymentStatus.Pending or DeploymentStatus.Validating or DeploymentStatus.Deploying;

    public static string Word(DeploymentStatus status) => status switch
    {
        DeploymentStatus.RolledBack => "rolled back",
        DeploymentStatus.Pending => "waiting for approval",
        _ => status.ToString().ToLowerInvariant(),
    };

    public static void RequireStep(DeploymentStatus from, DeploymentStatus to)
    {
        if (from == to)
        {
            throw new ConflictException($"The deployment is {Word(from)} already.", "same_status");
        }

        if (!s_next[from].Contains(to))
        {
            throw new ConflictException($"A deployment that is {Word(from)} cannot become {Word(to)}.", "transition_not_allowed");
        }
    }
}
