namespace AssistantStudio.Web.Shell;

public enum SystemCondition
{
    Ready,
    Degraded,
    Failed,
}

/// <summary>What is known about the installation; every part may be unknown and is then not shown.</summary>
public sealed record SystemSummary
{
    public static SystemSummary Unknown { get; } = new();

    public SystemCondition? Condition { get; init; }

    /// <summary>In the words of a person, "All systems ready".</summary>
    public string? Text { get; init; }

    public DateTimeOffset? LastBackup { get; init; }

    public int? Nodes { get; init; }

    /// <summary>Where more is to be read, when the person may read it.</summary>
    public string? Href { get; init; }
}

/// <summary>Feeds the foot of the side navigation. Asked when the layout opens and once a minute afterwards.</summary>
public interface ISystemState
{
    Task<SystemSummary> GetAsync(CancellationToken cancellationToken);
}

internal sealed class UnknownSystemState : ISystemState
{
    public Task<SystemSummary> GetAsync(CancellationToken cancellationToken) => Task.FromResult(SystemSummary.Unknown);
}
