using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What replies cost that a crash cut: nobody was left to write it down with them. The ledger knows, as soon as the calls whose
/// end nobody saw are settled, which on PostgreSQL may be long after the reply was marked.
/// </summary>
internal sealed class LostReplies(StudioDb db, ChangeFeed feed, TimeProvider clock, ILogger<LostReplies> log) : BackgroundService
{
    /// <summary>As many as a program that died may have been writing.</summary>
    private const int AtOnce = 5_000;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    /// <summary>How many replies have their cost now. What fails is tried again, and holds up no other.</summary>
    internal async Task<int> CountAsync(CancellationToken ct)
    {
        var counted = 0;
        foreach (var organization in (await WaitingAsync(ct).ConfigureAwait(false)).GroupBy(l => l.OrganizationId))
        {
            var open = await OldestOpenAsync(organization.Key, ct).ConfigureAwait(false);
            foreach (var lost in organization.Where(l => open is null || open >= l.Until))
            {
                try
                {
                    if (await CountAsync(lost, ct).ConfigureAwait(false))
                    {
                        counted++;
                        feed.Publish(new(ConversationService.Topic, lost.OrganizationId, lost.ConversationId));
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    ConversationLog.LostNotCounted(log, e, lost.Id);
                }
            }
        }

        return counted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await CountAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ConversationLog.LostNotCounted(log, e, Guid.Empty);
            }

            await Task.Delay(s_again, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task<List<Lost>> WaitingAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Message>().IgnoreQueryFilters().Where(m => m.LostAt != null).OrderBy(m => m.LostAt).Take(AtOnce)
                .Select(m => new Lost(m.Id, m.OrganizationId, m.ConversationId, m.CreatedAt, m.LostAt!.Value)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task<DateTime?> OldestOpenAsync(Guid organization, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await ConversationCalls.OldestOpenAsync(context, organization, ct).ConfigureAwait(false);
        }
    }

    /// <summary>False: another node was faster, whoever wrote it was alive after all, or it is erased.</summary>
    private async Task<bool> CountAsync(Lost lost, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var calls = await ConversationCalls.OfAsync(context, lost.OrganizationId, lost.ConversationId, lost.From, lost.Until, ct).ConfigureAwait(false);
            var cost = calls.Unpriced > 0 ? (long?)null : calls.Cost;
            var said = StopText.Of(StopText.ByCrash) + (calls.IsEstimated ? " Its tokens and cost are estimated." : "");
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // The conversation first, like whoever ends a turn, so that neither waits for the other.
                await context.Set<Conversation>().IgnoreQueryFilters().Where(c => c.Id == lost.ConversationId).ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.InputTokens, c => c.InputTokens + calls.InputTokens).SetProperty(c => c.OutputTokens, c => c.OutputTokens + calls.OutputTokens)
                    .SetProperty(c => c.Cost, c => c.Cost + calls.Cost).SetProperty(c => c.UnpricedCalls, c => c.UnpricedCalls + calls.Unpriced), ct).ConfigureAwait(false);
                var written = await context.Set<Message>().IgnoreQueryFilters().Where(m => m.Id == lost.Id && m.LostAt != null).ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.LostAt, (DateTime?)null).SetProperty(m => m.FaultText, said).SetProperty(m => m.Provider, calls.ProviderName).SetProperty(m => m.Model, calls.Model)
                    .SetProperty(m => m.InputTokens, calls.InputTokens).SetProperty(m => m.OutputTokens, calls.OutputTokens).SetProperty(m => m.Cost, cost), ct).ConfigureAwait(false);
                if (written == 0)
                {
                    return false; // And nothing is added to the conversation.
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
                return true;
            }
        }
    }

    /// <param name="Until">When its writer was found dead: no call of it began later.</param>
    private sealed record Lost(Guid Id, Guid OrganizationId, Guid ConversationId, DateTime From, DateTime Until);
}
