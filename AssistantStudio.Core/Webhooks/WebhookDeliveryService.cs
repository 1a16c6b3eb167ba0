using System.Linq.Expressions;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Webhooks;

/// <summary>The journal of a webhook: what was sent, what came of it, and sending it once more.</summary>
public sealed class WebhookDeliveryService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    private static readonly SortMap<WebhookDelivery> s_sorts = new SortMap<WebhookDelivery>()
        .Add("-createdAt", q => q.OrderBy(d => d.CreatedAt).ThenBy(d => d.Id), q => q.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id));

    private static readonly Expression<Func<WebhookDelivery, WebhookDeliveryRow>> s_row = d => new WebhookDeliveryRow(
        d.Id, d.EventId, d.EventType, d.State, d.Attempts, d.CreatedAt, d.LastAttemptAt, d.NextAttemptAt, d.FinishedAt, d.StatusCode, d.Error, d.DurationMs);

    private static readonly Func<WebhookDelivery, WebhookDeliveryRow> s_rowOf = s_row.Compile();

    public async Task<Page<WebhookDeliveryRow>> ListAsync(Guid webhookId, WebhookDeliveryQuery query, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var deliveries = context.Set<WebhookDelivery>().Where(d => d.WebhookId == webhookId);
            deliveries = query.State is { } state ? deliveries.Where(d => d.State == state) : deliveries;
            deliveries = query.EventType is { Length: > 0 } type ? deliveries.Where(d => d.EventType == type) : deliveries;
            var page = await context.PageAsync(deliveries, query, s_sorts, s_row, ct).ConfigureAwait(false);
            if (page.Total == 0)
            {
                await WebhookService.FindAsync(context, webhookId, ct).ConfigureAwait(false); // Nothing of a webhook, or no webhook.
            }

            return page;
        }
    }

    public async Task<WebhookDeliveryDetail> GetAsync(Guid webhookId, Guid id, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var delivery = await FindAsync(context, webhookId, id, ct).ConfigureAwait(false);
            return new(s_rowOf(delivery), delivery.Payload);
        }
    }

    /// <summary>Sends a message that says nothing but that it arrived, also to a webhook that is switched off. Tried once.</summary>
    public async Task<WebhookDeliveryRow> SendTestAsync(Guid webhookId, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhook = await WebhookService.FindAsync(context, webhookId, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var data = new { webhookId, webhookName = webhook.Name, message = "A test. Nothing happened that you would have to act on." };
            var delivery = WebhookMessage.Of(access.OrganizationId, WebhookEvents.Test, data, now).For(webhookId);
            context.Add(delivery);
            context.Record(access.Grant, now, "webhook.tested", webhookId.ToString(), webhook.Name);
            await context.SaveAsync(webhook.Name, ct).ConfigureAwait(false);
            feed.Publish(new(WebhookService.Topic, access.OrganizationId, webhookId));
            return s_rowOf(delivery);
        }
    }

    /// <summary>
    /// Sends a message again: what waits for its next try is due at once; of what has ended the same message goes out anew,
    /// and the journal keeps both.
    /// </summary>
    public async Task<WebhookDeliveryRow> RedeliverAsync(Guid webhookId, Guid id, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhook = await WebhookService.FindAsync(context, webhookId, ct).ConfigureAwait(false);
            var delivery = await FindAsync(context, webhookId, id, ct).ConfigureAwait(false);
            if (!webhook.IsActive && delivery.EventType != WebhookEvents.Test.Name)
            {
                throw new ConflictException($"{webhook.Name} is switched off. Switch it on, then send again.", "webhook_off");
            }

            var now = clock.GetUtcNow().UtcDateTime;
            if (delivery.NextAttemptAt is null)
            {
                delivery = new WebhookDelivery
                {
                    OrganizationId = delivery.OrganizationId,
                    WebhookId = webhookId,
                    EventId = delivery.EventId,
                    EventType = delivery.EventType,
                    Payload = delivery.Payload,
                    CreatedAt = now,
                    NextAttemptAt = now,
                };
                context.Add(delivery);
            }
            else
            {
                await MakeDueAsync(context, delivery, now, ct).ConfigureAwait(false);
            }

            context.Record(access.Grant, now, "webhook.redelivered", webhookId.ToString(), webhook.Name, [new FieldChange(nameof(WebhookDelivery.EventType), null, delivery.EventType)]);
            await context.SaveAsync(webhook.Name, ct).ConfigureAwait(false);
            feed.Publish(new(WebhookService.Topic, access.OrganizationId, webhookId));
            return s_rowOf(delivery);
        }
    }

    /// <summary>By a statement of its own: a node may take it at this very moment, and then it is being sent anyway.</summary>
    private static async Task MakeDueAsync(StudioDbContext context, WebhookDelivery delivery, DateTime now, CancellationToken ct)
    {
        var moved = await context.Set<WebhookDelivery>().Where(d => d.Id == delivery.Id && d.NextAttemptAt != null && (d.ClaimId == null || d.NextAttemptAt <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAttemptAt, now), ct).ConfigureAwait(false);
        if (moved == 0)
        {
            throw new ConflictException("This message is being sent right now.", "being_sent");
        }

        await context.Entry(delivery).ReloadAsync(ct).ConfigureAwait(false);
    }

    private static async Task<WebhookDelivery> FindAsync(StudioDbContext context, Guid webhookId, Guid id, CancellationToken ct) =>
        await context.Set<WebhookDelivery>().SingleOrDefaultAsync(d => d.Id == id && d.WebhookId == webhookId, ct).ConfigureAwait(false) ?? throw new NotFoundException("The delivery");
}
