using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Components.Conversations;

/// <summary>A conversation as a screen holds it, without a screen.</summary>
public sealed class ChatStateTests : ChatScreensTest
{
    [Fact]
    public async Task Send_Answered_ShowsTheReplyAsItIsWrittenAndThenAsItIsStored()
    {
        var gate = new TaskCompletionSource();
        Scene.Fake.Reply = (_, _) => GatedAsync("The parcel ", gate.Task, "is in Bergvik.");
        using var state = State();
        await state.OpenAsync(await Scene.StartAsync(), Cancel);

        await state.SendAsync("Where is my parcel?", null, null, Cancel);
        await Eventually.TrueAsync(() => state.Reply?.Text == "The parcel ");
        Assert.Equal((true, null), (state.IsAnswering, state.Pending));
        Assert.Equal("A reply is being written.", state.Said);
        gate.SetResult();
        await Eventually.TrueAsync(() => !state.IsAnswering);

        Assert.Equal(["Where is my parcel?", "The parcel is in Bergvik."], state.Messages.Select(m => m.Content));
        Assert.Equal((MessageState.Complete, "The reply is there."), (state.Messages[1].State, state.Said));
    }

    [Fact]
    public async Task Stop_WhileWriting_KeepsWhatCame()
    {
        Scene.Fake.Reply = (_, ct) => ForeverAsync("Once upon", ct);
        using var state = State();
        await state.OpenAsync(await Scene.StartAsync(), Cancel);
        await state.SendAsync("Tell me a story", null, null, Cancel);
        await Eventually.TrueAsync(() => state.Reply?.Text == "Once upon");

        await state.StopAsync(Cancel);
        await Eventually.TrueAsync(() => !state.IsAnswering);

        Assert.Equal((MessageState.Interrupted, "Once upon", "The reply was stopped."), (state.Messages[1].State, state.Messages[1].Content, state.Said));
    }

    [Fact]
    public async Task Edit_ThenSwitchBack_ShowsEitherWayAndCountsThem()
    {
        using var state = State();
        await state.OpenAsync(await Scene.StartAsync(), Cancel);
        await AskAsync(state, "First wording");
        Scene.Fake.Reply = (_, _) => FakeModel.Say("Another answer.");

        await AskAsync(state, "Second wording", state.Messages[0].Id);

        Assert.Equal(["Second wording", "Another answer."], state.Messages.Select(m => m.Content));
        Assert.Equal((2, 2), (state.Messages[0].Place, state.Messages[0].Places));

        await state.SwitchAsync(state.Messages[0], -1, onlyHere: false, Cancel);

        Assert.Equal(["First wording", "Hello there."], state.Messages.Select(m => m.Content));
        Assert.Equal((1, 2), (state.Messages[0].Place, state.Messages[0].Places));
        Assert.Equal("Version 1 of 2.", state.Said);
    }

    [Fact]
    public async Task Switch_OnlyHere_ShowsTheOtherWayAndLeavesTheirsToThoseWhoTalk()
    {
        using var state = State();
        var id = await Scene.StartAsync();
        await state.OpenAsync(id, Cancel);
        await AskAsync(state, "First wording");
        Scene.Fake.Reply = (_, _) => FakeModel.Say("Another answer.");
        await AskAsync(state, "Second wording", state.Messages[0].Id);

        await state.SwitchAsync(state.Messages[0], -1, onlyHere: true, Cancel);

        Assert.Equal(["First wording", "Hello there."], state.Messages.Select(m => m.Content));
        Assert.Equal((1, 2), (state.Messages[0].Place, state.Messages[0].Places));
        Assert.Equal(["Second wording", "Another answer."], (await Scene.PageAsync(id)).Items.Select(m => m.Content));
        await state.SwitchAsync(state.Messages[0], 1, onlyHere: true, Cancel);
        Assert.Equal(["Second wording", "Another answer."], state.Messages.Select(m => m.Content));
    }

    [Fact]
    public async Task Retry_OfAReply_StandsBesideIt()
    {
        using var state = State();
        await state.OpenAsync(await Scene.StartAsync(), Cancel);
        await AskAsync(state, "Where is my parcel?");
        Scene.Fake.Reply = (_, _) => FakeModel.Say("In Bergvik.");

        await state.RetryAsync(state.Messages[1].Id, null, Cancel);
        await Eventually.TrueAsync(() => !state.IsAnswering);

        Assert.Equal(["Where is my parcel?", "In Bergvik."], state.Messages.Select(m => m.Content));
        Assert.Equal((2, 2), (state.Messages[1].Place, state.Messages[1].Places));
    }

    [Fact]
    public async Task Open_WhileAReplyIsWritten_GoesOnWithIt()
    {
        var gate = new TaskCompletionSource();
        Scene.Fake.Reply = (_, _) => GatedAsync("first ", gate.Task, "second");
        var conversation = await Scene.StartAsync();
        using (var left = State())
        {
            await left.OpenAsync(conversation, Cancel);
            await left.SendAsync("Hello", null, null, Cancel);
        }

        using var state = State();
        await state.OpenAsync(conversation, Cancel);
        await Eventually.TrueAsync(() => state.Reply?.Text == "first ");
        gate.SetResult();
        await Eventually.TrueAsync(() => !state.IsAnswering);

        Assert.Equal("first second", state.Messages[1].Content);
    }

    [Fact]
    public async Task Hear_WhatAnotherTabSaid_ShowsIt()
    {
        using var one = State();
        using var other = State();
        var conversation = await Scene.StartAsync();
        await one.OpenAsync(conversation, Cancel);
        await other.OpenAsync(conversation, Cancel);

        await AskAsync(one, "Said in the first tab");

        await Eventually.TrueAsync(() => other.Messages.Count == 2 && !other.IsAnswering);
        Assert.Equal(["Said in the first tab", "Hello there."], other.Messages.Select(m => m.Content));
    }

    [Fact]
    public async Task Hear_WhatIsBeingAnsweredInAnotherTab_ReadsAlong()
    {
        var gate = new TaskCompletionSource();
        Scene.Fake.Reply = (_, _) => GatedAsync("The parcel ", gate.Task, "is in Bergvik.");
        using var one = State();
        using var other = State();
        var conversation = await Scene.StartAsync();
        await one.OpenAsync(conversation, Cancel);
        await other.OpenAsync(conversation, Cancel);

        await one.SendAsync("Where is my parcel?", null, null, Cancel);

        await Eventually.TrueAsync(() => other.Reply?.Text == "The parcel " && one.Reply?.Text == "The parcel ");
        gate.SetResult();
        await Eventually.TrueAsync(() => !one.IsAnswering && !other.IsAnswering);
        Assert.All([one, other], s => Assert.Equal(["Where is my parcel?", "The parcel is in Bergvik."], s.Messages.Select(m => m.Content)));
    }

    [Fact]
    public async Task Hear_ThatItWasDeleted_SaysSo()
    {
        using var state = State();
        var conversation = await Scene.StartAsync();
        await state.OpenAsync(conversation, Cancel);

        await Scene.Ada.Get<ConversationService>().DeleteAsync(conversation, Cancel);

        await Eventually.TrueAsync(() => state.IsGone);
        Assert.False(state.CanWrite);
    }

    [Fact]
    public async Task Send_Refused_GivesTheMessageBackAndChangesNothing()
    {
        using var state = State();
        await state.OpenAsync(await Scene.StartAsync(), Cancel);

        await Assert.ThrowsAsync<ValidationException>(() => state.SendAsync(new string('x', ConversationLimits.MessageLength + 1), null, null, Cancel));

        Assert.Equal((false, null, 0), (state.IsAnswering, state.Pending, state.Messages.Count));
    }

    [Fact]
    public async Task Page_AThousandMessages_HoldsOnlyThoseAroundTheReader()
    {
        const int Many = 1_000;
        var conversation = await Scene.StartAsync();
        await FillAsync(conversation, Many);
        using var state = State();
        await state.OpenAsync(conversation, Cancel);
        Assert.Equal((951, 1_000, true, false), (state.Messages[0].Ordinal, state.Messages[^1].Ordinal, state.HasOlder, state.HasNewer));

        for (var i = 0; i < 4; i++)
        {
            await state.OlderAsync(Cancel);
        }

        Assert.Equal((751, 900, true, true), (state.Messages[0].Ordinal, state.Messages[^1].Ordinal, state.HasOlder, state.HasNewer));
        await state.NewerAsync(Cancel);
        Assert.Equal((801, 950), (state.Messages[0].Ordinal, state.Messages[^1].Ordinal));
        await state.ToEndAsync(Cancel);
        Assert.Equal((951, 1_000, true, false), (state.Messages[0].Ordinal, state.Messages[^1].Ordinal, state.HasOlder, state.HasNewer));
    }

    private static async Task AskAsync(AssistantStudio.Web.Components.Conversations.ChatState state, string text, Guid? inPlaceOf = null)
    {
        await state.SendAsync(text, inPlaceOf, null, Cancel);
        await Eventually.TrueAsync(() => !state.IsAnswering);
    }

    private async Task FillAsync(Guid conversation, int count)
    {
        await using var db = await Scene.Studio.OpenAsync();
        Guid? parent = null;
        for (var i = 1; i <= count; i++)
        {
            var message = new Message
            {
                OrganizationId = Scene.Studio.Ours.Id,
                ConversationId = conversation,
                Ordinal = i,
                ParentId = parent,
                Role = i % 2 == 1 ? MessageRole.User : MessageRole.Assistant,
                Content = $"Message {i}",
                TurnId = Guid.CreateVersion7(),
                CreatedAt = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc),
            };
            parent = message.Id;
            db.Add(message);
        }

        await db.SaveChangesAsync(Cancel);
        await db.Set<Conversation>().Where(c => c.Id == conversation)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LastOrdinal, count).SetProperty(c => c.Messages, count).SetProperty(c => c.HeadId, parent), Cancel);
    }
}
