using AssistantStudio.Core.Conversations;
using Xunit;

namespace AssistantStudio.Tests.Core.Conversations;

public sealed class LiveTurnTests
{
    [ThreadStatic]
    private static bool t_writes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Append_SomebodyReads_HasItBeforeTheNextWordIsWritten()
    {
        using var live = Live();
        var (first, second) = (new List<string>(), new List<string>());
        _ = ReadAsync(live, first);
        _ = ReadAsync(live, second);

        live.Append("Hello");
        Assert.Equal(["Hello"], first);
        Assert.Equal(["Hello"], second);
        live.Append(" Ada");

        Assert.Equal(["Hello", " Ada"], first);
    }

    [Fact]
    public async Task Append_AReaderIsSlow_HoldsUpNobodyAndGivesItTheRestAtOnce()
    {
        using var live = Live();
        var (slow, quick) = (new List<string>(), new List<string>());
        var gate = new TaskCompletionSource();
        var reading = ReadAsync(live, slow, gate.Task);
        _ = ReadAsync(live, quick);

        live.Append("one ");
        live.Append("two ");
        live.Append("three");
        Assert.Equal(["one "], slow);
        Assert.Equal(["one ", "two ", "three"], quick);
        gate.SetResult();
        live.Add(new TurnFailed("stopped", "Stopped.", Guid.Empty));
        await reading.WaitAsync(Cancel);

        Assert.Equal(["one ", "two three"], slow);
    }

    [Fact]
    public void Append_AReaderLeavesMeanwhile_TheOthersGoOn()
    {
        using var live = Live();
        var (leaver, stayer) = (new List<string>(), new List<string>());
        _ = ReadAsync(live, leaver, most: 1);
        _ = ReadAsync(live, stayer);

        live.Append("one ");
        live.Append("two");

        Assert.Equal(["one "], leaver);
        Assert.Equal(["one ", "two"], stayer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_WhereReadersMayLeave_WhatTheyDoAfterwardsIsNotAPartOfTheTurn(bool isLast)
    {
        using var live = Live();
        var after = AfterAsync(live);

        live.Append("Hello");
        t_writes = true;
        live.Add(isLast ? new TurnFailed("stopped", "Stopped.", Guid.Empty) : new TurnApprovalNeeded("1", "remember", "Remember", "", DateTime.UnixEpoch));
        t_writes = false;

        Assert.False(await after.WaitAsync(Cancel), "A reader went on inside of the turn that it had read.");
    }

    private static LiveTurn Live() => new() { Id = Guid.CreateVersion7(), OrganizationId = Guid.CreateVersion7(), ConversationId = Guid.CreateVersion7(), MessageId = Guid.CreateVersion7() };

    private static async Task ReadAsync(LiveTurn live, List<string> words, Task? afterFirst = null, int most = int.MaxValue)
    {
        await foreach (var one in live.ReadAsync(default, Cancel).ConfigureAwait(false))
        {
            if (one.Event is TurnDelta delta)
            {
                words.Add(delta.Text);
                await (words.Count == 1 ? afterFirst ?? Task.CompletedTask : Task.CompletedTask).ConfigureAwait(false);
            }

            if (words.Count >= most)
            {
                return;
            }
        }
    }

    /// <summary>Whether the thread that wrote the event is the one that goes on after it.</summary>
    private static async Task<bool> AfterAsync(LiveTurn live)
    {
        await foreach (var one in live.ReadAsync(default, Cancel).ConfigureAwait(false))
        {
            if (one.Event is not TurnDelta)
            {
                return t_writes;
            }
        }

        throw new InvalidOperationException("There was no event.");
    }
}
