using System.Diagnostics;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AssistantStudio.Tests.Support;

/// <summary>A statement that was sent to SQLite, and how SQLite says it answers it.</summary>
public sealed partial record PlannedQuery(string Sql, IReadOnlyList<string> Plan)
{
    public bool ReadsWholeTable => Plan.Any(line => IsScan(line) && !IndexUse().IsMatch(line));

    /// <summary>A table, or an index from end to end.</summary>
    public bool ScansAnything => Plan.Any(IsScan);

    /// <summary>Asks the full-text index for words. What matches is then ranked, and looked up by its key.</summary>
    public bool SearchesText => Plan.Any(line => TextIndexUse().IsMatch(line));

    public bool SortsRows => Plan.Any(line => line.StartsWith("USE TEMP B-TREE FOR", StringComparison.Ordinal));

    /// <summary>Looks up single rows by their key: as many as a page has, whatever the table holds.</summary>
    public bool LooksUpKeys => Plan.Any(line => line.Contains("(Id=?)", StringComparison.Ordinal));

    /// <summary>Narrowed down by nothing but the organisation: reads all of its rows.</summary>
    public bool WalksThroughOrganization => Plan.Any(line => line.EndsWith("(OrganizationId=?)", StringComparison.Ordinal));

    public bool ReadsIndexesOnly => Plan
        .Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal) || line.StartsWith("SEARCH ", StringComparison.Ordinal))
        .All(line => line.Contains("COVERING INDEX", StringComparison.Ordinal));

    private bool IsScan(string line) =>
        line.StartsWith("SCAN ", StringComparison.Ordinal) && !line.Contains("CONSTANT ROW", StringComparison.Ordinal) && !IsResultOfAPart(line);

    /// <summary>A part of the statement that was worked out before, by its own lines.</summary>
    private bool IsResultOfAPart(string line) =>
        Plan.Contains("MATERIALIZE " + line["SCAN ".Length..]) || Plan.Contains("CO-ROUTINE " + line["SCAN ".Length..]);

    /// <summary>A virtual table always names an index; without a text behind the colon it is read from end to end.</summary>
    [GeneratedRegex(@" USING (COVERING )?INDEX |VIRTUAL TABLE INDEX \d+:.")]
    private static partial Regex IndexUse();

    [GeneratedRegex(@" VIRTUAL TABLE INDEX \d+:M")]
    private static partial Regex TextIndexUse();

    public override string ToString() => $"{Sql}\n  {string.Join("\n  ", Plan)}";
}

/// <summary>Writes down what is sent to SQLite while something is carried out.</summary>
public static class QueryPlans
{
    private static readonly AsyncLocal<List<(string Sql, SqliteParameter[] Parameters)>?> s_recording = new();

    static QueryPlans() => DiagnosticListener.AllListeners.Subscribe(new Listeners());

    public static async Task<IReadOnlyList<PlannedQuery>> OfAsync(DataFolder folder, Func<Task> work)
    {
        var recorded = new List<(string Sql, SqliteParameter[] Parameters)>();
        s_recording.Value = recorded;
        try
        {
            await work();
        }
        finally
        {
            s_recording.Value = null;
        }

        await using var connection = new SqliteConnection($"Data Source={folder.DatabaseFile};Pooling=False");
        await connection.OpenAsync();
        return [.. recorded.Select(query => new PlannedQuery(query.Sql, Explain(connection, query.Sql, query.Parameters)))];
    }

    private static List<string> Explain(SqliteConnection connection, string sql, SqliteParameter[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        command.Parameters.AddRange(parameters);
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(reader.GetString(3));
        }

        return lines;
    }

    private sealed class Listeners : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name);
            }
            else if (value.Name == RawCommands.Announced)
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (s_recording.Value is { } recording && ((value.Value as CommandEventData)?.Command ?? value.Value) is SqliteCommand command)
            {
                recording.Add((command.CommandText, [.. command.Parameters.Cast<SqliteParameter>().Select(p => new SqliteParameter(p.ParameterName, p.Value))]));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
