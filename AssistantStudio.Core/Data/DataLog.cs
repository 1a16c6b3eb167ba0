using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Data;

internal static partial class DataLog
{
    [LoggerMessage(1101, LogLevel.Warning, "Query {Query} took {ElapsedMilliseconds} ms: {Shape}")]
    public static partial void SlowQuery(ILogger log, string query, long elapsedMilliseconds, string shape);

    [LoggerMessage(1102, LogLevel.Warning, "Query {Query} is answered by: {Plan}")]
    public static partial void SlowQueryPlan(ILogger log, string query, string plan);

    [LoggerMessage(1103, LogLevel.Information, "The plan of query {Query} could not be read")]
    public static partial void SlowQueryUnexplained(ILogger log, Exception exception, string query);

    [LoggerMessage(1104, LogLevel.Warning, "SQLite's log could not be carried into its file; it is tried again")]
    public static partial void NotCheckpointed(ILogger log, Exception exception);

    [LoggerMessage(1110, LogLevel.Information, "A verified backup was written to {File} before the upgrade")]
    public static partial void BackedUpBeforeUpgrade(ILogger log, string file);

    [LoggerMessage(1111, LogLevel.Information, "The database was upgraded to {Migration}, steps: {Count}")]
    public static partial void Upgraded(ILogger log, string migration, int count);

    [LoggerMessage(1112, LogLevel.Information, "Backup {File} written and verified: {Bytes} bytes, {Files} files")]
    public static partial void BackupWritten(ILogger log, string file, long bytes, int files);

    [LoggerMessage(1113, LogLevel.Warning, "The relay of changes between nodes lost its connection and tries again in {Seconds} s")]
    public static partial void RelayLost(ILogger log, Exception exception, int seconds);
}
