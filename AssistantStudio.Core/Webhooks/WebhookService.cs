using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Webhooks;

/// <summary>Webhooks: who is told of what. What came of it is in <see cref="WebhookDeliveryService"/>.</summary>
public sealed class WebhookService(Access access, StudioDb db, SecretProtector secrets, AddressGuard guard, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>A webhook or one of its deliveries changed; the id is the webhook's.</summary>
    public const string Topic = "webhooks";

    private static readonly SortMap<Webhook> s_sorts = new SortMap<Webhook>()
        .Add("name", q => q.OrderBy(w => w.Name).ThenBy(w => w.Id), q => q.OrderByDescending(w => w.Name).ThenByDescending(w => w.Id))
        .Add("createdAt", q => q.OrderBy(w => w.CreatedAt).ThenBy(w => w.Id), q => q.OrderByDescending(w => w.CreatedAt).ThenByDescending(w => w.Id))
        .Add("lastAttemptAt", q => q.OrderBy(w => w.LastAttemptAt).ThenBy(w => w.Id), q => q.OrderByDescending(w => w.LastAttemptAt).ThenByDescending(w => w.Id));

    public async Task<Page<WebhookRow>> ListAsync(WebhookListQuery query, CancellationToken ct)
    {
        access.RequireWebhooks();
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhooks = context.Set<Webhook>().AsQueryable();
            webhooks = query.Active is { } active ? webhooks.Where(w => w.IsActive == active) : webhooks;
            webhooks = query.SearchTerm() is { } term ? webhooks.Where(w => w.SearchText.Contains(term)) : webhooks;
            var page = await context.PageAsync(webhooks, query, s_sorts, w => w, ct).ConfigureAwait(false);
            return new([.. page.Items.Select(w => RowOf(w, now))], page.PageNumber, page.PageSize, page.Total);
        }
    }

    public async Task<WebhookRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return RowOf(await FindAsync(context, id, ct).ConfigureAwait(false), clock.GetUtcNow().UtcDateTime);
        }
    }

    public async Task<WebhookWithSecret> CreateAsync(WebhookInput input, CancellationToken ct)
    {
        access.RequireWebhooks();
        var right = await WebhookRules.CheckAsync(input, guard, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await context.Set<Webhook>().CountAsync(ct).ConfigureAwait(false) >= WebhookLimits.MaxPerOrganization)
            {
                throw new LimitExceededException($"An organisation has at most {WebhookLimits.MaxPerOrganization} webhooks. Delete one that nobody needs.");
            }

            var (now, secret) = (clock.GetUtcNow().UtcDateTime, WebhookSignature.NewSecret());
            var webhook = new Webhook
            {
                OrganizationId = access.OrganizationId,
                Name = right.Name!,
                Url = right.Url!,
                Events = right.Events,
                Secret = secrets.Protect(secret),
                SecretHint = WebhookSignature.Hint(secret),
                IsActive = right.Active,
                SearchText = SearchTextOf(right),
                CreatedAt = now,
                CreatedBy = access.Grant.ActorName,
                UpdatedAt = now,
                UpdatedBy = access.Grant.ActorName,
            };
            context.Add(webhook);
            context.RecordRow(access.Grant, now, "webhook.created", webhook, webhook.Id, webhook.Name);
            await SaveAsync(context, webhook, ct).ConfigureAwait(false);
            return new(RowOf(webhook, now), secret);
        }
    }

    /// <summary>Switched off, nothing is sent any more and what waits is given up; switched on, a new count begins.</summary>
    public async Task<WebhookRow> UpdateAsync(Guid id, WebhookInput input, long? rowVersion, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhook = await FindAsync(context, id, ct).ConfigureAwait(false);
            webhook.ExpectVersion(rowVersion, webhook.Name);
            var right = await WebhookRules.CheckAsync(input, guard, ct).ConfigureAwait(false);
            var now = clock.GetUtcNow().UtcDateTime;
            var (goesOff, goesOn) = (webhook.IsActive && !right.Active, !webhook.IsActive && right.Active);
            (webhook.Name, webhook.Url, webhook.Events, webhook.IsActive, webhook.SearchText) = (right.Name!, right.Url!, right.Events, right.Active, SearchTextOf(right));
            (webhook.UpdatedAt, webhook.UpdatedBy) = (now, access.Grant.ActorName);
            if (goesOff || goesOn)
            {
                (webhook.SwitchedOffReason, webhook.SwitchedOffAt, webhook.GivenUpInARow) = (null, goesOff ? now : null, 0);
            }

            context.RecordRow(access.Grant, now, "webhook.changed", webhook, webhook.Id, webhook.Name);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await SaveAsync(context, webhook, ct, announce: false).ConfigureAwait(false);
                if (goesOff)
                {
                    await WebhookQueue.GiveUpWaitingAsync(context, id, now, ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            Announce(id);
            return RowOf(webhook, now);
        }
    }

    /// <summary>Another signing secret. The one before signs as well for a day.</summary>
    public async Task<WebhookWithSecret> RotateSecretAsync(Guid id, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhook = await FindAsync(context, id, ct).ConfigureAwait(false);
            var (now, secret) = (clock.GetUtcNow().UtcDateTime, WebhookSignature.NewSecret());
            (webhook.PreviousSecret, webhook.PreviousSecretUntil) = (webhook.Secret, now + WebhookLimits.OldSecretTime);
            (webhook.Secret, webhook.SecretHint) = (secrets.Protect(secret), WebhookSignature.Hint(secret));
            (webhook.UpdatedAt, webhook.UpdatedBy) = (now, access.Grant.ActorName);
            context.RecordRow(access.Grant, now, "webhook.secret_changed", webhook, webhook.Id, webhook.Name);
            await SaveAsync(context, webhook, ct).ConfigureAwait(false);
            return new(RowOf(webhook, now), secret);
        }
    }

    /// <summary>With its journal.</summary>
    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.RequireWebhooks();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var webhook = await FindAsync(context, id, ct).ConfigureAwait(false);
            webhook.ExpectVersion(rowVersion, webhook.Name);
            context.Remove(webhook);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "webhook.deleted", webhook, webhook.Id, webhook.Name);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await SaveAsync(context, webhook, ct, announce: false).ConfigureAwait(false);
                await context.Set<WebhookDelivery>().Where(d => d.WebhookId == id).ExecuteDeleteAsync(ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            Announce(id);
        }
    }

    internal static async Task<Webhook> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Webhook>().SingleOrDefaultAsync(w => w.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(WebhookRules.What);

    private async Task SaveAsync(StudioDbContext context, Webhook webhook, CancellationToken ct, bool announce = true)
    {
        try
        {
            await context.SaveAsync(webhook.Name, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ValidationException("name", "There is a webhook of this name already.");
        }

        if (announce)
        {
            Announce(webhook.Id);
        }
    }

    private void Announce(Guid id)
    {
        feed.Publish(new(WebhookOutbox.SubscriptionsTopic, access.OrganizationId));
        feed.Publish(new(Topic, access.OrganizationId, id));
    }

    private static string SearchTextOf(WebhookInput input) => $"{input.Name} {input.Url}".ToLowerInvariant();

    private static WebhookRow RowOf(Webhook w, DateTime now) => new(
        w.Id, w.Name, w.Url, w.Events, w.IsActive, w.SwitchedOffReason, w.SwitchedOffAt, w.SecretHint, w.PreviousSecretUntil > now ? w.PreviousSecretUntil : null,
        w.Delivered, w.GivenUp, w.LastAttemptAt, w.LastStatusCode, w.LastError, w.CreatedAt, w.CreatedBy, w.UpdatedAt, w.UpdatedBy, w.RowVersion);
}
