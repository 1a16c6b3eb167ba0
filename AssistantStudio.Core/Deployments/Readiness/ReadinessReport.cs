using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

public enum ReadinessOutcome
{
    Pass,

    /// <summary>It can be deployed with a reason.</summary>
    Warn,

    /// <summary>It cannot be deployed.</summary>
    Fail,
}

/// <param name="Id">For programs and rules.</param>
/// <param name="Message">A sentence: what is found.</param>
/// <param name="Fix">Where it is put right, as an address in the program; null: nothing to put right, or nowhere in particular.</param>
public sealed record ReadinessCheck(string Id, string Title, ReadinessOutcome Outcome, string Message, string? Fix = null);

/// <summary>Whether a release can be deployed to an environment, check by check.</summary>
public sealed record ReadinessReport(StudioEnvironment Environment, DateTime At, IReadOnlyList<ReadinessCheck> Checks)
{
    public bool Ok => Checks.All(c => c.Outcome != ReadinessOutcome.Fail);

    public bool Warns => Checks.Any(c => c.Outcome == ReadinessOutcome.Warn);

    public int Count(ReadinessOutcome outcome) => Checks.Count(c => c.Outcome == outcome);
}

/// <summary>Some checks fail, so nothing was deployed. The report says which.</summary>
public sealed class NotReadyException(Guid? deploymentId, ReadinessReport report)
    : StudioException("not_ready", $"It is not ready for {report.Environment.Word()}: {string.Join(" ", report.Checks.Where(c => c.Outcome == ReadinessOutcome.Fail).Select(c => c.Message))}")
{
    /// <summary>The attempt, which is kept with its report.</summary>
    public Guid? DeploymentId => deploymentId;

    public ReadinessReport Report => report;
}
