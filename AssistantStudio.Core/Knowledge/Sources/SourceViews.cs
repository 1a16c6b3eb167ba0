using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a person or a program says of a source.</summary>
public sealed record SourceInput
{
    public string Name { get; init; } = "";

    public SourceKind Kind { get; init; }

    public SourceSettings Settings { get; init; } = new();

    /// <summary>The connection that a Jira or GitHub is read through.</summary>
    public Guid? ProviderId { get; init; }

    public string Licence { get; init; } = "";

    public SourceAudience Audience { get; init; }

    /// <summary>Null: only when somebody asks.</summary>
    public int? EveryHours { get; init; }

    public int? MaxAgeDays { get; init; }

    public bool IsActive { get; init; } = true;
}

/// <summary>A source and how it stands.</summary>
/// <param name="LastRun">Null: nobody has looked through it yet.</param>
/// <param name="NextAt">About when it is looked through by itself; null: only when somebody asks.</param>
/// <param name="IsWaiting">A run was asked for and has not begun.</param>
/// <param name="Progress">Of the run that is going on.</param>
public sealed record SourceRow(
    Guid Id, string Name, SourceKind Kind, SourceSettings Settings, Guid? ProviderId, string Licence, SourceAudience Audience, int? EveryHours, int? MaxAgeDays, bool IsActive,
    int Revision, int Documents, int Chunks, RunRow? LastRun, DateTime? NextAt, bool IsWaiting, JobRunRow? Progress,
    DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

/// <summary>One look through a source.</summary>
public sealed record RunRow(
    Guid Id, Guid SourceId, Guid JobRunId, IngestionState State, int Revision, DateTime StartedAt, DateTime? FinishedAt,
    int Added, int Changed, int Unchanged, int Removed, int Failed, int Chunks, int Embedded, int Reused, string? Problem)
{
    public bool ChangedSomething => Added + Changed + Removed > 0;

    internal static RunRow Of(IngestionRun r) => new(
        r.Id, r.SourceId, r.JobRunId, r.State, r.Revision, r.StartedAt, r.FinishedAt, r.Added, r.Changed, r.Unchanged, r.Removed, r.Failed, r.Chunks, r.Embedded, r.Reused, r.Problem);
}

/// <summary>An item that a run could not read.</summary>
public sealed record FailureRow(string ExternalId, string Reason, int Attempts, DateTime At);

public sealed record RunListQuery : ListQuery
{
    public Guid? SourceId { get; init; }
}
