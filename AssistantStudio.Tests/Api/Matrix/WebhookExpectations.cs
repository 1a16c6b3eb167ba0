using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api.Matrix;

internal static partial class EndpointExpectations
{
    private static IEnumerable<EndpointExpectation> Webhooks()
    {
        yield return new()
        {
            Endpoint = "GET /webhooks",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                await AWebhookAsync(scene);
                return [];
            },
            Check = HasRowsAsync,
        };
        yield return new() { Endpoint = "GET /webhooks/{id:guid}", Allowed = s_administrators, Arrange = AWebhookAsync, Check = HasIdAsync };
        yield return new()
        {
            Endpoint = "POST /webhooks",
            Allowed = s_administrators,
            Arrange = async scene =>
            {
                await MakeRoomAsync(scene);
                return [];
            },
            Body = () => new { name = Unique("Made"), url = "https://receiver.invalid/hook", events = new[] { "conversation.ended" } },
            Check = async call =>
            {
                Assert.StartsWith("whsec_", call.Word("secret"), StringComparison.Ordinal);
                var seen = await call.Host.SeeAsync($"/webhooks/{call.Of("webhook").GetProperty("id")}");
                Assert.Equal("https://receiver.invalid/hook", seen.GetProperty("url").GetString());
                Assert.DoesNotContain(call.Word("secret")!, seen.ToString(), StringComparison.Ordinal);
            },
        };
        yield return new()
        {
            Endpoint = "PUT /webhooks/{id:guid}",
            Allowed = s_administrators,
            Arrange = AWebhookAsync,
            Body = () => new { events = new[] { "conversation.started" } },
            Check = async call => Assert.Equal(["conversation.started"], (await call.Host.SeeAsync($"/webhooks/{call.Id}")).GetProperty("events").EnumerateArray().Select(e => e.GetString())),
        };
        yield return new() { Endpoint = "DELETE /webhooks/{id:guid}", Allowed = s_administrators, Arrange = AWebhookAsync, Check = call => IsGoneAsync(call, "/webhooks") };
        yield return new()
        {
            Endpoint = "POST /webhooks/{id:guid}/secret",
            Allowed = s_administrators,
            Arrange = AWebhookAsync,
            Check = call =>
            {
                Assert.StartsWith("whsec_", call.Word("secret"), StringComparison.Ordinal);
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /webhooks/{id:guid}/test",
            Allowed = s_administrators,
            Arrange = AWebhookAsync,
            Check = async call => Assert.Equal(
                "webhook.test", (await call.Host.SeeAsync($"/webhooks/{call.Id}/deliveries/{call.Word("id")}")).GetProperty("delivery").GetProperty("eventType").GetString()),
        };
        yield return new()
        {
            Endpoint = "GET /webhooks/{id:guid}/deliveries",
            Allowed = s_administrators,
            Arrange = async scene => [(await ADeliveryAsync(scene))[0]],
            Check = HasRowsAsync,
        };
        yield return new()
        {
            Endpoint = "GET /webhooks/{id:guid}/deliveries/{deliveryId:guid}",
            Allowed = s_administrators,
            Arrange = ADeliveryAsync,
            Check = call =>
            {
                Assert.Equal(call.Id, call.Of("delivery").GetProperty("id").ToString());
                return Task.CompletedTask;
            },
        };
        yield return new()
        {
            Endpoint = "POST /webhooks/{id:guid}/deliveries/{deliveryId:guid}/redeliver",
            Allowed = s_administrators,
            Arrange = ADeliveryAsync,
            Check = call =>
            {
                Assert.Equal("webhook.test", call.Word("eventType"));
                return Task.CompletedTask;
            },
        };
    }

    private static async Task<string[]> AWebhookAsync(Scene scene)
    {
        await MakeRoomAsync(scene);
        var created = await scene.Host.Studio.AsAsync(scene.Owner, s => s.GetRequiredService<WebhookService>().CreateAsync(
            new() { Name = Unique("Webhook"), Url = "https://receiver.invalid/hook", Events = [WebhookEvents.ConversationEnded.Name] }, CancellationToken.None));
        return [created.Webhook.Id.ToString()];
    }

    /// <summary>One whose end is known: what is being sent at this moment cannot be sent again.</summary>
    private static async Task<string[]> ADeliveryAsync(Scene scene)
    {
        var webhook = Guid.Parse((await AWebhookAsync(scene))[0]);
        return await scene.Host.Studio.AsAsync(scene.Owner, async s =>
        {
            var deliveries = s.GetRequiredService<WebhookDeliveryService>();
            var sent = await deliveries.SendTestAsync(webhook, CancellationToken.None);
            await Support.Eventually.GetAsync(() => deliveries.GetAsync(webhook, sent.Id, CancellationToken.None), seen => seen.Delivery.State == WebhookDeliveryState.GivenUp);
            return new[] { webhook.ToString(), sent.Id.ToString() };
        });
    }

    /// <summary>There may be few of them, and every test adds to them.</summary>
    private static async Task MakeRoomAsync(Scene scene) => await scene.Host.Studio.AsAsync(scene.Owner, async s =>
    {
        var webhooks = s.GetRequiredService<WebhookService>();
        foreach (var old in (await webhooks.ListAsync(new() { PageSize = ListLimits.MaxPageSize }, CancellationToken.None)).Items)
        {
            await webhooks.DeleteAsync(old.Id, null, CancellationToken.None);
        }

        return true;
    });
}
