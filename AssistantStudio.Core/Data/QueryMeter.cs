using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Data;

/// <summary>Measures every query until its last row is read, and logs the slow ones by their shape: the statement, never its values.</summary>
public sealed class QueryMeter(IMeterFactory meters, IOptions<DatabaseOptions> options, SlowQueryPlans plans, ILogger<QueryMeter> log) : DbCommandInterceptor
{
    public const string MeterName = "AssistantStudio.Database";

    private readonly Histogram<double> _duration =
        meters.Create(MeterName).CreateHistogram<double>("studio.db.query.duration", "ms", "Time of one database command");

    /// <summary>What it took until the first row. SQLite does most of its work while the others are read.</summary>
    private readonly ConditionalWeakTable<DbCommand, StrongBox<TimeSpan>> _begun = [];

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        _begun.AddOrUpdate(command, new(eventData.Duration));
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        _begun.AddOrUpdate(command, new(eventData.Duration));
        return new(result);
    }

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        Measure(command, eventData.Duration + (_begun.TryGetValue(command, out var begun) ? begun.Value : TimeSpan.Zero));
        _begun.Remove(command);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Measure(command, eventData.Duration);
        return new(result);
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Measure(command, eventData.Duration);
        return new(result);
    }

    internal void Measure(DbCommand command, TimeSpan duration)
    {
        var elapsed = duration.TotalMilliseconds;
        _duration.Record(elapsed);
        if (elapsed >= options.Value.SlowQueryMilliseconds)
        {
            var query = SlowQuery.Of(command);
            DataLog.SlowQuery(log, query.Name, (long)elapsed, query.Shape);
            plans.Ask(query);
        }
    }
}
