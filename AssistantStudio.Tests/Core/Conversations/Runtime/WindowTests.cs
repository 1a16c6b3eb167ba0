using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

/// <summary>What a model is told of a long talk, and what stays of it when the program dies.</summary>
public sealed class WindowTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Send_LongTalk_IsCompressedAndTheEarlyFactIsStillThere(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider, i => i with { ContextMemoryTokens = 400 });
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => FakeModel.Say($"Noted, and now something about parcels that takes some room in the memory: {asked.Last}");
        await scene.SendAsync(conversation, "My name is Ada Holm and my order is TW-48213.");
        var compressed = new List<TurnCompressed>();
        for (var i = 0; i < 14; i++)
        {
            compressed.AddRange((await scene.SendAsync(conversation, $"Question {i}: tell me about the way of parcel number {i} through the warehouse in Rotterdam, please.")).OfType<TurnCompressed>());
        }

        Assert.NotEmpty(compressed);
        Assert.All(compressed, c => Assert.True(c.TokensAfter < c.TokensBefore));
        var asked = scene.Fake.Questions[^1];
        Assert.Contains("TW-48213", asked.System, StringComparison.Ordinal);
        Assert.Contains("Ada Holm", asked.System, StringComparison.Ordinal);
        Assert.DoesNotContain(asked.Messages.Where(m => m.Role != ChatRole.System), m => m.Text.Contains("TW-48213", StringComparison.Ordinal));
        Assert.Equal(30, (await scene.MessagesAsync(conversation)).Count);
        Assert.Equal(compressed.Count, (await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel)).Compressions);
        Assert.Equal("My name is Ada Holm and my order is TW-48213.", (await scene.Ada.Get<MessageService>().PageAsync(conversation, null, 0, 5, Cancel)).Items[0].Content);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Edit_FarBehindTheNewestMessage_TheModelStillKnowsWhatCameBefore(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();
        await scene.SendAsync(conversation, "My order is TW-48213.");
        await scene.SendAsync(conversation, "Where is it?");
        var (second, last) = ((await scene.MessagesAsync(conversation))[2], (await scene.MessagesAsync(conversation))[3]);
        await using (var db = await scene.Studio.OpenAsync())
        {
            // Another way from there on, longer than is read at once.
            var parent = last.Id;
            for (var i = 0; i < 1_300; i++)
            {
                var more = new Message { OrganizationId = scene.Studio.Ours.Id, ConversationId = conversation, ParentId = parent, Role = i % 2 == 0 ? MessageRole.User : MessageRole.Assistant, Content = $"More {i}", TurnId = Guid.CreateVersion7(), CreatedAt = DateTime.UnixEpoch };
                db.Add(more).Property(m => m.Ordinal).CurrentValue = 5 + i;
                parent = more.Id;
            }

            await db.SaveChangesAsync(Cancel);
            await db.Set<Conversation>().Where(c => c.Id == conversation).ExecuteUpdateAsync(set => set.SetProperty(c => c.HeadId, parent).SetProperty(c => c.LastOrdinal, 1_304), Cancel);
        }

        await scene.RunAsync(new() { ConversationId = conversation, Text = "When does it come?", InPlaceOf = second.Id });

        Assert.Equal(["My order is TW-48213.", "Hello there.", "When does it come?"], scene.Fake.Questions[^1].Messages.Where(m => m.Role != ChatRole.System).Select(m => m.Text));
    }

    [Fact]
    public async Task Send_ModelCountsMoreThanEstimated_TheNextEstimateKnows()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => CountedAsync(2 * CallEstimate.InputOf(asked.Messages, asked.Options));

        await scene.SendAsync(conversation, "How many tokens is this, and who counts them?");

        var factor = await scene.Studio.Get<TokenCalibrations>().FactorAsync(scene.Studio.Ours.Id, ConversationScene.Model, Cancel);
        Assert.Equal(2, factor, 3);
        await using var restarted = TestStudio.Restart(scene.Studio);
        Assert.Equal(2, await ((TokenCalibrations)restarted.GetService(typeof(TokenCalibrations))!).FactorAsync(scene.Studio.Ours.Id, ConversationScene.Model, Cancel), 3);

        static async IAsyncEnumerable<AIContent> CountedAsync(long input)
        {
            yield return new TextContent("Many.");
            yield return new UsageContent(new() { InputTokenCount = input, OutputTokenCount = 1 });
            await Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200b")]
    [InlineData("zero \0")]
    public async Task Send_WhatIsNoMessage_IsRefusedAndNothingIsStored(string text)
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();

        Assert.Contains("content", (await Assert.ThrowsAsync<ValidationException>(() => scene.SendAsync(conversation, text))).Errors.Keys);
        Assert.Contains("content", (await Assert.ThrowsAsync<ValidationException>(() => scene.SendAsync(conversation, new string('a', 1 << 20)))).Errors.Keys);
        Assert.Empty(await scene.MessagesAsync(conversation));
    }

    [Fact]
    public async Task Send_HalfOfACharacter_IsRefusedAndAHalfInAReplyIsPutTogether()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await Assert.ThrowsAsync<ValidationException>(() => scene.SendAsync(conversation, "half " + (char)0xD83D));
        scene.Fake.Reply = (_, _) => FakeModel.Say("Good " + (char)0xD83D, (char)0xDE00 + " and " + (char)0xD83D, "a half");

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "Hello, how are you?"))[^1]).Message;

        Assert.Equal("Good \U0001F600 and \uFFFDa half", reply.Content);
    }

    [Fact]
    public async Task Send_EndedErasedOrSomebodyElses_IsRefused()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var (ended, erased, other) = (await scene.StartAsync(), await scene.StartAsync(), await scene.StartAsync(scene.Admin));
        await scene.Ada.Get<ConversationService>().EndAsync(ended, 5, null, Cancel);
        await scene.Ada.Get<ConversationService>().DeleteAsync(erased, Cancel);

        Assert.Equal("conversation_ended", (await Assert.ThrowsAsync<ConflictException>(() => scene.SendAsync(ended, "Hello"))).Code);
        await Assert.ThrowsAsync<NotFoundException>(() => scene.SendAsync(erased, "Hello"));
        await Assert.ThrowsAsync<NotFoundException>(() => scene.SendAsync(other, "Hello"));
        await Assert.ThrowsAsync<NotFoundException>(() => scene.PageAsync(other));
        var hers = await scene.StartAsync();
        await Assert.ThrowsAsync<ForbiddenException>(() => scene.SendAsync(hers, "In her name", scene.Admin));
        Assert.Empty((await scene.Admin.Get<MessageService>().PageAsync(hers, null, null, 10, Cancel)).Items);
    }

    [Fact]
    public async Task Erase_WhileAnswering_StopsItAndKeepsTheCostOnly()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        var begun = new TaskCompletionSource();
        scene.Fake.Reply = (_, ct) => ForeverAsync(begun, ct);
        var turn = await scene.Ada.Get<AssistantRuntime>().StartAsync(new() { ConversationId = conversation, Text = "Hello" }, Cancel);
        await begun.Task;

        await scene.Ada.Get<ConversationService>().DeleteAsync(conversation, Cancel);

        await Eventually.GetAsync(scene.UsageAsync, u => u.Count == 1);
        Assert.Empty(await scene.MessagesAsync(conversation));
        Assert.Equal(UsageOutcome.Cancelled, (await scene.UsageAsync())[0].Outcome);
        await using var db = await scene.Studio.OpenAsync();
        Assert.Empty(await db.Set<TurnTrace>().Where(t => t.Id == turn.TurnId).ToListAsync(Cancel));

        static async IAsyncEnumerable<AIContent> ForeverAsync(TaskCompletionSource begun, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            yield return new TextContent("word");
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }
    }
}
