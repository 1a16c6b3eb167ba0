using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>When a canary is taken back by itself.</summary>
public sealed record CanaryRule
{
    /// <summary>Answers of each of the two, before anything is said about them.</summary>
    public int MinimumSample { get; init; } = 50;

    /// <summary>Of rollouts of a release that is as good as the one it stands beside, so many in a hundred may be taken back by mistake.</summary>
    public double FalseRevertPercent { get; init; } = 1;

    public bool ByErrors { get; init; } = true;

    public bool ByTime { get; init; } = true;

    public bool ByRating { get; init; } = true;

    internal void Check(Validator errors, string field) => errors
        .Check(MinimumSample is >= 20 and <= 100_000, $"{field}.minimumSample", "Between 20 and 100,000 answers.")
        .Check(FalseRevertPercent is >= 0.01 and <= 20, $"{field}.falseRevertPercent", "Between 0.01 and 20 percent.");
}

/// <summary>What was seen of one of the two.</summary>
public sealed record CanarySample(long Requests, long Failed, long Rated, long Disliked, IReadOnlyList<long> Times);

/// <summary>One of the things that the two are compared by.</summary>
/// <param name="P">How likely such a difference is by chance; null: there is too little to compare.</param>
public sealed record CanaryFinding(string What, string Canary, string Stable, double? P, bool IsWorse);

/// <param name="Limit">What <see cref="CanaryFinding.P"/> has to be below for the canary to be taken back.</param>
public sealed record CanaryLook(int Number, DateTime At, double Limit, IReadOnlyList<CanaryFinding> Findings)
{
    public bool IsWorse => Findings.Any(f => f.IsWorse);
}

/// <summary>How far a canary is; kept with its deployment.</summary>
internal sealed record CanaryState
{
    public CanaryRule Rule { get; init; } = new();

    /// <summary>How often the two were compared.</summary>
    public int Looks { get; init; }

    public CanaryLook? Last { get; init; }

    /// <summary>
    /// Since when the two are compared; null: since it began. Answers of a time in which they had other shares of the
    /// conversations would weigh quiet hours of the one against busy hours of the other.
    /// </summary>
    public DateTime? Since { get; init; }
}

/// <summary>What to do about a canary.</summary>
public sealed record CanaryInput
{
    public required StudioEnvironment Environment { get; init; }

    /// <summary>Of a hundred conversations so many.</summary>
    public int? Weight { get; init; }

    public CanaryRule? Rule { get; init; }

    /// <summary>To begin one: a saved version; null: what stands in the environment before, or the newest version where none is before.</summary>
    public int? Version { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A canary beside what it may replace.</summary>
public sealed record CanaryView(DeploymentRow Canary, DeploymentRow Stable, int Weight, CanaryRule Rule, CanarySample Seen, CanarySample StableSeen, long NextLookAt, CanaryLook? Last, double? CanaryP95, double? StableP95, DateTime Since);
