using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>A release on its way to an environment.</summary>
/// <param name="IsStored">It was frozen before.</param>
internal sealed record Launch(AssistantRow Assistant, EnvironmentRule Rule, DeploymentKind Kind, Release Release, bool IsStored, string? Reason)
{
    public StudioEnvironment Environment => Rule.Environment;

    public Guid? SourceId { get; init; }

    public ResourcesInput? Resources { get; init; }

    /// <summary>As a canary, with so many of a hundred conversations.</summary>
    public int? Weight { get; init; }

    public CanaryRule? CanaryRule { get; init; }

    public bool DryRun { get; init; }

    /// <summary>What stood there when whoever launches this looked; null: they did not look.</summary>
    public Guid? Expects { get; init; }

    /// <summary>Whether it was asked anything before; null: that is not for this.</summary>
    public string? Tried { get; init; }

    public bool Override { get; init; }
}
