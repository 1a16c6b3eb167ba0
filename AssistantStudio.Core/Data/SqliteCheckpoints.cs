using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Carries what was written from SQLite's log into its file, beside those who write: SQLite by itself has somebody do it who
/// has just committed, and who then waits for the disk. Where this does not run, or cannot keep up, they still do.
/// </summary>
internal sealed class SqliteCheckpoints(StudioDb db, TimeProvider clock, ILogger<SqliteCheckpoints> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (db.Provider != DatabaseProvider.Sqlite)
        {
            return;
        }

        while (true)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
            try
            {
                await CheckpointAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                DataLog.NotCheckpointed(log, e);
            }
        }
    }

    /// <summary>Waits for nobody, and nobody waits for it: what somebody still reads stays in the log.</summary>
    private async Task CheckpointAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(PASSIVE)", ct).ConfigureAwait(false);
        }
    }
}
