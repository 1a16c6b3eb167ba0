using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Replies whose writer died: what had arrived stays and is marked as interrupted, and the conversation can go on. At the
/// start, and then every half minute.
/// </summary>
internal sealed class LostTurns(StudioDb db, NodeIdentity node, TurnHost host, ChangeFeed feed, TimeProvider clock, ILogger<LostTurns> log) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryToMarkAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many there were.</summary>
    internal async Task<int> MarkAsync(CancellationToken ct)
    {
        var done = 0;
        while (await MarkSomeAsync(ct).ConfigureAwait(false) is > 0 and var some)
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
            await TryToMarkAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TryToMarkAsync(CancellationToken ct)
    {
        try
        {
            if (await MarkAsync(ct).ConfigureAwait(false) is > 0 and var replies)
            {
                ConversationLog.LostMarked(log, replies);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ConversationLog.LostNotMarked(log, e);
        }
    }

    private async Task<int> MarkSomeAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var (now, me) = (clock.GetUtcNow().UtcDateTime, node.Name);
                var running = context.Set<Conversation>().IgnoreQueryFilters().Where(c => c.RunningTurnId != null);

                // One process at a time works on the file: what another one began has ended with it.
                var candidates = await (db.Provider == DatabaseProvider.Sqlite ? running.Where(c => c.RunningNode != me || c.RunningUntil < now) : running.Where(c => c.RunningUntil < now))
                    .OrderBy(c => c.RunningUntil).Take(AtOnce).Select(c => new { c.Id, c.OrganizationId, Turn = c.RunningTurnId!.Value, c.RunningNode }).ToListAsync(ct).ConfigureAwait(false);
                var lost = candidates.FindAll(c => c.RunningNode != me || host.OfConversation(c.OrganizationId, c.Id)?.Id != c.Turn);
                var turns = lost.ConvertAll(c => c.Turn);
                await context.Set<Message>().IgnoreQueryFilters().Where(m => turns.Contains(m.TurnId) && m.State == MessageState.Streaming).ExecuteUpdateAsync(set => set
                    .SetProperty(m => m.State, MessageState.Interrupted).SetProperty(m => m.Fault, StopText.ByCrash).SetProperty(m => m.FaultText, StopText.Of(StopText.ByCrash))
                    .SetProperty(m => m.CompletedAt, now).SetProperty(m => m.LostAt, now), ct).ConfigureAwait(false);
                await context.Set<Conversation>().IgnoreQueryFilters().Where(c => turns.Contains(c.RunningTurnId!.Value)).ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.RunningTurnId, (Guid?)null).SetProperty(c => c.RunningNode, (string?)null).SetProperty(c => c.RunningUntil, (DateTime?)null).SetProperty(c => c.NeedsAnalysis, true), ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                foreach (var c in lost)
                {
                    feed.Publish(new(ConversationService.Topic, c.OrganizationId, c.Id));
                }

                return lost.Count;
            }
        }
    }
}
