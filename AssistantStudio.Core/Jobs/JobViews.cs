using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Jobs;

/// <summary>A job as a list shows it: what it is, when it runs, how it went.</summary>
public sealed record JobSummary
{
    public required string Key { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required JobScope Scope { get; init; }

    public required JobScheduleView Schedule { get; init; }

    public required IReadOnlyList<JobParameterField> ParameterFields { get; init; }

    public JobRunRow? LastRun { get; init; }
}

/// <param name="Cron">Null: only when somebody starts it.</param>
/// <param name="IsDefault">Nobody changed it yet.</param>
/// <param name="Parameters">JSON.</param>
public sealed record JobScheduleView(string? Cron, string TimeZone, bool Enabled, bool IsDefault, DateTime? NextRunAt, string Parameters, long RowVersion);

/// <summary>What a person sets. <see cref="RowVersion"/> is the one that was read; 0 for a schedule nobody changed yet.</summary>
public sealed record JobScheduleInput
{
    public string? Cron { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public bool Enabled { get; init; } = true;

    /// <summary>JSON; null leaves them as they are.</summary>
    public string? Parameters { get; init; }

    public long RowVersion { get; init; }
}

public sealed record JobRunRow
{
    public required Guid Id { get; init; }

    public required string JobKey { get; init; }

    public required string JobTitle { get; init; }

    public required JobScope Scope { get; init; }

    public required JobRunStatus Status { get; init; }

    public required JobTrigger Trigger { get; init; }

    public required string StartedBy { get; init; }

    public required int Attempt { get; init; }

    public required DateTime QueuedAt { get; init; }

    public DateTime? NotBefore { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public required bool CancelRequested { get; init; }

    public required long Done { get; init; }

    public long? Total { get; init; }

    public string? Message { get; init; }

    public required JobItemCounts Items { get; init; }

    public string? Error { get; init; }

    public string? ErrorReference { get; init; }

    public bool CanCancel => Status is JobRunStatus.Queued or JobRunStatus.Running && !CancelRequested;

    public bool CanRetry => Status is JobRunStatus.Failed or JobRunStatus.Cancelled or JobRunStatus.Interrupted
        || (Status == JobRunStatus.Succeeded && Items.Failed > 0);
}

public sealed record JobRunDetail(JobRunRow Run, int MaxAttempts, string Parameters, string? Node, DateTime? HeartbeatAt);

public sealed record JobLineRow(int Ordinal, DateTime At, JobLineLevel Level, string Text);

public sealed record JobItemRow(string Key, JobItemState State, string? Reason, DateTime At);

public sealed record JobRunQuery : ListQuery
{
    /// <summary>Null: where the job asked for runs; else the organisation that the caller is in, or the installation when in none.</summary>
    public JobScope? Scope { get; init; }

    public string? JobKey { get; init; }

    public JobRunStatus? Status { get; init; }
}

public sealed record JobItemQuery : ListQuery
{
    public JobItemState? State { get; init; }
}
