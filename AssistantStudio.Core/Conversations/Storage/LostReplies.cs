using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What replies cost that a crash cut: nobody was left to write it down with them. The ledger knows, as soon as the calls whose
/// end nobody saw are settled, which may be some time after the reply is marked.
/// </summary>
internal sealed class LostReplies(StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private const int AtOnce = 200;

    /// <summary>Longer than a call may be on its way. Afterwards nobody waits any more.</summary>
    private static readonly TimeSpan s_watched = TimeSpan.FromHours(2);

    /// <summary>How many replies have a cost now.</summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        var (since, counted) = (clock.GetUtcNow().UtcDateTime - s_watched, 0);
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var lost = await context.Set<Message>().IgnoreQueryFilters().AsNoTracking()
                .Where(m => m.Fault == StopText.ByCrash && m.CompletedAt >= since && m.Model == null && m.Cost == null)
                .OrderBy(m => m.CompletedAt).Take(AtOnce).Select(m => new { m.Id, m.OrganizationId, m.ConversationId, m.CreatedAt, CompletedAt = m.CompletedAt!.Value }).ToListAsync(ct).ConfigureAwait(false);
            foreach (var m in lost)
            {
                if (await ConversationCalls.OfAsync(context, m.OrganizationId, m.ConversationId, m.CreatedAt, m.CompletedAt, ct).ConfigureAwait(false) is { } calls
                    && await WriteAsync(context, m.Id, m.ConversationId, calls, ct).ConfigureAwait(false))
                {
                    counted++;
                    feed.Publish(new(ConversationService.Topic, m.OrganizationId, m.ConversationId));
                }
            }
        }

        return counted;
    }

    /// <summary>False: another node was faster, or it is erased.</summary>
    private static async Task<bool> WriteAsync(StudioDbContext context, Guid id, Guid conversation, ConversationCalls calls, CancellationToken ct)
    {
        var cost = calls.Unpriced > 0 ? (long?)null : calls.Cost;
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var written = await context.Set<Message>().IgnoreQueryFilters().Where(m => m.Id == id && m.Model == null && m.Cost == null).ExecuteUpdateAsync(set => set
                .SetProperty(m => m.Provider, calls.ProviderName).SetProperty(m => m.Model, calls.Model)
                .SetProperty(m => m.InputTokens, calls.InputTokens).SetProperty(m => m.OutputTokens, calls.OutputTokens).SetProperty(m => m.Cost, cost), ct).ConfigureAwait(false);
            if (written > 0)
            {
                await context.Set<Conversation>().IgnoreQueryFilters().Where(c => c.Id == conversation).ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.InputTokens, c => c.InputTokens + calls.InputTokens).SetProperty(c => c.OutputTokens, c => c.OutputTokens + calls.OutputTokens)
                    .SetProperty(c => c.Cost, c => c.Cost + calls.Cost).SetProperty(c => c.UnpricedCalls, c => c.UnpricedCalls + calls.Unpriced), ct).ConfigureAwait(false);
            }

            await transaction.CommitAsync(ct).ConfigureAwait(false);
            return written > 0;
        }
    }
}
