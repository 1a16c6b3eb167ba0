using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AssistantStudio.Core.Data;

/// <summary>
/// The few statements that every turn and every call of a model comes by, past EF, which takes longer to put them together than the database
/// to carry them out. Their text is made of constants of the code, never of input; values are @p0, @p1 and so on.
/// </summary>
internal static class RawCommands
{
    /// <summary>As EF announces its own statements, for whoever listens: the event's value is the <see cref="DbCommand"/>.</summary>
    internal const string Announced = "AssistantStudio.Data.RawCommands";

    private static readonly DiagnosticListener s_announcements = new(Announced);

    public static async Task<IReadOnlyList<T>> ReadRawAsync<T>(this StudioDbContext context, string sql, IReadOnlyList<object?> values, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await context.Database.OpenConnectionAsync(ct).ConfigureAwait(false); // Until the context is given back.
        var command = context.Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(ct).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }
            }

            context.Measure(command, began);
        }

        return rows;
    }

    /// <returns>How many rows were written.</returns>
    public static async Task<int> ExecuteRawAsync(this StudioDbContext context, string sql, IReadOnlyList<object?> values, CancellationToken ct)
    {
        await context.Database.OpenConnectionAsync(ct).ConfigureAwait(false);
        var command = context.Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            var written = await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            context.Measure(command, began);
            return written;
        }
    }

    /// <summary>Ids are bytes on SQLite, and a value that is no property of an entity is not converted by itself.</summary>
    public static object Stored(this StudioDbContext context, Guid id) => context is SqliteStudioDbContext ? id.ToByteArray(bigEndian: true) : id;

    /// <summary>The way back.</summary>
    public static Guid Id(this DbDataReader reader, int column) => reader.GetValue(column) is byte[] bytes ? new(bytes, bigEndian: true) : reader.GetGuid(column);

    /// <summary>What goes past EF is measured, and told when it is slow, like anything else.</summary>
    internal static void Measure(this StudioDbContext context, DbCommand command, long began) => context.GetService<QueryMeter>().Measure(command, Stopwatch.GetElapsedTime(began));

    private static DbCommand Command(this StudioDbContext context, string sql, IReadOnlyList<object?> values)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@p{i}");
            parameter.Value = values[i] is Guid id ? context.Stored(id) : values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        if (s_announcements.IsEnabled())
        {
            s_announcements.Write(nameof(Command), command);
        }

        return command;
    }
}
