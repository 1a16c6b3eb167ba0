using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Data;

public sealed record BackupResult(string File, long Bytes, BackupManifest Manifest);

/// <summary>
/// Writes database, keys and uploads into one archive while the program runs, and reads it back before calling it a backup.
/// </summary>
public sealed class BackupService(StudioDb db, DataFolder folder, TimeProvider clock, ILogger<BackupService> log)
{
    public Task<BackupResult> CreateAsync(string file, CancellationToken ct) => CreateAsync(file, madeByRun: null, ct);

    internal async Task<BackupResult> CreateAsync(string file, Guid? madeByRun, CancellationToken ct)
    {
        file = Path.GetFullPath(file);
        if (File.Exists(file))
        {
            throw new StartupException($"{file} exists already. Name a new file; a backup never overwrites another.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var partial = file + ".partial";
        try
        {
            await WriteAsync(partial, madeByRun, ct).ConfigureAwait(false);
            var manifest = await BackupArchive.VerifyAsync(partial, ct).ConfigureAwait(false);
            File.Move(partial, file);
            var bytes = new FileInfo(file).Length;
            DataLog.BackupWritten(log, file, bytes, manifest.Files.Count);
            return new(file, bytes, manifest);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task WriteAsync(string partial, Guid? madeByRun, CancellationToken ct)
    {
        var stream = OpenPrivate(partial);
        await using (stream.ConfigureAwait(false))
        {
            var zip = new ZipArchive(stream, ZipArchiveMode.Create);
            await using (zip.ConfigureAwait(false))
            {
                var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
                await using (context.ConfigureAwait(false))
                {
                    var schema = (await context.Database.GetAppliedMigrationsAsync(ct).ConfigureAwait(false)).LastOrDefault() ?? "";
                    var files = db.Provider == DatabaseProvider.Postgres
                        ? await PostgresTables.ExportAsync(context, zip, ct).ConfigureAwait(false)
                        : [await AddSqliteAsync(context, zip, partial + ".db", ct).ConfigureAwait(false)];
                    files.AddRange(await BackupArchive.AddFolderAsync(zip, BackupArchive.KeysFolder, folder.Keys, ct).ConfigureAwait(false));
                    files.AddRange(await BackupArchive.AddFolderAsync(zip, BackupArchive.UploadsFolder, folder.Uploads, ct).ConfigureAwait(false));
                    var manifest = new BackupManifest
                    {
                        Provider = db.Provider,
                        Schema = schema,
                        CreatedAt = clock.GetUtcNow().UtcDateTime,
                        Files = files,
                        MadeByRun = madeByRun,
                    };
                    await BackupArchive.WriteManifestAsync(zip, manifest, ct).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>SQLite's own online copy: consistent while others write. Checked for integrity before it goes into the archive.</summary>
    private static async Task<BackupFile> AddSqliteAsync(StudioDbContext context, ZipArchive zip, string copy, CancellationToken ct)
    {
        try
        {
            await context.Database.OpenConnectionAsync(ct).ConfigureAwait(false);
            await Task.Run(() => CopySqlite((SqliteConnection)context.Database.GetDbConnection(), copy), ct).ConfigureAwait(false);
            return await BackupArchive.AddAsync(zip, BackupArchive.SqliteEntry, async (target, token) =>
            {
                var source = File.OpenRead(copy);
                await using (source.ConfigureAwait(false))
                {
                    await source.CopyToAsync(target, token).ConfigureAwait(false);
                }
            }, ct).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static void CopySqlite(SqliteConnection source, string copy)
    {
        using (OpenPrivate(copy))
        {
            // Made first, so that the copy is readable by this account alone from its first byte on.
        }

        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        target.Open();
        source.BackupDatabase(target);
        using var check = target.CreateCommand();
        check.CommandText = "PRAGMA journal_mode=DELETE; PRAGMA integrity_check;";
        using var reader = check.ExecuteReader();
        reader.NextResult();
        if (!reader.Read() || reader.GetString(0) != "ok")
        {
            throw new StartupException("The copy of the database failed its integrity check, so no backup was made. Check the disk and restore an older backup.");
        }
    }

    private static FileStream OpenPrivate(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(file, options);
    }
}
