using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Data;

/// <summary>Measures every query and logs the slow ones by their shape: the statement, never its values.</summary>
public sealed partial class QueryMeter(IMeterFactory meters, IOptions<DatabaseOptions> options, ILogger<QueryMeter> log) : DbCommandInterceptor
{
    public const string MeterName = "AssistantStudio.Database";

    private const int MaxShapeLength = 2_000;

    private readonly Histogram<double> _duration =
        meters.Create(MeterName).CreateHistogram<double>("studio.db.query.duration", "ms", "Time of one database command");

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Measure(command, eventData);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Measure(command, eventData);
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Measure(command, eventData);
        return new(result);
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Measure(command, eventData);
        return new(result);
    }

    private void Measure(DbCommand command, CommandExecutedEventData eventData)
    {
        var elapsed = eventData.Duration.TotalMilliseconds;
        _duration.Record(elapsed);
        if (elapsed >= options.Value.SlowQueryMilliseconds)
        {
            SlowQuery((long)elapsed, Shape(command.CommandText));
        }
    }

    private static string Shape(string sql)
    {
        var shape = White().Replace(sql, " ").Trim();
        return shape.Length <= MaxShapeLength ? shape : shape[..MaxShapeLength];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();

    [LoggerMessage(1101, LogLevel.Warning, "A query took {ElapsedMilliseconds} ms: {Shape}")]
    private partial void SlowQuery(long elapsedMilliseconds, string shape);
}
