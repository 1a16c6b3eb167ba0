using System.Text.Json;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Core.Conversations;
using AssistantStudio.Tests.Core.Knowledge;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Webhooks;

/// <summary>What other software hears of conversations.</summary>
public sealed class WebhookConversationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Conversation_StartedEndedAndExpired_IsToldAndATrialIsNot(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        await scene.Admin.Get<WebhookService>().CreateAsync(
            new() { Name = "Shop", Url = "https://8.8.8.8/", Events = [WebhookEvents.ConversationStarted.Name, WebhookEvents.ConversationEnded.Name] }, Cancel);

        var ended = await scene.StartAsync(change: input => input with { ExternalUser = "customer 7" });
        await scene.Ada.Get<ConversationService>().EndAsync(ended, 4, "Settled", Cancel);
        var trial = await scene.StartAsync(scene.Admin, isTrial: true);
        await scene.Admin.Get<ConversationService>().EndAsync(trial, null, null, Cancel);
        var forgotten = await scene.StartAsync();
        scene.Studio.Clock.Advance(TimeSpan.FromDays(400));
        await scene.Admin.Get<IServiceProvider>().CleanUpConversationsAsync();

        await using var db = await scene.Studio.OpenAsync();
        var told = (await db.Set<WebhookDelivery>().OrderBy(d => d.EventId).ToListAsync(Cancel)).ConvertAll(d => (d.EventType, Data: JsonDocument.Parse(d.Payload).RootElement.GetProperty("data")));
        Assert.Equal(
            [("conversation.started", ended, "active"), ("conversation.ended", ended, "ended"), ("conversation.started", forgotten, "active"), ("conversation.ended", forgotten, "expired")],
            told.Select(t => (t.EventType, t.Data.GetProperty("conversationId").GetGuid(), t.Data.GetProperty("status").GetString()!)));
        var end = told[1].Data;
        Assert.Equal(
            (scene.AssistantId, "Returns desk", 1, "chat", 4, "2026-03-04T09:30:00Z"),
            (end.GetProperty("assistantId").GetGuid(), end.GetProperty("assistantName").GetString(), end.GetProperty("version").GetInt32(), end.GetProperty("channel").GetString(),
                end.GetProperty("rating").GetInt32(), end.GetProperty("endedAt").GetString()));
        Assert.DoesNotContain("customer 7", string.Join(' ', told.Select(t => t.Data.ToString())), StringComparison.Ordinal);
        Assert.DoesNotContain("Settled", end.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_NobodyIsToBeTold_WritesNothing()
    {
        await using var scene = await ConversationScene.CreateAsync();

        await scene.StartAsync();

        await using var db = await scene.Studio.OpenAsync();
        Assert.Empty(await db.Set<WebhookDelivery>().ToListAsync(Cancel));
    }
}
