using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// Calls whose end nobody saw, because the process died: the vendor may bill them, so they are settled from their reservation,
/// marked as estimated. At the start, and then each minute.
/// </summary>
internal sealed class LostCalls(StudioDb db, NodeIdentity node, ChangeFeed feed, TimeProvider clock, ILogger<LostCalls> log) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryToSettleAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many there were.</summary>
    internal async Task<int> SettleAsync(CancellationToken ct)
    {
        var done = 0;
        while (await SettleSomeAsync(ct).ConfigureAwait(false) is > 0 and var some)
        {
            done += some;
        }

        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(false);
            await TryToSettleAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>What fails now is tried again in a minute; the program serves meanwhile, and the room stays held back.</summary>
    private async Task TryToSettleAsync(CancellationToken ct)
    {
        try
        {
            await SettleAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            UsageLog.LostNotSettled(log, e);
        }
    }

    private async Task<int> SettleSomeAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var now = clock.GetUtcNow().UtcDateTime;
                var lost = context.Set<CallReservation>().IgnoreQueryFilters().Where(r => r.ExpiresAt < now);
                if (db.Provider == DatabaseProvider.Sqlite)
                {
                    // One process at a time works on the file: what another one began has ended with it.
                    var me = node.Name;
                    lost = context.Set<CallReservation>().IgnoreQueryFilters().Where(r => r.Node != me || r.ExpiresAt < now);
                }

                // Another node may be at it, or the call may end after all: whoever deletes the row has it.
                var candidates = await lost.OrderBy(r => r.ExpiresAt).Take(AtOnce).Select(r => r.Id).ToListAsync(ct).ConfigureAwait(false);
                var mine = await context.TakeAsync(candidates, ct).ConfigureAwait(false);
                await context.WriteUsageAsync([.. mine.Select(DraftOf)], ct).ConfigureAwait(false);
                await context.GiveBackAsync(mine, ct).ConfigureAwait(false);
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                foreach (var organization in mine.GroupBy(r => r.OrganizationId))
                {
                    UsageLog.LostSettled(log, organization.Count(), organization.Key);
                    feed.Publish(new(UsageWriter.Topic, organization.Key));
                }

                return candidates.Count;
            }
        }
    }

    private static UsageDraft DraftOf(TakenCall lost) => StoredJson.Read<UsageDraft>(lost.DraftJson) with
    {
        Outcome = UsageOutcome.Lost,
        IsEstimated = true,
        Fault = "lost",
    };
}
