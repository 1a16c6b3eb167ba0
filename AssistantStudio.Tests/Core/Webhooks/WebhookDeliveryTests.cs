using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Webhooks;

/// <summary>What arrives at a receiver, and what happens when nothing does.</summary>
public sealed class WebhookDeliveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Event_Subscribed_ArrivesSigned(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        var created = await scene.AddAsync();
        await scene.HappenAsync(number: 7);

        await scene.DeliverAsync();

        var (message, row) = (Assert.Single(scene.Received), Assert.Single(await scene.RowsAsync()));
        Assert.Equal((row.EventId.ToString(), "application/json", row.Payload), (message.Id, message.ContentType, message.Body));
        Assert.Equal(SignatureOf(created.Secret, message), message.Signature);
        Assert.Equal(new DateTimeOffset(scene.Studio.Clock.Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), message.Timestamp);
        var body = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal(
            (row.EventId, "conversation.ended", "2026-03-04T09:30:00Z", scene.Studio.Ours.Id, 7),
            (body.GetProperty("id").GetGuid(), body.GetProperty("type").GetString(), body.GetProperty("createdAt").GetString(), body.GetProperty("organizationId").GetGuid(), body.GetProperty("data").GetProperty("number").GetInt32()));
        Assert.Equal((WebhookDeliveryState.Delivered, 1, (DateTime?)null, 200, null), (row.State, row.Attempts, row.NextAttemptAt, row.StatusCode, row.Error));
        var webhook = await scene.Webhooks.GetAsync(created.Webhook.Id, Cancel);
        Assert.Equal((1, 0, scene.Studio.Clock.Now, 200, 1), (webhook.Delivered, webhook.GivenUp, webhook.LastAttemptAt, webhook.LastStatusCode, webhook.RowVersion));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Outbox_WhatIsRolledBack_WasNeverThere(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        await scene.AddAsync();
        await using (var db = await scene.Studio.OpenAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            await scene.Studio.Get<WebhookOutbox>().AddAsync(db, scene.Studio.Ours.Id, WebhookEvents.ConversationEnded, new { }, Cancel);
            await db.SaveChangesAsync(Cancel);
        }

        await scene.DeliverAsync();

        Assert.Empty(scene.Received);
        Assert.Empty(await scene.RowsAsync());
    }

    [Fact]
    public async Task Outbox_OnlyThoseWhoSubscribedAndAreOn_AreTold()
    {
        await using var scene = await WebhookScene.CreateAsync();
        await scene.AddAsync("One", "/one");
        await scene.AddAsync("Two", "/two", WebhookEvents.ConversationStarted.Name, WebhookEvents.ConversationEnded.Name);
        await scene.AddAsync("Other", "/other", WebhookEvents.ConversationStarted.Name);
        var off = await scene.AddAsync("Off", "/off");
        await scene.HappenAsync();
        await scene.Webhooks.UpdateAsync(off.Webhook.Id, new() { Name = "Off", Url = off.Webhook.Url, Events = off.Webhook.Events, Active = false }, null, Cancel);
        await scene.HappenAsync();

        await scene.DeliverAsync();

        Assert.Equal(["/one", "/one", "/two", "/two"], scene.Received.Select(r => r.Path).Order());
        Assert.Equal(2, scene.Received.Select(r => r.Id).Distinct().Count());
        var kept = Assert.Single(await scene.RowsAsync(), r => r.WebhookId == off.Webhook.Id);
        Assert.Equal((WebhookDeliveryState.GivenUp, 0, "Not sent: the webhook was switched off."), (kept.State, kept.Attempts, kept.Error));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Receiver_Fails_IsTriedAgainLaterAndLater(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        var created = await scene.AddAsync();
        scene.Answer = context => Answer(context, 500);
        await scene.HappenAsync();

        await scene.DeliverAsync();
        await scene.DeliverAsync(); // Not due yet.

        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal(
            (WebhookDeliveryState.Failed, 1, scene.Studio.Clock.Now.AddSeconds(10), 500, "The receiver answered 500 (Internal Server Error)."),
            (row.State, row.Attempts, row.NextAttemptAt, row.StatusCode, row.Error));
        scene.Studio.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DeliverAsync();
        Assert.Equal((2, scene.Studio.Clock.Now.AddMinutes(1)), (Assert.Single(await scene.RowsAsync()) is var second ? (second.Attempts, second.NextAttemptAt!.Value) : default));
        scene.Answer = _ => Task.CompletedTask;
        scene.Studio.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.DeliverAsync();

        var last = Assert.Single(await scene.RowsAsync());
        Assert.Equal((WebhookDeliveryState.Delivered, 3, (DateTime?)null, 200, null), (last.State, last.Attempts, last.NextAttemptAt, last.StatusCode, last.Error));
        Assert.Single(scene.Received.Select(r => r.Id).Distinct());
        Assert.All(scene.Received, r => Assert.Equal(SignatureOf(created.Secret, r), r.Signature));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Receiver_NeverThere_IsGivenUpAndInTheEndSwitchedOff(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        var created = await scene.AddAsync();
        scene.Answer = context => Answer(context, 503);
        for (var i = 0; i < WebhookLimits.SwitchOffAfter; i++)
        {
            await scene.HappenAsync(i);
        }

        await scene.DeliverAsync();
        foreach (var delay in WebhookLimits.RetryDelays.SkipLast(1))
        {
            scene.Studio.Clock.Advance(delay);
            await scene.DeliverAsync();
        }

        Assert.All(await scene.RowsAsync(), r => Assert.Equal((WebhookDeliveryState.Failed, 7), (r.State, r.Attempts)));
        await scene.HappenAsync(99);
        scene.Studio.Clock.Advance(WebhookLimits.RetryDelays[^1]);
        await scene.DeliverAsync();

        var webhook = await scene.Webhooks.GetAsync(created.Webhook.Id, Cancel);
        Assert.Equal(
            (false, "10 messages in a row could not be delivered, each after 8 tries within a day.", scene.Studio.Clock.Now, 10, 2),
            (webhook.Active, webhook.SwitchedOffReason, webhook.SwitchedOffAt, webhook.GivenUp, webhook.RowVersion));
        Assert.All(await scene.RowsAsync(), r => Assert.Equal((WebhookDeliveryState.GivenUp, null, true), (r.State, r.NextAttemptAt, r.FinishedAt is not null)));
        await using var db = await scene.Studio.OpenAsync();
        Assert.Equal("webhooks", (await db.Set<AuditEntry>().SingleAsync(a => a.Action == "webhook.switched_off", Cancel)).Actor);
        await scene.HappenAsync(100);
        Assert.Equal(WebhookLimits.SwitchOffAfter + 1, (await scene.RowsAsync()).Count);

        var on = await scene.Webhooks.UpdateAsync(webhook.Id, new() { Name = webhook.Name, Url = webhook.Url, Events = webhook.Events }, webhook.RowVersion, Cancel);
        Assert.Equal((true, null, null), (on.Active, on.SwitchedOffReason, on.SwitchedOffAt));
    }

    [Fact]
    public async Task Receiver_Silent_IsNotWaitedForLongAndHoldsUpNobody()
    {
        await using var scene = await WebhookScene.CreateAsync();
        scene.Studio.Get<WebhookSender>().Patience = TimeSpan.FromMilliseconds(500);
        await scene.AddAsync("Slow", "/slow");
        await scene.AddAsync("Quick", "/quick");
        var quick = new TaskCompletionSource();
        var left = 5;
        scene.Answer = async context =>
        {
            if (context.Request.Path == "/slow")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            else if (Interlocked.Decrement(ref left) == 0)
            {
                quick.SetResult();
            }
        };
        for (var i = 0; i < 5; i++)
        {
            await scene.HappenAsync(i);
        }

        await scene.DeliverAsync();

        await quick.Task;
        var rows = await scene.RowsAsync();
        Assert.Equal(5, rows.Count(r => r.State == WebhookDeliveryState.Delivered));
        Assert.All(rows.Where(r => r.State != WebhookDeliveryState.Delivered), r => Assert.Equal(
            (WebhookDeliveryState.Failed, (int?)null, "127.0.0.1 did not answer within 0.5 seconds."), (r.State, r.StatusCode, r.Error)));
    }

    [Fact]
    public async Task Receiver_SendsOn_IsNotFollowed()
    {
        await using var scene = await WebhookScene.CreateAsync();
        await scene.AddAsync();
        var elsewhere = scene.Url("/elsewhere");
        scene.Answer = context =>
        {
            context.Response.Redirect(elsewhere, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await scene.HappenAsync();

        await scene.DeliverAsync();

        Assert.Equal("/hook", Assert.Single(scene.Received).Path);
        Assert.Equal($"127.0.0.1 sends on to {elsewhere}. Messages do not follow: enter the new address if it is right.", Assert.Single(await scene.RowsAsync()).Error);
    }

    [Fact]
    public async Task Receiver_AnswersAtLength_HasTakenIt()
    {
        await using var scene = await WebhookScene.CreateAsync();
        await scene.AddAsync();
        scene.Answer = context => context.Response.WriteAsync(new string('x', 1 << 20), context.RequestAborted);
        await scene.HappenAsync();

        await scene.DeliverAsync();

        Assert.Equal(WebhookDeliveryState.Delivered, Assert.Single(await scene.RowsAsync()).State);
    }

    [Fact]
    public async Task Address_ThatBecamePrivate_IsNotSentTo()
    {
        await using var scene = await WebhookScene.CreateAsync();
        var created = await scene.AddAsync();
        await using (var db = await scene.Studio.OpenAsync())
        {
            await db.Set<Webhook>().ExecuteUpdateAsync(set => set.SetProperty(w => w.Url, "https://10.9.8.7/hook"), Cancel);
        }

        await scene.HappenAsync();
        await scene.DeliverAsync();

        Assert.Empty(scene.Received);
        Assert.StartsWith("10.9.8.7 is in a private or reserved network", (await scene.Webhooks.GetAsync(created.Webhook.Id, Cancel)).LastError, StringComparison.Ordinal);
    }

    /// <summary>A program takes a delivery and dies.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Claim_OfWhoDied_RunsOutAndIsSentByAnother(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        await scene.AddAsync();
        await scene.HappenAsync();
        var queue = scene.Studio.Get<WebhookQueue>();
        var due = Assert.Single(await queue.DueAsync([], 10, Cancel));
        var dead = await queue.ClaimAsync(due.Id, Cancel);
        Assert.NotNull(dead);

        await scene.DeliverAsync();
        Assert.Empty(scene.Received); // Whoever has it may still be sending.
        scene.Studio.Clock.Advance(WebhookLimits.ClaimTime);
        await scene.DeliverAsync();
        await queue.FinishAsync(dead, new(500, "Too late.", 1), Cancel); // It was only slow.

        Assert.Single(scene.Received);
        var row = Assert.Single(await scene.RowsAsync());
        Assert.Equal((WebhookDeliveryState.Delivered, 1, 200), (row.State, row.Attempts, row.StatusCode));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Claim_ByManyAtOnce_IsWonByOne(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        await scene.AddAsync();
        await scene.HappenAsync();
        var queue = scene.Studio.Get<WebhookQueue>();
        var due = Assert.Single(await queue.DueAsync([], 10, Cancel));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => queue.ClaimAsync(due.Id, Cancel))));

        Assert.Single(claims, c => c is not null);
    }

    [Fact]
    public async Task Webhook_DeletedMeanwhile_TakesItsDeliveriesAlong()
    {
        await using var scene = await WebhookScene.CreateAsync();
        var created = await scene.AddAsync();
        await scene.HappenAsync();
        await using (var db = await scene.Studio.OpenAsync())
        {
            // As another node does it at this moment: this one still takes it for there.
            await db.Set<Webhook>().ExecuteDeleteAsync(Cancel);
        }

        await scene.HappenAsync(2);
        await scene.DeliverAsync();

        Assert.Empty(scene.Received);
        Assert.Empty(await scene.RowsAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Webhooks.GetAsync(created.Webhook.Id, Cancel));
    }

    [Fact]
    public async Task Test_ThatFails_IsTriedOnceAndCountsForNothing()
    {
        await using var scene = await WebhookScene.CreateAsync();
        var created = await scene.AddAsync();
        scene.Answer = context => Answer(context, 404);

        var test = await scene.Deliveries.SendTestAsync(created.Webhook.Id, Cancel);
        await scene.DeliverAsync();

        Assert.Equal("webhook.test", test.EventType);
        var row = (await scene.Deliveries.GetAsync(created.Webhook.Id, test.Id, Cancel)).Delivery;
        Assert.Equal((WebhookDeliveryState.GivenUp, 1, 404, "The receiver answered 404 (Not Found)."), (row.State, row.Attempts, row.StatusCode, row.Error));
        var webhook = await scene.Webhooks.GetAsync(created.Webhook.Id, Cancel);
        Assert.Equal((0, 0, 404), (webhook.Delivered, webhook.GivenUp, webhook.LastStatusCode));
    }

    [Fact]
    public async Task Redeliver_WhatEnded_SendsTheSameMessageAnewAndKeepsBoth()
    {
        await using var scene = await WebhookScene.CreateAsync();
        var created = await scene.AddAsync();
        await scene.HappenAsync();
        await scene.DeliverAsync();
        var first = Assert.Single(await scene.RowsAsync());

        var again = await scene.Deliveries.RedeliverAsync(created.Webhook.Id, first.Id, Cancel);
        await scene.DeliverAsync();

        Assert.NotEqual(first.Id, again.Id);
        Assert.Equal(2, (await scene.Deliveries.ListAsync(created.Webhook.Id, new() { State = WebhookDeliveryState.Delivered, EventType = first.EventType }, Cancel)).Total);
        Assert.Equal((first.EventId.ToString(), first.Payload), Assert.Single(scene.Received.Select(r => (r.Id, r.Body)).Distinct()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Redeliver_WhatWaits_IsSentAtOnceUnlessItIsOnItsWay(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        var created = await scene.AddAsync();
        scene.Answer = context => Answer(context, 500);
        await scene.HappenAsync();
        await scene.DeliverAsync();
        var row = Assert.Single(await scene.RowsAsync());

        var again = await scene.Deliveries.RedeliverAsync(created.Webhook.Id, row.Id, Cancel);
        Assert.Equal((row.Id, scene.Studio.Clock.Now), (again.Id, again.NextAttemptAt));
        Assert.NotNull(await scene.Studio.Get<WebhookQueue>().ClaimAsync(row.Id, Cancel));
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => scene.Deliveries.RedeliverAsync(created.Webhook.Id, row.Id, Cancel));

        Assert.Equal("This message is being sent right now.", refusal.Message);
    }

    [Fact]
    public async Task Secret_Changed_BothSignForADay()
    {
        await using var scene = await WebhookScene.CreateAsync();
        var created = await scene.AddAsync();
        var changed = await scene.Webhooks.RotateSecretAsync(created.Webhook.Id, Cancel);
        await scene.HappenAsync();
        await scene.DeliverAsync();
        scene.Studio.Clock.Advance(WebhookLimits.OldSecretTime);
        await scene.HappenAsync();
        await scene.DeliverAsync();

        Assert.Equal(
            [$"{SignatureOf(changed.Secret, scene.Received[0])} {SignatureOf(created.Secret, scene.Received[0])}", SignatureOf(changed.Secret, scene.Received[1])],
            scene.Received.Select(r => r.Signature));
        Assert.Null((await scene.Webhooks.GetAsync(created.Webhook.Id, Cancel)).PreviousSecretUntil);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CleanUp_OldDeliveries_GoAndWhatWaitsStays(DatabaseProvider provider)
    {
        await using var scene = await WebhookScene.CreateAsync(provider);
        await scene.AddAsync();
        await scene.HappenAsync(1);
        await scene.DeliverAsync();
        scene.Answer = context => Answer(context, 500);
        await scene.HappenAsync(2);
        await scene.DeliverAsync();
        scene.Studio.Clock.Advance(TimeSpan.FromDays(31));

        await using var job = scene.Studio.As(Grant.ForJob("clean-up-webhooks", Guid.Empty));
        await job.CleanUpWebhooksAsync();

        Assert.Equal(WebhookDeliveryState.Failed, Assert.Single(await scene.RowsAsync()).State);
    }

    /// <summary>As a receiver works it out, from what it got and the secret as it was shown.</summary>
    private static string SignatureOf(string secret, Received message)
    {
        using var hash = new HMACSHA256(Convert.FromBase64String(secret.Split('_', 2)[1]));
        return "v1," + Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}")));
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
