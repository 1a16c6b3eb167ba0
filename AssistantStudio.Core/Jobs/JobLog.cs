using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Jobs;

internal static partial class JobLog
{
    [LoggerMessage(1201, LogLevel.Information, "Job {JobKey} was due but its previous run is not finished")]
    public static partial void StillRunning(ILogger log, string jobKey);

    [LoggerMessage(1202, LogLevel.Warning, "Job {JobKey}: run {RunId} was interrupted in attempt {Attempt}")]
    public static partial void Recovered(ILogger log, string jobKey, Guid runId, int attempt);

    [LoggerMessage(1203, LogLevel.Information, "Job {JobKey}: run {RunId} starts attempt {Attempt}")]
    public static partial void Starting(ILogger log, string jobKey, Guid runId, int attempt);

    [LoggerMessage(1204, LogLevel.Information, "Job {JobKey}: run {RunId} ended as {End}")]
    public static partial void Ended(ILogger log, string jobKey, Guid runId, RunEnd end);

    [LoggerMessage(1205, LogLevel.Error, "Job {JobKey}: run {RunId} failed, reference {Reference}")]
    public static partial void Failed(ILogger log, Exception exception, string jobKey, Guid runId, string reference);

    [LoggerMessage(1206, LogLevel.Error, "Job {JobKey}: item {Item} of run {RunId} failed, reference {Reference}")]
    public static partial void ItemFailed(ILogger log, Exception exception, string jobKey, Guid runId, string item, string reference);

    [LoggerMessage(1207, LogLevel.Warning, "Job {JobKey}: run {RunId} was taken over by another node; this one stops working on it")]
    public static partial void Lost(ILogger log, string jobKey, Guid runId);

    [LoggerMessage(1208, LogLevel.Error, "Looking for jobs to run failed; it is tried again")]
    public static partial void LoopFailed(ILogger log, Exception exception);

    [LoggerMessage(1209, LogLevel.Error, "The state of run {RunId} of job {JobKey} could not be written; it is tried again")]
    public static partial void WriteFailed(ILogger log, Exception exception, string jobKey, Guid runId);

    [LoggerMessage(1210, LogLevel.Information, "Job schedule: {Count} jobs are planned")]
    public static partial void Planned(ILogger log, int count);

    [LoggerMessage(1211, LogLevel.Error, "The job schedule could not be brought up to date; it is tried again with the next change")]
    public static partial void PlanFailed(ILogger log, Exception exception);

    [LoggerMessage(1212, LogLevel.Warning, "Jobs were still running when the program stopped; they go on after the restart")]
    public static partial void StopTimedOut(ILogger log);
}
