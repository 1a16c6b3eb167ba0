using System.Collections.Concurrent;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Webhooks;

/// <summary>
/// Takes what is due and sends it, several at once but few to each receiver, so that one that is slow holds up nobody else.
/// What it sends when the program stops is sent to its end: that takes seconds, and nothing has to be sent twice.
/// </summary>
internal sealed class WebhookCourier(WebhookQueue queue, WebhookSender sender, ILogger<WebhookCourier> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, (Guid WebhookId, Task Task)> _running = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>All that is due now, and what becomes due by it.</summary>
    internal async Task DeliverDueAsync(CancellationToken ct)
    {
        while (await BeginDueAsync(ct).ConfigureAwait(false) > 0)
        {
            await RestAsync().ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await BeginDueAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    WebhookLog.RoundFailed(log, e);
                }

                await _wake.WaitAsync(WebhookLimits.PollInterval, stoppingToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await RestAsync().ConfigureAwait(false);
        }
    }

    private Task RestAsync() => Task.WhenAll(_running.Values.Select(r => r.Task));

    /// <summary>Begins what there are places for. How many.</summary>
    private async Task<int> BeginDueAsync(CancellationToken ct)
    {
        var begun = 0;
        while (_running.Count < WebhookLimits.Parallel)
        {
            var busy = _running.Values.GroupBy(r => r.WebhookId).Where(g => g.Count() >= WebhookLimits.ParallelPerWebhook).Select(g => g.Key).ToArray();
            var looked = 0;
            foreach (var due in await queue.DueAsync(busy, WebhookLimits.Parallel - _running.Count, ct).ConfigureAwait(false))
            {
                if (_running.Values.Count(r => r.WebhookId == due.WebhookId) >= WebhookLimits.ParallelPerWebhook)
                {
                    continue; // The next look leaves its webhook out and finds the others.
                }

                looked++;
                if (await queue.ClaimAsync(due.Id, ct).ConfigureAwait(false) is { } claimed)
                {
                    begun++;
                    Begin(claimed);
                }
            }

            if (looked == 0)
            {
                break;
            }
        }

        return begun;
    }

    private void Begin(ClaimedDelivery delivery)
    {
        var gate = new TaskCompletionSource();
        _running[delivery.Id] = (delivery.WebhookId, Task.Run(async () =>
        {
            await gate.Task.ConfigureAwait(false);
            try
            {
                var outcome = await sender.SendAsync(delivery, CancellationToken.None).ConfigureAwait(false);
                await queue.FinishAsync(delivery, outcome, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                WebhookLog.NotWritten(log, e, delivery.Id);
            }
            finally
            {
                _running.TryRemove(delivery.Id, out _);
                Wake();
            }
        }));
        gate.SetResult();
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is about to look anyway, or has ended.
        }
    }
}
