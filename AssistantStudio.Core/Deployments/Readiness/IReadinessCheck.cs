using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>One thing that a release needs. Features that have something to say about a deployment register one.</summary>
internal interface IReadinessCheck
{
    string Id { get; }

    string Title { get; }

    /// <returns>Null: it does not matter here.</returns>
    Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct);
}

/// <param name="Fix">An address in the program; null: nowhere in particular.</param>
internal sealed record ReadinessFinding(ReadinessOutcome Outcome, string Message, string? Fix = null)
{
    public static ReadinessFinding Pass(string message) => new(ReadinessOutcome.Pass, message);

    public static ReadinessFinding Warn(string message, string? fix = null) => new(ReadinessOutcome.Warn, message, fix);

    public static ReadinessFinding Fail(string message, string? fix = null) => new(ReadinessOutcome.Fail, message, fix);
}

/// <summary>What is to be deployed, and where.</summary>
internal sealed record ReadinessSubject
{
    public required Access Access { get; init; }

    public required StudioDbContext Context { get; init; }

    public required AssistantRow Assistant { get; init; }

    public required StudioEnvironment Environment { get; init; }

    public required EnvironmentRule Rule { get; init; }

    public required AssistantSnapshot Snapshot { get; init; }

    /// <summary>Null: it has not been frozen yet.</summary>
    public Guid? ReleaseId { get; init; }

    /// <summary>It has run here before.</summary>
    public bool IsRollback { get; init; }

    /// <summary>What stands in the environment before this one; null: nothing.</summary>
    public Deployment? Before { get; init; }

    public string Tab(string name) => $"/assistants/{Assistant.Slug}/{name}";
}
