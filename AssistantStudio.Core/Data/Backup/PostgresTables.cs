using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Copies the rows of PostgreSQL out and in, table by table in one snapshot, with nothing but the connection that the
/// program has anyway. The tables of the job store are left out: schedules are laid anew at every start.
/// </summary>
internal static class PostgresTables
{
    private const string Extension = ".copy";

    public static async Task<List<BackupFile>> ExportAsync(StudioDbContext context, ZipArchive zip, CancellationToken ct)
    {
        var files = new List<BackupFile>();
        var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            foreach (var table in InOrder(context.Model))
            {
                var name = BackupArchive.DatabaseFolder + table.Name + Extension;
                files.Add(await BackupArchive.AddAsync(zip, name, async (target, token) =>
                {
                    var rows = await connection.BeginRawBinaryCopyAsync($"COPY {Columns(table)} TO STDOUT (FORMAT BINARY)", token).ConfigureAwait(false);
                    await using (rows.ConfigureAwait(false))
                    {
                        await rows.CopyToAsync(target, token).ConfigureAwait(false);
                    }
                }, ct).ConfigureAwait(false));
            }
        }

        return files;
    }

    /// <summary>Empties the database, builds the archive's schema and copies the rows in, all in one transaction: a failure leaves what was there.</summary>
    public static async Task ImportAsync(StudioDbContext context, ZipArchive zip, BackupManifest manifest, CancellationToken ct)
    {
        // As a script: migrating by the usual way commits as it goes.
        var schema = context.GetService<IMigrator>().GenerateScript(Migration.InitialDatabase, manifest.Schema, MigrationsSqlGenerationOptions.NoTransactions);
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await DropAllTablesAsync(context, ct).ConfigureAwait(false);
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            var build = new NpgsqlCommand(schema, connection, (NpgsqlTransaction)transaction.GetDbTransaction());
            await using (build.ConfigureAwait(false))
            {
                await build.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            }

            foreach (var table in InOrder(context.Model))
            {
                if (zip.GetEntry(BackupArchive.DatabaseFolder + table.Name + Extension) is not { } entry)
                {
                    continue; // A table that is younger than the archive; the upgrade at the next start makes it.
                }

                var source = await entry.OpenAsync(ct).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                {
                    var rows = await connection.BeginRawBinaryCopyAsync($"COPY {Columns(table)} FROM STDIN (FORMAT BINARY)", ct).ConfigureAwait(false);
                    await using (rows.ConfigureAwait(false))
                    {
                        await source.CopyToAsync(rows, ct).ConfigureAwait(false);
                    }
                }
            }

            await CountOnAsync(context, ct).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }
    }

    public static async Task<bool> IsEmptyAsync(StudioDbContext context, CancellationToken ct) =>
        (await TableNamesAsync(context, ct).ConfigureAwait(false)).Count == 0;

    private static async Task DropAllTablesAsync(StudioDbContext context, CancellationToken ct)
    {
        foreach (var name in await TableNamesAsync(context, ct).ConfigureAwait(false))
        {
            var quoted = name.Replace("\"", "\"\"", StringComparison.Ordinal);
#pragma warning disable EF1002 // A table's name out of the catalogue, quoted; it cannot be a parameter.
            await context.Database.ExecuteSqlRawAsync($"DROP TABLE \"{quoted}\" CASCADE", ct).ConfigureAwait(false);
#pragma warning restore EF1002
        }
    }

    /// <summary>Copied rows bring their numbers along, but whoever counts them does not see it.</summary>
    private static async Task CountOnAsync(StudioDbContext context, CancellationToken ct)
    {
        var numbered = await context.Database.SqlQuery<string>(
            $"""
            SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), GREATEST(1, MAX(%I))) FROM %I', quote_ident(table_name), column_name, column_name, table_name) AS "Value"
            FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'
            """).ToListAsync(ct).ConfigureAwait(false);
        foreach (var statement in numbered)
        {
            await context.Database.ExecuteSqlRawAsync(statement, ct).ConfigureAwait(false);
        }
    }

    private static Task<List<string>> TableNamesAsync(StudioDbContext context, CancellationToken ct) =>
        context.Database.SqlQuery<string>($"""SELECT tablename::text AS "Value" FROM pg_tables WHERE schemaname = current_schema()""").ToListAsync(ct);

    private static string Columns(ITable table) =>
        $"\"{table.Name}\" ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\"").Order(StringComparer.Ordinal))})";

    /// <summary>Parents before children, so that foreign keys hold at every step.</summary>
    private static List<ITable> InOrder(IModel model)
    {
        var ordered = new List<ITable>();
        var left = model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        while (left.Count > 0)
        {
            var ready = left.Where(t => t.ForeignKeyConstraints.All(f => f.PrincipalTable == t || ordered.Contains(f.PrincipalTable))).ToList();
            if (ready.Count == 0)
            {
                throw new InvalidOperationException("Tables refer to each other in a circle: " + string.Join(", ", left.Select(t => t.Name)));
            }

            ordered.AddRange(ready);
            left.RemoveAll(ready.Contains);
        }

        return ordered;
    }
}
