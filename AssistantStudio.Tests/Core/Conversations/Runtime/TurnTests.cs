using AssistantStudio.Core.Assistants;
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

/// <summary>A turn from the question to the stored reply, and what happens when it goes otherwise.</summary>
public sealed class TurnTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Send_Answered_StoresReplyCostTraceAndCountersTogether(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();

        var events = await scene.SendAsync(conversation, "Where is my parcel?");

        Assert.Equal([typeof(TurnAccepted), typeof(TurnThinking), typeof(TurnDelta), typeof(TurnCompleted)], events.Select(e => e.GetType()).Distinct());
        Assert.Equal("Hello there.", string.Concat(events.OfType<TurnDelta>().Select(d => d.Text)));
        var messages = await scene.MessagesAsync(conversation);
        Assert.Equal([(1, MessageRole.User, MessageState.Complete, "Where is my parcel?"), (2, MessageRole.Assistant, MessageState.Complete, "Hello there.")], messages.Select(m => (m.Ordinal, m.Role, m.State, m.Content)));
        var record = Assert.Single(await scene.UsageAsync());
        Assert.Equal((conversation, scene.AssistantId, ConversationScene.AdaId, 100L, 10L), (record.ConversationId, record.AssistantId, record.UserId, record.InputTokens, record.OutputTokens));
        var reply = messages[1];
        Assert.Equal((record.Cost, ConversationScene.Model, "Vendor", 100L, 10L), (reply.Cost, reply.Model, reply.Provider, reply.InputTokens, reply.OutputTokens));
        Assert.True(record.Cost > 0);
        var detail = await scene.Ada.Get<ConversationService>().GetAsync(conversation, Cancel);
        Assert.Equal((2, record.Cost, 0, false, reply.Id), (detail.Row.Messages, detail.Row.Cost, detail.Row.UnpricedCalls, detail.Row.IsAnswering, detail.HeadId!.Value));
        var assistant = (await scene.Admin.Get<AssistantService>().GetAsync(scene.AssistantId.ToString(), Cancel)).Assistant;
        Assert.Equal((1L, 2L), (assistant.Conversations, assistant.Messages));
        var trace = await scene.TraceAsync(conversation, reply.Id);
        Assert.Equal(["admit", "store", "remember", "prompt", "compose", "route", "call"], trace.Steps.Select(s => s.Name));
        Assert.StartsWith("You answer for Tarnwick.", trace.SystemText, StringComparison.Ordinal);
        await using var db = await scene.Studio.OpenAsync();
        Assert.Empty(await db.Set<CallReservation>().ToListAsync(Cancel));
    }

    [Fact]
    public async Task Send_ModelFails_KeepsTheQuestionAndSaysWhy()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => throw new ModelCallException(ProviderFault.WrongKey, "Vendor refused the key.");

        var events = await scene.SendAsync(conversation, "Where is my parcel?");

        // Whoever talks is told nothing of the provider's; whoever may look at the trace is.
        Assert.Equal(("wrong_key", "The model is not set up rightly. Tell an administrator."), (Assert.IsType<TurnFailed>(events[^1]).Code, Assert.IsType<TurnFailed>(events[^1]).Message));
        var messages = await scene.MessagesAsync(conversation);
        Assert.Contains(new("Problem", "Vendor refused the key."), (await scene.TraceAsync(conversation, messages[1].Id)).Steps[^1].Facts);
        Assert.Equal([MessageState.Complete, MessageState.Failed], messages.Select(m => m.State));
        scene.Fake.Reply = (_, _) => FakeModel.Say("Better now.");

        var again = await scene.RunAsync(new() { ConversationId = conversation, RetryOf = messages[1].Id });

        Assert.Equal("Better now.", Assert.IsType<TurnCompleted>(again[^1]).Message.Content);
        Assert.Equal(["Where is my parcel?", "Better now."], (await scene.PageAsync(conversation)).Items.Select(m => m.Content));
    }

    [Fact]
    public async Task Send_StreamBreaksOff_KeepsWhatCameAsInterrupted()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => HalfAsync();

        var events = await scene.SendAsync(conversation, "Tell me a story");

        var reply = Assert.IsType<TurnCompleted>(events[^1]).Message;
        Assert.Equal((MessageState.Interrupted, "Once upon", "broken_off"), (reply.State, reply.Content, reply.Fault));
        Assert.Equal(UsageOutcome.BrokenOff, Assert.Single(await scene.UsageAsync()).Outcome);

        static async IAsyncEnumerable<AIContent> HalfAsync()
        {
            yield return new TextContent("Once upon");
            await Task.Yield();
            throw new ModelCallException(ProviderFault.BrokenOff, "The line was cut.");
        }
    }

    [Fact]
    public async Task Stop_WhileWriting_KeepsWhatCameAndTheCostOfIt()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, ct) => ForeverAsync(ct);
        var runtime = scene.Ada.Get<AssistantRuntime>();
        var events = new List<TurnEvent>();
        await foreach (var one in runtime.RunAsync(new() { ConversationId = conversation, Text = "Go on and on" }, Cancel))
        {
            events.Add(one.Event);
            if (one.Event is TurnDelta)
            {
                Assert.True(await runtime.StopAsync(conversation, Cancel));
            }
        }

        var reply = Assert.IsType<TurnCompleted>(events[^1]).Message;
        Assert.Equal((MessageState.Interrupted, "word", "stopped"), (reply.State, reply.Content, reply.Fault));
        Assert.Equal(UsageOutcome.Cancelled, Assert.Single(await scene.UsageAsync()).Outcome);
        scene.Fake.Reply = (_, _) => FakeModel.Say("Here I am.");
        Assert.Equal("Here I am.", Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "Still there?"))[^1]).Message.Content);

        static async IAsyncEnumerable<AIContent> ForeverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            yield return new TextContent("word");
            await Task.Delay(Timeout.Infinite, ct);
        }
    }

    [Fact]
    public async Task Leave_WhileWriting_StopsNothing()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        var gate = new TaskCompletionSource();
        scene.Fake.Reply = (_, _) => GatedAsync(gate.Task);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var last = default(TurnPosition);
        var message = Guid.Empty;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var one in scene.Ada.Get<AssistantRuntime>().RunAsync(new() { ConversationId = conversation, Text = "Hello" }, leaving.Token))
            {
                last = one.Position;
                message = one.Event is TurnAccepted accepted ? accepted.MessageId : message;
                if (one.Event is TurnDelta)
                {
                    await leaving.CancelAsync();
                }
            }
        });
        gate.SetResult();

        var rest = new List<TurnEvent>();
        await foreach (var one in scene.Ada.Get<AssistantRuntime>().ReadAsync(conversation, message, last, Cancel))
        {
            rest.Add(one.Event);
        }

        Assert.Equal(["second"], rest.OfType<TurnDelta>().Select(d => d.Text));
        Assert.Equal("first second", Assert.IsType<TurnCompleted>(rest[^1]).Message.Content);

        // Long after, from the beginning: the same, put together from what is stored.
        var all = new List<TurnEvent>();
        await foreach (var one in scene.Ada.Get<AssistantRuntime>().ReadAsync(conversation, message, default, Cancel))
        {
            all.Add(one.Event);
        }

        Assert.IsType<TurnAccepted>(all[0]);
        Assert.Equal("first second", string.Concat(all.OfType<TurnDelta>().Select(d => d.Text)));
        Assert.IsType<TurnCompleted>(all[^1]);

        static async IAsyncEnumerable<AIContent> GatedAsync(Task gate)
        {
            yield return new TextContent("first ");
            await gate;
            yield return new TextContent("second");
        }
    }

    [Fact]
    public async Task Send_TwoAtOnce_OneIsAnsweredAndTheOtherHearsWhy()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        var gate = new TaskCompletionSource();
        scene.Fake.Reply = (_, _) => WaitAsync(gate.Task);
        var first = await scene.Ada.Get<AssistantRuntime>().StartAsync(new() { ConversationId = conversation, Text = "One" }, Cancel);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.Ada.Get<AssistantRuntime>().StartAsync(new() { ConversationId = conversation, Text = "Two" }, Cancel));
        gate.SetResult();
        await foreach (var one in scene.Ada.Get<AssistantRuntime>().ReadAsync(conversation, first.MessageId, default, Cancel))
        {
            Assert.IsNotType<TurnFailed>(one.Event);
        }

        Assert.Equal("turn_running", refused.Code);
        Assert.Equal(["One", "Done."], (await scene.MessagesAsync(conversation)).Select(m => m.Content));

        static async IAsyncEnumerable<AIContent> WaitAsync(Task gate)
        {
            await gate;
            yield return new TextContent("Done.");
        }
    }

    [Fact]
    public async Task Send_SameKeyAgain_IsTheSameTurn()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        var request = new TurnRequest { ConversationId = conversation, Text = "Hello\n", ClientKey = "k1" };

        var first = await scene.RunAsync(request);
        var second = await scene.RunAsync(request);

        Assert.Equal(Assert.IsType<TurnCompleted>(first[^1]).Message.Id, Assert.IsType<TurnCompleted>(second[^1]).Message.Id);
        Assert.Single(scene.Fake.Questions);
        Assert.Equal(2, (await scene.MessagesAsync(conversation)).Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Send_SameKeyTwiceAtOnce_IsTheSameTurn(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();
        var request = new TurnRequest { ConversationId = conversation, Text = "Hello", ClientKey = "k1" };

        var both = await Task.WhenAll(scene.RunAsync(request), scene.RunAsync(request));

        Assert.Equal(Assert.IsType<TurnCompleted>(both[0][^1]).Message.Id, Assert.IsType<TurnCompleted>(both[1][^1]).Message.Id);
        Assert.Single(scene.Fake.Questions);
        Assert.Equal(2, (await scene.MessagesAsync(conversation)).Count);
    }

    [Fact]
    public async Task Retry_SameKeyAgain_IsTheSameReply()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await scene.SendAsync(conversation, "Hello");
        var request = new TurnRequest { ConversationId = conversation, RetryOf = (await scene.MessagesAsync(conversation))[1].Id, ClientKey = "again" };

        await scene.RunAsync(request);
        await scene.RunAsync(request);

        Assert.Equal(2, scene.Fake.Questions.Count);
        Assert.Equal(3, (await scene.MessagesAsync(conversation)).Count);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(1)]
    public async Task Send_KeyThatIsNone_IsRefused(int length)
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();

        var refused = await Assert.ThrowsAsync<ValidationException>(() => scene.RunAsync(new() { ConversationId = conversation, Text = "Hello", ClientKey = length == 1 ? "\0" : new string('k', length) }));

        Assert.Equal(["clientKey"], refused.Errors.Keys);
        Assert.Empty(await scene.MessagesAsync(conversation));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Store_CommitWhoseWordWasLost_IsNotMadeTwice(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var (conversation, turn, at) = (await scene.StartAsync(), Guid.CreateVersion7(), DateTime.UnixEpoch);
        var book = scene.Studio.Get<TurnBook>();
        var kept = await scene.Studio.Get<AssistantSnapshots>().OfAsync(new(scene.Studio.GrantOf(Role.OrgAdmin)), scene.AssistantId, 1, Cancel);
        Message Said(MessageRole role, Guid? after, string text) => new() { OrganizationId = scene.Studio.Ours.Id, ConversationId = conversation, Ordinal = after is null ? 1 : 2, ParentId = after, Role = role, Content = text, TurnId = turn, CreatedAt = at };
        var question = Said(MessageRole.User, null, "Hello");
        var reply = Said(MessageRole.Assistant, question.Id, "");
        var beginning = new TurnBeginning(scene.Studio.Ours.Id, conversation, turn, question, reply, false, 0, at);
        await book.BeginAsync(beginning);
        await book.BeginAsync(beginning);
        reply.Content = "Hi.";
        var ending = new TurnEnding
        {
            OrganizationId = scene.Studio.Ours.Id,
            Reply = reply,
            Usage = [],
            NewUsage = [],
            Trace = new() { Id = turn, OrganizationId = scene.Studio.Ours.Id, ConversationId = conversation, MessageId = reply.Id, StartedAt = at, TotalMs = 1, SnapshotHash = kept.Hash, DetailJson = "{}" },
            Snapshot = kept,
            Count = new(scene.AssistantId, 1, 2),
            At = at,
        };
        await book.EndAsync(ending);
        await Assert.ThrowsAnyAsync<Exception>(() => book.EndAsync(ending)); // Nobody says that it may be there already.
        await book.EndAsync(ending);

        Assert.Equal(["Hello", "Hi."], (await scene.MessagesAsync(conversation)).Select(m => m.Content));
        Assert.Equal(2L, (await scene.Admin.Get<AssistantService>().GetAsync(scene.AssistantId.ToString(), Cancel)).Assistant.Messages);
    }

    [Fact]
    public async Task Store_SomethingWasSaidMeanwhile_IsRefusedAndNotHiddenBesideIt()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var conversation = await scene.StartAsync();
        await scene.SendAsync(conversation, "First");
        var stale = new Message { OrganizationId = scene.Studio.Ours.Id, ConversationId = conversation, ParentId = null, Role = MessageRole.User, Content = "Second", TurnId = Guid.CreateVersion7(), CreatedAt = DateTime.UnixEpoch };
        var reply = new Message { OrganizationId = scene.Studio.Ours.Id, ConversationId = conversation, ParentId = stale.Id, Role = MessageRole.Assistant, TurnId = stale.TurnId, CreatedAt = DateTime.UnixEpoch };

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.Studio.Get<TurnBook>().BeginAsync(new(scene.Studio.Ours.Id, conversation, stale.TurnId, stale, reply, false, 2, DateTime.UnixEpoch)));

        Assert.Equal("conversation_changed", refused.Code);
        Assert.Equal(2, (await scene.MessagesAsync(conversation)).Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Edit_AnEarlierMessage_MakesAnotherWayAndBothStayReadable(DatabaseProvider provider)
    {
        await using var scene = await ConversationScene.CreateAsync(provider);
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (asked, _) => FakeModel.Say($"You said: {asked.Last}");
        await scene.SendAsync(conversation, "A1");
        await scene.SendAsync(conversation, "B1");
        var second = (await scene.MessagesAsync(conversation))[2];

        await scene.RunAsync(new() { ConversationId = conversation, Text = "B2", InPlaceOf = second.Id });

        var page = (await scene.PageAsync(conversation)).Items;
        Assert.Equal(["A1", "You said: A1", "B2", "You said: B2"], page.Select(m => m.Content));
        Assert.Equal([(1, 1), (1, 1), (2, 2), (1, 1)], page.Select(m => (m.Place, m.Places)));
        Assert.Equal(["A1", "You said: A1", "B2"], scene.Fake.Questions[^1].Messages.Where(m => m.Role != ChatRole.System).Select(m => m.Text));

        await scene.Ada.Get<MessageService>().SwitchAsync(conversation, second.Id, Cancel);
        Assert.Equal(["A1", "You said: A1", "B1", "You said: B1"], (await scene.PageAsync(conversation)).Items.Select(m => m.Content));
        await scene.SendAsync(conversation, "C1");
        Assert.Equal(["A1", "You said: A1", "B1", "You said: B1", "C1"], scene.Fake.Questions[^1].Messages.Where(m => m.Role != ChatRole.System).Select(m => m.Text));
        var tail = await scene.Ada.Get<MessageService>().PageAsync(conversation, null, null, 2, Cancel);
        Assert.Equal(["C1", "You said: C1"], tail.Items.Select(m => m.Content));
        Assert.Equal(["B1", "You said: B1"], (await scene.Ada.Get<MessageService>().PageAsync(conversation, tail.Before, null, 2, Cancel)).Items.Select(m => m.Content));
    }

    [Fact]
    public async Task Send_FallbackAnswers_IsSaidAndEachAttemptIsOnTheLedger()
    {
        await using var scene = await ConversationScene.CreateAsync();
        var standIn = await scene.AddProviderAsync("Stand-in", ConversationScene.Model);
        await scene.Admin.Get<IntegrationService>().ChangeAsync(
            scene.ProviderId, new() { Kind = ProviderKind.OpenAi, Name = "Vendor", BaseUrl = "http://127.0.0.1:1/v1", Models = [ConversationScene.Model], FallbackId = standIn }, null, null, Cancel);
        var conversation = await scene.StartAsync();
        scene.Fake.Reply = (_, _) => scene.Fake.Questions.Count == 1 ? throw new ModelCallException(ProviderFault.WrongKey, "The key is wrong.") : FakeModel.Say("From the stand-in.");

        var events = await scene.SendAsync(conversation, "Hello, who is there?");

        var fell = Assert.Single(events.OfType<TurnFellBack>());
        Assert.Equal(("gpt-4.1-nano (Vendor)", "gpt-4.1-nano (Stand-in)", "The model is not set up rightly. Tell an administrator."), (fell.From, fell.To, fell.Reason));
        Assert.Equal(("From the stand-in.", "Stand-in"), (Assert.IsType<TurnCompleted>(events[^1]).Message.Content, Assert.IsType<TurnCompleted>(events[^1]).Message.Provider));
        Assert.Equal([UsageOutcome.Failed, UsageOutcome.Succeeded], (await scene.UsageAsync()).Select(u => u.Outcome));
    }

    [Fact]
    public async Task Send_NoModelAndNoKnowledge_TheBuiltInModelSaysWhatItIs()
    {
        await using var scene = await ConversationScene.CreateAsync(hasModel: false);
        var conversation = await scene.StartAsync();

        var reply = Assert.IsType<TurnCompleted>((await scene.SendAsync(conversation, "What is the capital of France?"))[^1]).Message;

        Assert.Equal((BuiltInChatClient.ModelId, 0L), (reply.Model, reply.Cost));
        Assert.Contains("nothing", reply.Content, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Questions);
    }
}
