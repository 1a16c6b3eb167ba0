using System.IO.Compression;
using AssistantStudio.Core.Jobs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Puts an archive back. Everything is verified before anything is touched, and what was there is kept aside, so that a
/// restore that fails half-way leaves the old state or a backup of it.
/// </summary>
public sealed class RestoreService(StudioDb db, DataFolder folder, BackupService backups, TimeProvider clock)
{
    public async Task<BackupManifest> RestoreAsync(string file, bool force, CancellationToken ct)
    {
        var manifest = await BackupArchive.VerifyAsync(Path.GetFullPath(file), ct).ConfigureAwait(false);
        if (manifest.Provider != db.Provider)
        {
            throw new StartupException(
                $"This backup is of a {manifest.Provider.ToString().ToLowerInvariant()} database, but AssistantStudio:Database:Provider is {db.Provider.ToString().ToLowerInvariant()}. Set the provider that the backup was made with.");
        }

        db.IsReady = false; // What is kept open would go on with the file that is put aside.
        var staging = Path.Combine(folder.Path, $"restoring-{clock.GetUtcNow():yyyyMMdd-HHmmss}");
        var aside = Path.Combine(folder.Path, $"replaced-{clock.GetUtcNow():yyyyMMdd-HHmmss}");
        try
        {
            await RefuseUnknownSchemaAsync(manifest, ct).ConfigureAwait(false);
            await RefuseToOverwriteAsync(force, ct).ConfigureAwait(false);
            await ExtractAsync(file, manifest, staging, ct).ConfigureAwait(false);
            if (db.Provider == DatabaseProvider.Postgres)
            {
                await ImportPostgresAsync(file, manifest, ct).ConfigureAwait(false);
            }

            await EndItsRunAsync(manifest, staging, ct).ConfigureAwait(false);
            Swap(staging, aside);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }

        return manifest;
    }

    private async Task RefuseUnknownSchemaAsync(BackupManifest manifest, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!context.Database.GetMigrations().Contains(manifest.Schema))
            {
                throw new StartupException(
                    $"This backup was made by a newer version of AssistantStudio (schema {manifest.Schema}). Nothing was changed; restore it with that version.");
            }
        }
    }

    private async Task RefuseToOverwriteAsync(bool force, CancellationToken ct)
    {
        if (force)
        {
            return;
        }

        var taken = File.Exists(folder.DatabaseFile) || Directory.EnumerateFileSystemEntries(folder.Uploads).Any();
        if (!taken && db.Provider == DatabaseProvider.Postgres)
        {
            var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                taken = !await PostgresTables.IsEmptyAsync(context, ct).ConfigureAwait(false);
            }
        }

        if (taken)
        {
            throw new StartupException($"There is data in {folder.Path} already. To replace it, add --force; what is there now is kept in a folder beside it.");
        }
    }

    private static async Task ExtractAsync(string file, BackupManifest manifest, string staging, CancellationToken ct)
    {
        var zip = await ZipFile.OpenReadAsync(file, ct).ConfigureAwait(false);
        await using (zip.ConfigureAwait(false))
        {
            foreach (var entry in manifest.Files.Where(f => !f.Name.StartsWith(BackupArchive.DatabaseFolder, StringComparison.Ordinal) || f.Name == BackupArchive.SqliteEntry))
            {
                var target = Path.Combine(staging, entry.Name);
                DataFolder.Make(Path.GetDirectoryName(target)!);
                await zip.GetEntry(entry.Name)!.ExtractToFileAsync(target, ct).ConfigureAwait(false);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
            }
        }
    }

    private async Task ImportPostgresAsync(string file, BackupManifest manifest, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            string? kept = null;
            if (!await PostgresTables.IsEmptyAsync(context, ct).ConfigureAwait(false))
            {
                kept = Path.Combine(folder.Backups, $"before-restore-{clock.GetUtcNow():yyyyMMdd-HHmmss}.zip");
                await backups.CreateAsync(kept, ct).ConfigureAwait(false);
            }

            var zip = await ZipFile.OpenReadAsync(file, ct).ConfigureAwait(false);
            await using (zip.ConfigureAwait(false))
            {
                try
                {
                    await PostgresTables.ImportAsync(context, zip, manifest, ct).ConfigureAwait(false);
                }
                catch (NpgsqlException e)
                {
                    throw new StartupException(
                        $"The backup could not be imported ({e.Message.TrimEnd('.')}). The database was left as it was{(kept is null ? "" : $"; a backup of it is in {kept}")}.", e);
                }
            }
        }
    }

    /// <summary>The job that made the archive was running in it: without this, the next start would make up for a backup that exists.</summary>
    private async Task EndItsRunAsync(BackupManifest manifest, string staging, CancellationToken ct)
    {
        if (manifest.MadeByRun is not { } run)
        {
            return;
        }

        var copy = $"Data Source={Path.Combine(staging, BackupArchive.SqliteEntry)};Pooling=False";
        var context = db.Provider == DatabaseProvider.Postgres
            ? await db.OpenSystemAsync(ct).ConfigureAwait(false)
            : new SqliteStudioDbContext(new DbContextOptionsBuilder<SqliteStudioDbContext>().UseSqlite(copy).Options);
        await using (context.ConfigureAwait(false))
        {
            await RestoredRun.EndAsync(context, run, manifest.CreatedAt, ct).ConfigureAwait(false);
        }
    }

    private void Swap(string staging, string aside)
    {
        var pairs = new List<(string New, string Old)>
        {
            (Path.Combine(staging, "keys"), folder.Keys),
            (Path.Combine(staging, "uploads"), folder.Uploads),
        };
        if (db.Provider == DatabaseProvider.Sqlite)
        {
            pairs.Add((Path.Combine(staging, "database", "studio.db"), folder.DatabaseFile));
        }

        DataFolder.Make(aside);
        foreach (var (_, old) in pairs.Concat([("", folder.DatabaseFile + "-wal"), ("", folder.DatabaseFile + "-shm")]))
        {
            MoveIfThere(old, Path.Combine(aside, Path.GetFileName(old)));
        }

        foreach (var (restored, old) in pairs)
        {
            MoveIfThere(restored, old);
        }

        folder.Create();
        if (!Directory.EnumerateFiles(aside, "*", SearchOption.AllDirectories).Any())
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    private static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to);
        }
        else if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
    }
}
