using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Webhooks;

/// <summary>
/// Where features put what other software wants to know. The deliveries are rows of the caller's own transaction: they are
/// stored exactly when what they tell of is, and sent afterwards by <see cref="WebhookCourier"/>.
/// </summary>
internal sealed class WebhookOutbox : IDisposable
{
    /// <summary>Who is told of what; for this cache alone. Screens hear <see cref="WebhookService.Topic"/>, which changes with every delivery.</summary>
    public const string SubscriptionsTopic = "webhook-subscriptions";

    private readonly TimeProvider _clock;
    private readonly PerOrganization<IReadOnlyList<Subscriber>> _subscribers;

    public WebhookOutbox(StudioDb db, ChangeFeed feed, TimeProvider clock)
    {
        _clock = clock;
        _subscribers = new(feed, [SubscriptionsTopic], (organization, ct) => ReadAsync(db, organization, ct));
    }

    /// <summary>Whether anybody wants to know: for callers that would have to read something for it first.</summary>
    public async ValueTask<bool> IsWantedAsync(Guid organizationId, WebhookEventType type, CancellationToken ct) =>
        (await _subscribers.OfAsync(organizationId, ct).ConfigureAwait(false)).Any(s => s.Events.Contains(type.Name));

    /// <summary>
    /// Adds the event to what <paramref name="context"/> saves next: call it inside the transaction of what happened, before
    /// its last save. Costs nothing where nobody is to be told.
    /// </summary>
    /// <param name="data">What the message says: ids, names and states, in the words of the API; nothing that was said in a conversation.</param>
    public async ValueTask AddAsync<T>(StudioDbContext context, Guid organizationId, WebhookEventType type, T data, CancellationToken ct)
    {
        var told = (await _subscribers.OfAsync(organizationId, ct).ConfigureAwait(false)).Where(s => s.Events.Contains(type.Name)).ToList();
        if (told.Count == 0)
        {
            return;
        }

        var message = WebhookMessage.Of(organizationId, type, data, _clock.GetUtcNow().UtcDateTime);
        context.AddRange(told.Select(s => message.For(s.WebhookId)));
    }

    public void Dispose() => _subscribers.Dispose();

    private static async Task<IReadOnlyList<Subscriber>> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForJob("webhooks", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var active = await context.Set<Webhook>().AsNoTracking().Where(w => w.IsActive).Select(w => new { w.Id, w.Events }).ToListAsync(ct).ConfigureAwait(false);
            return active.ConvertAll(w => new Subscriber(w.Id, w.Events));
        }
    }

    private sealed record Subscriber(Guid WebhookId, IReadOnlyList<string> Events);
}

/// <summary>An event as it is sent: <c>{"id":"…","type":"conversation.ended","createdAt":"2026-03-04T09:30:00Z","organizationId":"…","data":{…}}</c>.</summary>
internal sealed record WebhookMessage(Guid EventId, Guid OrganizationId, WebhookEventType Type, DateTime CreatedAt, string Json)
{
    public static WebhookMessage Of<T>(Guid organizationId, WebhookEventType type, T data, DateTime now)
    {
        var id = OrderedId.Next();
        return new(id, organizationId, type, now, StoredJson.Write(new { id, type = type.Name, createdAt = now, organizationId, data }));
    }

    public WebhookDelivery For(Guid webhookId) => new()
    {
        OrganizationId = OrganizationId,
        WebhookId = webhookId,
        EventId = EventId,
        EventType = Type.Name,
        Payload = Json,
        CreatedAt = CreatedAt,
        NextAttemptAt = CreatedAt,
    };
}
