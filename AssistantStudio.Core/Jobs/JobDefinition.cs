namespace AssistantStudio.Core.Jobs;

public enum JobScope
{
    /// <summary>One run at a time in the whole installation; for those who administer it.</summary>
    Installation,

    /// <summary>One run at a time in each organisation.</summary>
    Organization,
}

/// <summary>Work that outlives a page: long, cancellable, on a schedule. It must be safe to run twice.</summary>
public interface IStudioJob
{
    static abstract JobDefinition Definition { get; }

    Task RunAsync(JobContext context, CancellationToken ct);
}

/// <summary>What is known of a job without running it.</summary>
public sealed record JobDefinition
{
    /// <summary>Stable, lower case with hyphens; stored with every run.</summary>
    public required string Key { get; init; }

    public required string Title { get; init; }

    /// <summary>One sentence: what it does and why one would want that.</summary>
    public required string Description { get; init; }

    public required JobScope Scope { get; init; }

    /// <summary>Null: only when somebody starts it.</summary>
    public JobTiming? DefaultTiming { get; init; }

    /// <summary>
    /// The default parameters, of the job's own parameter type: a record whose properties carry Display and Range attributes.
    /// </summary>
    public object Parameters { get; init; } = new NoParameters();

    /// <summary>How often one run may be begun before it is given up.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>
    /// True when the job goes through items with <see cref="JobContext.ForEachAsync{T}"/>, or finds out itself what is left: the
    /// next attempt then leaves out what is finished, and begins at once after a crash. False: each attempt begins from the start.
    /// </summary>
    public bool Resumable { get; init; }
}

/// <summary>When a job runs: five cron fields (minute, hour, day, month, weekday) in an IANA time zone.</summary>
public sealed record JobTiming(string Cron, string TimeZone = "UTC");

public sealed record NoParameters;
