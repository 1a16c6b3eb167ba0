using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="Events">Names like conversation.ended.</param>
public sealed record NewWebhookBody(string? Name, string? Url, IReadOnlyList<string>? Events, bool? Active);

/// <summary>What is left out stays as it is.</summary>
public sealed record WebhookBody(string? Name, string? Url, IReadOnlyList<string>? Events, bool? Active, long? RowVersion);

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.Area("/webhooks", "Webhooks");
        webhooks.MapGet("", ListAsync).WithSummary("Webhooks: who is told of what, and how that goes; filter active").Needs(Permission.WebhooksManage);
        webhooks.MapGet("/{id:guid}", GetAsync).WithSummary("One webhook, without its secret").Needs(Permission.WebhooksManage).FindsOne();
        webhooks.MapPost("", CreateAsync).WithSummary("Add a webhook; the reply shows its signing secret this once").Needs(Permission.WebhooksManage);
        webhooks.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change a webhook, switch it on or off").Needs(Permission.WebhooksManage).FindsOne().MayConflict();
        webhooks.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete a webhook with its journal").Needs(Permission.WebhooksManage).FindsOne().MayConflict();
        webhooks.MapPost("/{id:guid}/secret", RotateAsync).WithSummary("Make a new signing secret; the reply shows it this once, the old one signs as well for a day").Needs(Permission.WebhooksManage).FindsOne();
        webhooks.MapPost("/{id:guid}/test", TestAsync).WithSummary("Send a test, once; the reply is its delivery").Needs(Permission.WebhooksManage).FindsOne();
        webhooks.MapGet("/{id:guid}/deliveries", DeliveriesAsync).WithSummary("The journal of a webhook; filters state and eventType").Needs(Permission.WebhooksManage).FindsOne();
        webhooks.MapGet("/{id:guid}/deliveries/{deliveryId:guid}", DeliveryAsync).WithSummary("One delivery with the message as it is sent").Needs(Permission.WebhooksManage).FindsOne();
        webhooks.MapPost("/{id:guid}/deliveries/{deliveryId:guid}/redeliver", RedeliverAsync).WithSummary("Send the message again, at once").Needs(Permission.WebhooksManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<PageBody<WebhookRow>>> ListAsync([AsParameters] ListParameters list, bool? active, WebhookService webhooks, CancellationToken ct) =>
        TypedResults.Ok((await webhooks.ListAsync(list.Into(new WebhookListQuery { Active = active }), ct)).Body());

    private static async Task<Ok<WebhookRow>> GetAsync(Guid id, WebhookService webhooks, HttpContext context, CancellationToken ct)
    {
        var webhook = await webhooks.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(webhook, webhook.RowVersion));
    }

    private static async Task<Created<WebhookWithSecret>> CreateAsync(NewWebhookBody body, WebhookService webhooks, CancellationToken ct)
    {
        var created = await webhooks.CreateAsync(new WebhookInput { Name = body.Name, Url = body.Url, Events = body.Events ?? [], Active = body.Active ?? true }, ct);
        return TypedResults.Created($"/api/v1/webhooks/{created.Webhook.Id}", created);
    }

    private static async Task<Ok<WebhookRow>> ChangeAsync(Guid id, WebhookBody body, WebhookService webhooks, HttpContext context, CancellationToken ct)
    {
        var now = await webhooks.GetAsync(id, ct);
        var input = new WebhookInput { Name = body.Name ?? now.Name, Url = body.Url ?? now.Url, Events = body.Events ?? now.Events, Active = body.Active ?? now.Active };

        // What was left out was read just now: without a version of the caller's that one counts.
        var changed = await webhooks.UpdateAsync(id, input, context.ExpectedVersion(body.RowVersion) ?? now.RowVersion, ct);
        return TypedResults.Ok(context.WithVersion(changed, changed.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, WebhookService webhooks, HttpContext context, CancellationToken ct)
    {
        await webhooks.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<WebhookWithSecret>> RotateAsync(Guid id, WebhookService webhooks, CancellationToken ct) => TypedResults.Ok(await webhooks.RotateSecretAsync(id, ct));

    private static async Task<Accepted<WebhookDeliveryRow>> TestAsync(Guid id, WebhookDeliveryService deliveries, CancellationToken ct)
    {
        var delivery = await deliveries.SendTestAsync(id, ct);
        return TypedResults.Accepted(AddressOf(id, delivery), delivery);
    }

    private static async Task<Ok<PageBody<WebhookDeliveryRow>>> DeliveriesAsync(
        Guid id, [AsParameters] ListParameters list, string? state, string? eventType, WebhookDeliveryService deliveries, CancellationToken ct)
    {
        var query = new WebhookDeliveryQuery { State = ApiConventions.Word<WebhookDeliveryState>(state, "state"), EventType = eventType };
        return TypedResults.Ok((await deliveries.ListAsync(id, list.Into(query), ct)).Body());
    }

    private static async Task<Ok<WebhookDeliveryDetail>> DeliveryAsync(Guid id, Guid deliveryId, WebhookDeliveryService deliveries, CancellationToken ct) =>
        TypedResults.Ok(await deliveries.GetAsync(id, deliveryId, ct));

    private static async Task<Accepted<WebhookDeliveryRow>> RedeliverAsync(Guid id, Guid deliveryId, WebhookDeliveryService deliveries, CancellationToken ct)
    {
        var delivery = await deliveries.RedeliverAsync(id, deliveryId, ct);
        return TypedResults.Accepted(AddressOf(id, delivery), delivery);
    }

    private static string AddressOf(Guid id, WebhookDeliveryRow delivery) => $"/api/v1/webhooks/{id}/deliveries/{delivery.Id}";
}
