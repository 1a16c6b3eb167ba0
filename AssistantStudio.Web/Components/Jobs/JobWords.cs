using AssistantStudio.Core.Jobs;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>Jobs and runs in words for people.</summary>
internal static class JobWords
{
    public static string Of(JobRunStatus status) => status switch
    {
        JobRunStatus.Queued => "Queued",
        JobRunStatus.Running => "Running",
        JobRunStatus.Succeeded => "Succeeded",
        JobRunStatus.Failed => "Failed",
        JobRunStatus.Cancelled => "Cancelled",
        JobRunStatus.Interrupted => "Interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Give the new state its word."),
    };

    /// <summary>What a row says: a run that was asked to stop says so.</summary>
    public static string StateOf(JobRunRow run) => run switch
    {
        { Status: JobRunStatus.Running, CancelRequested: true } => "Stopping",
        { Status: JobRunStatus.Queued, Attempt: > 0 } => "Waits to try again",
        { Status: JobRunStatus.Succeeded, Items.Failed: > 0 } => $"Succeeded, {Format.Number(run.Items.Failed)} failed",
        _ => Of(run.Status),
    };

    public static StatusShape ShapeOf(JobRunRow run) => run.Status switch
    {
        JobRunStatus.Queued or JobRunStatus.Running => StatusShape.InProgress,
        JobRunStatus.Succeeded => run.Items.Failed > 0 ? StatusShape.Degraded : StatusShape.Good,
        JobRunStatus.Failed => StatusShape.Failed,
        JobRunStatus.Interrupted => StatusShape.Degraded,
        _ => StatusShape.Off,
    };

    public static string Of(JobScope scope) => scope == JobScope.Installation ? "Installation" : "Organisation";

    public static bool IsUnderWay(JobRunRow? run) => run?.Status is JobRunStatus.Queued or JobRunStatus.Running;

    public static TimeSpan? DurationOf(JobRunRow run, DateTimeOffset now) =>
        run.StartedAt is { } began ? (run.FinishedAt ?? now.UtcDateTime) - began : null;

    /// <summary>"1,284 done, 6 skipped, 1 failed"; null for a job without items.</summary>
    public static string? Of(JobItemCounts items)
    {
        var parts = new[] { (items.Done, "done"), (items.Skipped, "skipped"), (items.Failed, "failed") }.Where(p => p.Item1 > 0).ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts.Select(p => $"{Format.Number(p.Item1)} {p.Item2}"));
    }
}
