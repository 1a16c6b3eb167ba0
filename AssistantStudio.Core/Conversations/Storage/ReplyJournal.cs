using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// Writes down what replies say while they are written, all of them together, so that a crash leaves what had arrived. The more
/// there is to write, the more seldom it is: it takes a fixed share of the time at most.
/// </summary>
internal sealed class ReplyJournal(TurnHost host, TurnBook book, TimeProvider clock, ILogger<ReplyJournal> log) : BackgroundService
{
    private const int ShareOfTime = 5;

    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(20);

    private readonly Dictionary<Guid, DateTimeOffset> _renewed = [];

    /// <summary>One round: what is new, and every so often that whoever writes is alive. What fails for one organisation is tried again in the next round, and holds up no other.</summary>
    internal async Task SaveAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var some in host.All.GroupBy(t => t.OrganizationId))
        {
            var renews = now - _renewed.GetValueOrDefault(some.Key) >= s_renewal;
            var replies = some.Select(t => (Turn: t, Text: t.Unsaved())).Where(t => t.Text is not null).Select(t => (t.Turn, Text: t.Text!)).ToList();
            Guid[] alive = renews ? [.. some.Select(t => t.ConversationId)] : [];
            if (replies.Count + alive.Length == 0)
            {
                continue;
            }

            try
            {
                await book.SaveProgressAsync(some.Key, [.. replies.Select(r => (r.Turn.MessageId, r.Text))], alive, (now + ConversationLimits.Lease).UtcDateTime, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ConversationLog.ProgressNotSaved(log, e);
                continue;
            }

            replies.ForEach(r => r.Turn.Saved(r.Text));
            _renewed[some.Key] = renews ? now : _renewed.GetValueOrDefault(some.Key);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = s_soonest;
        while (true)
        {
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(false);
            var began = clock.GetTimestamp();
            await SaveAsync(stoppingToken).ConfigureAwait(false);
            var took = clock.GetElapsedTime(began) * ShareOfTime;
            wait = took < s_soonest ? s_soonest : took > s_latest ? s_latest : took;
        }
    }
}
