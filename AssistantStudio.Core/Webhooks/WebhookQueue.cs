using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Webhooks;

/// <summary>A delivery that is due.</summary>
internal readonly record struct DueDelivery(Guid Id, Guid WebhookId);

/// <summary>A delivery that this node has taken, with what it takes to send it.</summary>
/// <param name="Secrets">Encrypted; more than one while a receiver changes over.</param>
internal sealed record ClaimedDelivery(
    Guid Id, Guid ClaimId, Guid OrganizationId, Guid WebhookId, string WebhookName, Guid EventId, string EventType, string Payload, int Attempts, string Url, IReadOnlyList<string> Secrets)
{
    /// <summary>Whoever asked for a test looks at how it ends: it is tried once, and says nothing about the receiver's standing.</summary>
    public bool IsTest => EventType == WebhookEvents.Test.Name;
}

/// <summary>
/// The states of deliveries. Whoever sends one has claimed it before, by a statement that only one of several nodes can win;
/// a claim whose owner died runs out, and the delivery is due again.
/// </summary>
internal sealed class WebhookQueue(StudioDb db, ChangeFeed feed, TimeProvider clock, ILogger<WebhookQueue> log)
{
    private const string OffText = "Not sent: the webhook was switched off.";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="busy">Webhooks that have all their places taken: what waits for them must not keep others waiting.</param>
    public async Task<List<DueDelivery>> DueAsync(IReadOnlyCollection<Guid> busy, int most, CancellationToken ct)
    {
        var now = Now;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var due = Deliveries(context).Where(d => d.NextAttemptAt <= now);
            due = busy.Count == 0 ? due : due.Where(d => !busy.Contains(d.WebhookId)); // A list would have the statement written anew each second.
            return await due.OrderBy(d => d.NextAttemptAt).Take(most).Select(d => new DueDelivery(d.Id, d.WebhookId)).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Null: another node was faster, or there is nothing to send it to any more.</summary>
    public async Task<ClaimedDelivery?> ClaimAsync(Guid id, CancellationToken ct)
    {
        var (now, claim) = (Now, Guid.NewGuid());
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var until = now + WebhookLimits.ClaimTime;
            var taken = await Deliveries(context).Where(d => d.Id == id && d.NextAttemptAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.ClaimId, claim).SetProperty(d => d.NextAttemptAt, until), ct).ConfigureAwait(false);
            if (taken == 0)
            {
                return null;
            }

            var delivery = await Deliveries(context).AsNoTracking().SingleAsync(d => d.Id == id, ct).ConfigureAwait(false);
            var webhook = await Webhooks(context).AsNoTracking().SingleOrDefaultAsync(w => w.Id == delivery.WebhookId, ct).ConfigureAwait(false);
            if (webhook is null)
            {
                await Deliveries(context).Where(d => d.Id == id).ExecuteDeleteAsync(ct).ConfigureAwait(false);
                return null;
            }

            var claimed = new ClaimedDelivery(
                id, claim, webhook.OrganizationId, webhook.Id, webhook.Name, delivery.EventId, delivery.EventType, delivery.Payload, delivery.Attempts, webhook.Url,
                webhook.PreviousSecret is { } previous && webhook.PreviousSecretUntil > now ? [webhook.Secret, previous] : [webhook.Secret]);
            if (webhook.IsActive || claimed.IsTest)
            {
                return claimed;
            }

            await GiveUpAsync(Deliveries(context).Where(d => d.Id == id && d.ClaimId == claim), now, ct).ConfigureAwait(false);
            feed.Publish(new(WebhookService.Topic, webhook.OrganizationId, webhook.Id));
            return null;
        }
    }

    /// <summary>Writes down how it went, and what follows from it.</summary>
    public async Task FinishAsync(ClaimedDelivery delivery, SendOutcome outcome, CancellationToken ct)
    {
        var (now, attempts) = (Now, delivery.Attempts + 1);
        var next = outcome.IsDelivered || delivery.IsTest ? null : now + WebhookLimits.DelayAfter(attempts);
        var state = outcome.IsDelivered ? WebhookDeliveryState.Delivered : next is null ? WebhookDeliveryState.GivenUp : WebhookDeliveryState.Failed;
        var isSwitchedOff = false;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // The webhook first, always: two that end at the same moment would otherwise wait for each other.
                await CountAsync(context, delivery, outcome, state, now, ct).ConfigureAwait(false);
                var mine = await Deliveries(context).Where(d => d.Id == delivery.Id && d.ClaimId == delivery.ClaimId).ExecuteUpdateAsync(
                    set => set
                        .SetProperty(d => d.State, state)
                        .SetProperty(d => d.Attempts, attempts)
                        .SetProperty(d => d.NextAttemptAt, next)
                        .SetProperty(d => d.ClaimId, (Guid?)null)
                        .SetProperty(d => d.LastAttemptAt, now)
                        .SetProperty(d => d.FinishedAt, next == null ? now : null)
                        .SetProperty(d => d.StatusCode, outcome.StatusCode)
                        .SetProperty(d => d.Error, outcome.Error)
                        .SetProperty(d => d.DurationMs, outcome.DurationMs),
                    ct).ConfigureAwait(false);
                if (mine == 0)
                {
                    return; // It took too long, and somebody else has it now.
                }

                if (state == WebhookDeliveryState.GivenUp && !delivery.IsTest)
                {
                    isSwitchedOff = await SwitchOffAsync(context, delivery, now, ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }

        feed.Publish(new(WebhookService.Topic, delivery.OrganizationId, delivery.WebhookId));
        if (isSwitchedOff)
        {
            WebhookLog.SwitchedOff(log, delivery.WebhookId, WebhookLimits.SwitchOffAfter);
            feed.Publish(new(WebhookOutbox.SubscriptionsTopic, delivery.OrganizationId));
        }
    }

    /// <summary>What waits for a webhook that is switched off. What is on its way at this moment ends by itself.</summary>
    internal static Task<int> GiveUpWaitingAsync(StudioDbContext context, Guid webhookId, DateTime now, CancellationToken ct) =>
        GiveUpAsync(Deliveries(context).Where(d => d.WebhookId == webhookId && d.NextAttemptAt != null && (d.ClaimId == null || d.NextAttemptAt <= now)), now, ct);

    private static Task<int> GiveUpAsync(IQueryable<WebhookDelivery> which, DateTime now, CancellationToken ct) => which.ExecuteUpdateAsync(
        set => set
            .SetProperty(d => d.State, WebhookDeliveryState.GivenUp)
            .SetProperty(d => d.NextAttemptAt, (DateTime?)null)
            .SetProperty(d => d.ClaimId, (Guid?)null)
            .SetProperty(d => d.FinishedAt, now)
            .SetProperty(d => d.Error, OffText),
        ct);

    private static Task<int> CountAsync(StudioDbContext context, ClaimedDelivery delivery, SendOutcome outcome, WebhookDeliveryState state, DateTime now, CancellationToken ct)
    {
        var (delivered, counts) = (outcome.IsDelivered, !delivery.IsTest);
        var isGivenUp = counts && state == WebhookDeliveryState.GivenUp;
        return Webhooks(context).Where(w => w.Id == delivery.WebhookId).ExecuteUpdateAsync(
            set => set
                .SetProperty(w => w.Delivered, w => w.Delivered + (counts && delivered ? 1 : 0))
                .SetProperty(w => w.GivenUp, w => w.GivenUp + (isGivenUp ? 1 : 0))
                .SetProperty(w => w.GivenUpInARow, w => delivered ? 0 : w.GivenUpInARow + (isGivenUp ? 1 : 0))
                .SetProperty(w => w.LastAttemptAt, now)
                .SetProperty(w => w.LastStatusCode, outcome.StatusCode)
                .SetProperty(w => w.LastError, outcome.Error),
            ct);
    }

    private static async Task<bool> SwitchOffAsync(StudioDbContext context, ClaimedDelivery delivery, DateTime now, CancellationToken ct)
    {
        var reason = $"{WebhookLimits.SwitchOffAfter} messages in a row could not be delivered, each after {WebhookLimits.RetryDelays.Count + 1} tries within a day.";
        var off = await Webhooks(context).Where(w => w.Id == delivery.WebhookId && w.IsActive && w.GivenUpInARow >= WebhookLimits.SwitchOffAfter).ExecuteUpdateAsync(
            set => set
                .SetProperty(w => w.IsActive, false)
                .SetProperty(w => w.SwitchedOffAt, now)
                .SetProperty(w => w.SwitchedOffReason, reason)
                .SetProperty(w => w.RowVersion, w => w.RowVersion + 1),
            ct).ConfigureAwait(false);
        if (off == 0)
        {
            return false;
        }

        await GiveUpWaitingAsync(context, delivery.WebhookId, now, ct).ConfigureAwait(false);
        context.Record(
            Grant.ForJob("webhooks", delivery.OrganizationId), now, "webhook.switched_off", delivery.WebhookId.ToString(), delivery.WebhookName,
            [new FieldChange(nameof(Webhook.SwitchedOffReason), null, reason)]);
        await context.SaveChangesAsync(ct).ConfigureAwait(false);
        return true;
    }

    private static IQueryable<WebhookDelivery> Deliveries(StudioDbContext context) => context.Set<WebhookDelivery>().IgnoreQueryFilters([StudioDbContext.TenantFilter]);

    private static IQueryable<Webhook> Webhooks(StudioDbContext context) => context.Set<Webhook>().IgnoreQueryFilters([StudioDbContext.TenantFilter]);
}
