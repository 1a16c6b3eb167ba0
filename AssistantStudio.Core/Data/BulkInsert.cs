using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Writes many rows of one table past the change tracker, inside the transaction of the context. SQLite gets one prepared
/// statement again and again, PostgreSQL many rows in one statement. Names are constants of the code, never input.
/// </summary>
internal static class BulkInsert
{
    /// <summary>PostgreSQL takes 65,535 values in a statement.</summary>
    private const int ValuesAtOnce = 10_000;

    /// <param name="rows">Values in the order of the columns, ids as <see cref="Guid"/>.</param>
    /// <param name="keepOld">A row whose key is there already is left as it is.</param>
    public static Task InsertAsync(this StudioDbContext context, string table, string[] columns, IReadOnlyList<object?[]> rows, bool keepOld, CancellationToken ct) =>
        context.InsertAsync(table, columns, rows, keepOld ? " ON CONFLICT DO NOTHING" : "", ct);

    /// <param name="end">What comes behind the rows: what to do with those that are there.</param>
    public static async Task InsertAsync(this StudioDbContext context, string table, string[] columns, IReadOnlyList<object?[]> rows, string end, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var transaction = context.Database.CurrentTransaction ?? throw new InvalidOperationException("Rows are written in a transaction.");
        var isSqlite = context is SqliteStudioDbContext;
        var atOnce = isSqlite ? 1 : Math.Max(1, ValuesAtOnce / columns.Length);
        var command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction.GetDbTransaction();
            var prepared = 0;
            foreach (var some in rows.Chunk(atOnce))
            {
                if (some.Length != prepared)
                {
                    Prepare(command, table, columns, some.Length, end);
                    prepared = some.Length;
                }

                Fill(command, some, isSqlite);
                var began = Stopwatch.GetTimestamp();
                await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
                context.Measure(command, began);
            }
        }
    }

    private static void Prepare(DbCommand command, string table, string[] columns, int rows, string end)
    {
        var sql = new StringBuilder($"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ");
        command.Parameters.Clear();
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < columns.Length; column++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{(row * columns.Length) + column}");
                command.Parameters.Add(parameter);
                sql.Append(column == 0 ? "" : ", ").Append(parameter.ParameterName);
            }

            sql.Append(')');
        }

        command.CommandText = sql.Append(end).ToString();
    }

    private static void Fill(DbCommand command, object?[][] rows, bool isSqlite)
    {
        var at = 0;
        foreach (var value in rows.SelectMany(row => row))
        {
            command.Parameters[at++].Value = value switch
            {
                null => DBNull.Value,
                Guid id when isSqlite => id.ToByteArray(bigEndian: true),
                _ => value,
            };
        }
    }
}
