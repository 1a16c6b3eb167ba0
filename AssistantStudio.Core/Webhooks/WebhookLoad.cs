using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Webhooks;

/// <summary>The journal of one webhook at scale. It is switched off and all of its deliveries have ended: nothing is sent.</summary>
internal sealed class WebhookLoad(SecretProtector secrets, TimeProvider clock) : ILoadPart
{
    private const int Batch = 2_000;

    public string What => "deliveries of a webhook";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var (now, secret) = (clock.GetUtcNow().UtcDateTime, WebhookSignature.NewSecret());
        var name = "Load " + Tokens.New(6);
        const string Url = "https://load.example/hook";
        var webhook = new Webhook
        {
            OrganizationId = organizationId,
            Name = name,
            Url = Url,
            Events = [WebhookEvents.ConversationEnded.Name],
            Secret = secrets.Protect(secret),
            SecretHint = WebhookSignature.Hint(secret),
            IsActive = false,
            SearchText = $"{name} {Url}".ToLowerInvariant(),
            CreatedAt = now,
            CreatedBy = "Load test",
            UpdatedAt = now,
            UpdatedBy = "Load test",
        };
        db.Add(webhook);
        for (var start = 0; start < rows; start += Batch)
        {
            for (var i = start; i < Math.Min(start + Batch, rows); i++)
            {
                db.Add(One(webhook, i, now.AddSeconds(-i * 53)));
            }

            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            db.ChangeTracker.Clear();
        }
    }

    private static WebhookDelivery One(Webhook webhook, int i, DateTime at) => new()
    {
        OrganizationId = webhook.OrganizationId,
        WebhookId = webhook.Id,
        EventId = Guid.CreateVersion7(),
        EventType = i % 2 == 0 ? WebhookEvents.ConversationStarted.Name : WebhookEvents.ConversationEnded.Name,
        Payload = string.Create(CultureInfo.InvariantCulture, $$"""{"data": {"number": {{i}} } }"""),
        State = i % 9 == 0 ? WebhookDeliveryState.GivenUp : WebhookDeliveryState.Delivered,
        Attempts = 1,
        CreatedAt = at,
        LastAttemptAt = at.AddSeconds(1),
        FinishedAt = at.AddSeconds(1),
        StatusCode = i % 9 == 0 ? 500 : 200,
        DurationMs = 100 + (i % 300),
    };
}
