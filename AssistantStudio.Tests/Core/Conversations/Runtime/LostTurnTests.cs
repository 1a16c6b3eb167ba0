using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations.Runtime;

/// <summary>What a program that died over a reply leaves, and what the next one makes of it.</summary>
public sealed class LostTurnTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_AfterACrash_MarksRepliesAndKeepsWhatWasWritten()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await BeginAsync(scene, conversation, new());

        await using var restarted = TestStudio.Restart(scene.Studio);
        var marked = await restarted.GetRequiredService<LostTurns>().MarkAsync(Cancel);

        Assert.Equal(1, marked);
        var messages = await scene.MessagesAsync(conversation);
        Assert.Equal([(MessageState.Complete, "Tell me a story", null), (MessageState.Interrupted, "Once upon a time", "lost")], messages.Select(m => (m.State, m.Content, m.Fault)));
        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.Null(detail.RunningTurnId);
        await using var db = await scene.Studio.OpenAsync();
        Assert.True((await db.Set<Conversation>().SingleAsync(c => c.Id == conversation, Cancel)).NeedsAnalysis); // It gets a title all the same.
    }

    [Fact]
    public async Task Start_AfterACrash_CountsOnceWhatTheLedgerSays()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await BeginAsync(scene, conversation, new());
        scene.Studio.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var restarted = TestStudio.Restart(scene.Studio);
        await restarted.GetRequiredService<LostTurns>().MarkAsync(Cancel);
        var replies = restarted.GetRequiredService<LostReplies>();

        var early = await replies.CountAsync(Cancel); // Nobody knows yet what became of the call.
        await restarted.GetRequiredService<LostCalls>().SettleAsync(Cancel);
        var settled = await replies.CountAsync(Cancel);
        var again = await replies.CountAsync(Cancel);

        Assert.Equal((0, 1, 0), (early, settled, again));
        var call = Assert.Single(await scene.UsageAsync());
        Assert.True(call is { Outcome: UsageOutcome.Lost, InputTokens: > 0, OutputTokens: > 0, Cost: > 0 });
        var reply = (await scene.MessagesAsync(conversation))[1];
        Assert.Equal(("Vendor", ConversationScene.Model, call.InputTokens, call.OutputTokens, call.Cost), (reply.Provider, reply.Model, reply.InputTokens, reply.OutputTokens, reply.Cost));
        Assert.EndsWith("Its tokens and cost are estimated.", reply.FaultText, StringComparison.Ordinal);
        var row = (await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel)).Row;
        Assert.Equal((call.InputTokens, call.OutputTokens, call.Cost, 0), (row.InputTokens, row.OutputTokens, row.Cost, row.UnpricedCalls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_OfAReplyThatWasTakenForLost_IsCountedAsTheLedgerHasIt(bool settled)
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        var goesOn = new TaskCompletionSource();
        await BeginAsync(scene, conversation, goesOn);
        scene.Studio.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var other = TestStudio.Restart(scene.Studio);
        await other.GetRequiredService<LostTurns>().MarkAsync(Cancel);
        if (settled)
        {
            await other.GetRequiredService<LostCalls>().SettleAsync(Cancel);
            Assert.Equal(1, await other.GetRequiredService<LostReplies>().CountAsync(Cancel));
        }

        goesOn.SetResult();
        var reply = await Eventually.GetAsync(async () => (await scene.MessagesAsync(conversation))[1], m => m.State == MessageState.Complete);
        var counted = await other.GetRequiredService<LostReplies>().CountAsync(Cancel);

        var calls = await scene.UsageAsync();
        Assert.Equal(settled ? 2 : 1, calls.Count);
        var row = (await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel)).Row;
        Assert.Equal((calls.Sum(c => c.InputTokens), calls.Sum(c => c.OutputTokens), calls.Sum(c => c.Cost), 0), (row.InputTokens, row.OutputTokens, row.Cost, row.UnpricedCalls));
        Assert.Equal(("Once upon a time, the end", null, null, 0), (reply.Content, reply.Fault, reply.LostAt, counted));
        Assert.Equal(calls.Single(c => c.Outcome == UsageOutcome.Succeeded).Cost, reply.Cost);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task End_OfATurnThatAnotherRelieved_LeavesThatOneRunning(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();
        var (goesOn, next) = (new TaskCompletionSource(), Guid.CreateVersion7());
        await BeginAsync(scene, conversation, goesOn);
        await using (var db = await scene.Studio.OpenAsync())
        {
            await db.Set<Conversation>().Where(c => c.Id == conversation).ExecuteUpdateAsync(set => set.SetProperty(c => c.RunningTurnId, next), Cancel);
        }

        goesOn.SetResult();
        var reply = await Eventually.GetAsync(async () => (await scene.MessagesAsync(conversation))[1], m => m.State == MessageState.Complete);

        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.Equal(next, detail.RunningTurnId);
        Assert.Equal((reply.InputTokens, reply.OutputTokens, reply.Cost), (detail.Row.InputTokens, detail.Row.OutputTokens, detail.Row.Cost));
        Assert.True(reply is { InputTokens: > 0, Cost: > 0 });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Count_CallsOfTheTurn_AreSummedUpAndThoseOfOthersAreNot(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var (conversation, other) = (await scene.StartAsync(), await scene.StartAsync());
        await AddLostAsync(scene, conversation);
        var writer = scene.Studio.Get<UsageWriter>();
        await writer.RecordAsync(Call(scene, conversation) with { Operation = UsageOperation.Embedding, Cost = 10, Model = "embedder" }, Cancel);
        await writer.RecordAsync(Call(scene, conversation) with { Cost = 100 }, Cancel);
        await writer.RecordAsync(Call(scene, conversation) with { At = scene.Studio.Clock.Now.AddSeconds(1), Cost = null, Model = "unknown" }, Cancel);
        await writer.RecordAsync(Call(scene, conversation) with { Operation = UsageOperation.Analysis, Cost = 1, UserId = ConversationScene.AdaId }, Cancel); // Her question in other words.
        await writer.RecordAsync(Call(scene, conversation) with { Operation = UsageOperation.Analysis, Cost = 1_000 }, Cancel);
        await writer.RecordAsync(Call(scene, conversation) with { At = scene.Studio.Clock.Now.AddMinutes(-5), Cost = 1_000 }, Cancel);
        await writer.RecordAsync(Call(scene, other) with { Cost = 1_000 }, Cancel);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => scene.Studio.Get<LostReplies>().CountAsync(Cancel), Cancel)));

        var row = (await scene.Admin.Get<ConversationService>().GetAsync(conversation, Cancel)).Row;
        Assert.Equal((12, 28, 111, 1), (row.InputTokens, row.OutputTokens, row.Cost, row.UnpricedCalls));
        var reply = Assert.Single(await scene.MessagesAsync(conversation));
        Assert.Equal(("unknown", 12, 28, null), (reply.Model, reply.InputTokens, reply.OutputTokens, reply.Cost));
        Assert.DoesNotContain("estimated", reply.FaultText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Count_NobodyWasAsked_CostsNothingAndIsNotLookedAtAgain()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await AddLostAsync(scene, conversation);
        var replies = scene.Studio.Get<LostReplies>();

        var counted = (await replies.CountAsync(Cancel), await replies.CountAsync(Cancel));

        Assert.Equal((1, 0), counted);
        Assert.Equal((null, 0), Assert.Single((await scene.MessagesAsync(conversation)).Select(m => (m.Model, m.Cost))));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Count_OnlyACallWithoutAPrice_IsCountedOnce(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();
        await AddLostAsync(scene, conversation);
        await scene.Studio.Get<UsageWriter>().RecordAsync(Call(scene, conversation) with { Operation = UsageOperation.Embedding, Cost = null }, Cancel);
        var replies = scene.Studio.Get<LostReplies>();

        var counted = (await replies.CountAsync(Cancel), await replies.CountAsync(Cancel));

        Assert.Equal((1, 0), counted);
        var row = (await scene.Admin.Get<ConversationService>().GetAsync(conversation, Cancel)).Row;
        Assert.Equal((3, 7, 0, 1), (row.InputTokens, row.OutputTokens, row.Cost, row.UnpricedCalls));
    }

    [Fact]
    public async Task Count_OneThatCannotBeStored_HoldsUpNoOther()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var (bad, good) = (await scene.StartAsync(), await scene.StartAsync());
        await AddLostAsync(scene, bad);
        await AddLostAsync(scene, good);
        await scene.Studio.Get<UsageWriter>().RecordAsync(Call(scene, bad) with { Cost = 10 }, Cancel);
        await scene.Studio.Get<UsageWriter>().RecordAsync(Call(scene, good) with { Cost = 10 }, Cancel);
        await using (var db = await scene.Studio.OpenAsync())
        {
            var trigger = $"CREATE TRIGGER stuck BEFORE UPDATE ON Messages WHEN hex(OLD.ConversationId) = '{bad:N}' COLLATE NOCASE BEGIN SELECT RAISE(ABORT, 'no'); END";
            await db.Database.ExecuteSqlRawAsync(trigger, Cancel);
        }

        var counted = await scene.Studio.Get<LostReplies>().CountAsync(Cancel);

        Assert.Equal(1, counted);
        Assert.Equal((0, 10), ((await scene.Admin.Get<ConversationService>().GetAsync(bad, Cancel)).Row.Cost, (await scene.Admin.Get<ConversationService>().GetAsync(good, Cancel)).Row.Cost));
    }

    /// <summary>A reply that stands there by half, until it may go on.</summary>
    private static async Task BeginAsync(ConversationScene scene, Guid conversation, TaskCompletionSource goesOn)
    {
        var more = new TaskCompletionSource();
        scene.Fake.Reply = (_, ct) => HalfAsync(more, goesOn, ct);
        var turn = await scene.Ada.Get<AssistantRuntime>().StartAsync(new() { ConversationId = conversation, Text = "Tell me a story" }, Cancel);
        await more.Task;
        await Eventually.TrueAsync(() => scene.Studio.Get<TurnHost>().OfMessage(scene.Studio.Ours.Id, turn.MessageId)!.Length > 0);
        await scene.Studio.Get<ReplyJournal>().SaveAsync(Cancel);

        static async IAsyncEnumerable<AIContent> HalfAsync(TaskCompletionSource more, TaskCompletionSource goesOn, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            yield return new TextContent("Once upon a time");
            more.SetResult();
            await goesOn.Task.WaitAsync(ct);
            yield return new TextContent(", the end");
        }
    }

    private static async Task AddLostAsync(ConversationScene scene, Guid conversation)
    {
        await using var db = await scene.Studio.OpenAsync();
        db.Add(new Message
        {
            OrganizationId = scene.Studio.Ours.Id,
            ConversationId = conversation,
            Ordinal = 1,
            Role = MessageRole.Assistant,
            State = MessageState.Interrupted,
            Fault = "lost",
            TurnId = Guid.CreateVersion7(),
            CreatedAt = scene.Studio.Clock.Now.AddMinutes(-1),
            CompletedAt = scene.Studio.Clock.Now.AddMinutes(1),
            LostAt = scene.Studio.Clock.Now.AddMinutes(1),
        });
        await db.SaveChangesAsync(Cancel);
    }

    private static UsageDraft Call(ConversationScene scene, Guid conversation) => new()
    {
        OrganizationId = scene.Studio.Ours.Id,
        At = scene.Studio.Clock.Now,
        Operation = UsageOperation.Chat,
        Outcome = UsageOutcome.Succeeded,
        ProviderId = scene.ProviderId,
        ProviderName = "Vendor",
        Model = ConversationScene.Model,
        ConversationId = conversation,
        Usage = new() { Input = 3, Output = 7 },
    };
}
