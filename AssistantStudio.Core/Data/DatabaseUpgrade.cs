using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Brings the database to this program's schema before anything else touches it, and refuses whatever would lose data:
/// a newer schema, a database that has gone missing, secrets that nobody can decrypt any more.
/// </summary>
public sealed class DatabaseUpgrade(
    StudioDb db, DataFolder folder, BackupService backups, SecretProtector secrets, TimeProvider clock, ILogger<DatabaseUpgrade> log)
{
    private const string CanaryKey = "secret-canary";
    private const string InstallationKey = "installation-id";
    private const string CanaryText = "readable";
    private const int MaxCanaries = 20;
    private const int LockPatienceSeconds = 5;

    /// <summary>In base64, the four bytes of the format and the sixteen of the key's id with which every encrypted text begins.</summary>
    private const int KeyPrefixLength = 26;

    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            await RunOnceAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            await RunOnceAsync(ct).ConfigureAwait(false); // Another node, started at the same moment, was first.
        }

        db.IsReady = true;
    }

    private async Task RunOnceAsync(CancellationToken ct)
    {
        var context = await OpenAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await RefuseLockedAsync(context, ct).ConfigureAwait(false);
            var applied = await AppliedAsync(context, ct).ConfigureAwait(false);
            RefuseMissing(applied);
            RefuseNewer(applied, context.Database.GetMigrations().ToArray());
            var pending = (await context.Database.GetPendingMigrationsAsync(ct).ConfigureAwait(false)).ToArray();
            if (pending.Length > 0)
            {
                await MigrateAsync(context, applied, pending, ct).ConfigureAwait(false);
            }

            await CheckSecretsAsync(context, ct).ConfigureAwait(false);
            await MarkAsync(context, ct).ConfigureAwait(false);
        }
    }

    private async Task<StudioDbContext> OpenAsync(CancellationToken ct) => await db.OpenSystemAsync(ct).ConfigureAwait(false);

    /// <summary>Somebody's shell may hold the file. Found out at once, and not by whatever happens to write first.</summary>
    private async Task RefuseLockedAsync(StudioDbContext context, CancellationToken ct)
    {
        var file = context.Database.GetDbConnection().DataSource;
        if (db.Provider != DatabaseProvider.Sqlite || !File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return;
        }

        var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout={LockPatienceSeconds}");
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(ct).ConfigureAwait(false);
                var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false); // BEGIN IMMEDIATE: as a writer.
                await transaction.DisposeAsync().ConfigureAwait(false);
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
            {
                throw new StartupException($"The database file {file} is locked by another program. Close whatever has it open and start again.", e);
            }
            catch (SqliteException)
            {
                // Damaged or unreadable: what comes next says which.
            }
        }
    }

    private async Task<string[]> AppliedAsync(StudioDbContext context, CancellationToken ct)
    {
        try
        {
            if (db.Provider == DatabaseProvider.Sqlite && !File.Exists(context.Database.GetDbConnection().DataSource))
            {
                return []; // No file yet.
            }

            return [.. await context.Database.GetAppliedMigrationsAsync(ct).ConfigureAwait(false)];
        }
        catch (NpgsqlException e)
        {
            throw PostgresLock.Explain(e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB || e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw new StartupException($"The database file {context.Database.GetDbConnection().DataSource} is damaged or is not a database. Restore a backup with: restore FILE --force.", e);
        }
    }

    private void RefuseMissing(string[] applied)
    {
        if (applied.Length == 0 && File.Exists(folder.Marker))
        {
            throw new StartupException(
                $"The database is missing or empty, but {folder.Marker} says that there was one. Restore it with: restore FILE --force. To start over on purpose, delete that marker file.");
        }
    }

    private static void RefuseNewer(string[] applied, string[] known)
    {
        if (applied.Except(known).ToArray() is { Length: > 0 } unknown)
        {
            throw new StartupException(
                $"The database was written by a newer version of AssistantStudio (schema {unknown[^1]}). Start that version, or restore a backup made by this one.");
        }
    }

    private async Task MigrateAsync(StudioDbContext context, string[] applied, string[] pending, CancellationToken ct)
    {
        if (applied.Length > 0)
        {
            var file = Path.Combine(folder.Backups, $"before-{pending[^1]}-{clock.GetUtcNow():yyyyMMdd-HHmmss}.zip");
            await backups.CreateAsync(file, ct).ConfigureAwait(false);
            DataLog.BackedUpBeforeUpgrade(log, file);
        }

        await context.Database.MigrateAsync(ct).ConfigureAwait(false);
        DataLog.Upgraded(log, pending[^1], pending.Length);
    }

    /// <summary>
    /// A text encrypted with each key that was in use at a start: as long as all can be read, the other secrets can be too.
    /// </summary>
    private async Task CheckSecretsAsync(StudioDbContext context, CancellationToken ct)
    {
        var canary = await context.Set<InstallationFact>().SingleOrDefaultAsync(f => f.Key == CanaryKey, ct).ConfigureAwait(false);
        List<string> known = canary is null ? [] : JsonSerializer.Deserialize<List<string>>(canary.Value.StartsWith('[') ? canary.Value : $"[\"{canary.Value}\"]")!;
        try
        {
            known.ForEach(encrypted => secrets.Unprotect(encrypted));
        }
        catch (UnavailableException e)
        {
            throw new StartupException(
                $"The stored secrets can no longer be decrypted: their keys are missing from {(db.Provider == DatabaseProvider.Sqlite ? folder.Keys : "the database")}. Put the keys back from a backup (restore FILE --force).", e);
        }

        var latest = secrets.Protect(CanaryText);
        if (known.Any(encrypted => encrypted.StartsWith(latest[..KeyPrefixLength], StringComparison.Ordinal)))
        {
            return;
        }

        if (canary is null)
        {
            canary = new InstallationFact { Key = CanaryKey, Value = "" };
            context.Add(canary);
        }

        canary.Value = JsonSerializer.Serialize(known.Append(latest).TakeLast(MaxCanaries));
        canary.UpdatedAt = clock.GetUtcNow().UtcDateTime;
    }

    private async Task MarkAsync(StudioDbContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var id = await context.Set<InstallationFact>().SingleOrDefaultAsync(f => f.Key == InstallationKey, ct).ConfigureAwait(false);
        if (id is null)
        {
            id = new InstallationFact { Key = InstallationKey, Value = Guid.NewGuid().ToString(), UpdatedAt = now };
            context.Add(id);
        }

        await context.SaveChangesAsync(ct).ConfigureAwait(false);
        if (!File.Exists(folder.Marker))
        {
            var marker = new { installation = id.Value, provider = db.Provider.ToString(), created = now };
            await File.WriteAllTextAsync(folder.Marker, JsonSerializer.Serialize(marker, JsonSerializerOptions.Web), ct).ConfigureAwait(false);
        }
    }
}
