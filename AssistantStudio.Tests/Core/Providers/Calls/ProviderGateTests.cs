using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers;

public sealed class ProviderGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_WhenFull_LetsTheUrgentGoFirst()
    {
        var gate = new ProviderGate(new TestClock());
        await gate.EnterAsync(1, null, isUrgent: false, 0, Cancel);
        var order = new List<string>();
        var patient = WaitAsync("patient", isUrgent: false);
        var urgent = WaitAsync("urgent", isUrgent: true);
        Assert.Empty(order);

        gate.Leave();
        await urgent;
        gate.Leave();
        await patient;

        Assert.Equal(["urgent", "patient"], order);

        async Task WaitAsync(string name, bool isUrgent)
        {
            await gate.EnterAsync(1, null, isUrgent, 0, Cancel);
            order.Add(name);
        }
    }

    [Fact]
    public async Task Enter_MoreThanTheMinuteAllows_WaitsForTheNext()
    {
        var clock = new TestClock();
        var gate = new ProviderGate(clock);
        await gate.EnterAsync(null, 2, isUrgent: true, 0, Cancel);
        clock.Advance(TimeSpan.FromSeconds(30));
        await gate.EnterAsync(null, 2, isUrgent: true, 0, Cancel);
        clock.Advance(TimeSpan.FromSeconds(29.9));

        var third = gate.EnterAsync(null, 2, isUrgent: true, 0, Cancel); // A tenth of a second to go, which is real.
        Assert.False(third.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await third.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        using var impatience = new CancellationTokenSource();
        var fourth = gate.EnterAsync(1, 2, isUrgent: true, 0, impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
    }

    [Fact]
    public async Task Enter_WithPriorities_GoesByUrgencyThenPriorityThenArrival()
    {
        var gate = new ProviderGate(new TestClock());
        await gate.EnterAsync(1, null, isUrgent: true, 0, Cancel);
        var order = new List<string>();
        (string Name, bool IsUrgent, int Priority)[] all =
        [
            ("job, raised", false, 10), ("first", true, 0), ("lowered", true, -3), ("second", true, 0), ("raised", true, 5), ("raised too", true, 5), ("job", false, 0),
        ];
        var waits = all.Select(async one =>
        {
            await gate.EnterAsync(1, null, one.IsUrgent, one.Priority, Cancel);
            order.Add(one.Name);
        }).ToList();

        for (var left = all.Length; left > 0; left--)
        {
            gate.Leave();
            await Eventually.GetAsync(() => Task.FromResult(order.Count), count => count == all.Length - left + 1);
        }

        await Task.WhenAll(waits);
        Assert.Equal(["raised", "raised too", "first", "second", "lowered", "job, raised", "job"], order);
    }

    [Fact]
    public async Task Enter_WaitingForTheNextMinute_GoesByPriority()
    {
        var clock = new TestClock();
        var gate = new ProviderGate(clock);
        await gate.EnterAsync(null, 1, isUrgent: true, 0, Cancel);
        using var impatience = new CancellationTokenSource();
        clock.Advance(TimeSpan.FromSeconds(59.9));

        var usual = gate.EnterAsync(null, 1, isUrgent: true, 0, impatience.Token);
        var raised = gate.EnterAsync(null, 1, isUrgent: true, 5, Cancel); // A tenth of a second to go, which is real.
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await raised.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.False(usual.IsCompleted);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => usual);
    }

    [Fact]
    public async Task Enter_WhileThePlaceIsWantedByWhoWaitsForTheMinute_GoesByPriority()
    {
        var clock = new TestClock();
        var gate = new ProviderGate(clock);
        await gate.EnterAsync(1, 1, isUrgent: true, 0, Cancel);
        gate.Leave();
        clock.Advance(TimeSpan.FromSeconds(59.9));

        var usual = gate.EnterAsync(1, 1, isUrgent: true, 0, Cancel);
        var raised = gate.EnterAsync(1, 1, isUrgent: true, 5, Cancel); // A tenth of a second to go, which is real.
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Same(raised, await Task.WhenAny(usual, raised).WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.Equal(2, gate.Load());
    }

    [Fact]
    public async Task Enter_GivenUp_TakesNoPlace()
    {
        var gate = new ProviderGate(new TestClock());
        await gate.EnterAsync(1, null, isUrgent: true, 0, Cancel);
        using var impatience = new CancellationTokenSource();
        var given = gate.EnterAsync(1, null, isUrgent: true, 0, impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        gate.Leave();

        await gate.EnterAsync(1, null, isUrgent: true, 0, Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel);
    }

    [Fact]
    public async Task Enter_ByManyAtOnce_NeverMoreThanTheLimitRun()
    {
        var gate = new ProviderGate(new TestClock());
        const int limit = 7;
        var (running, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            await gate.EnterAsync(limit, null, isUrgent: i % 2 == 0, 0, Cancel);
            var now = Interlocked.Increment(ref running);
            lock (full)
            {
                most = Math.Max(most, now);
            }

            // The first wait for each other, so that all places are taken at least once.
            if (now >= limit)
            {
                full.TrySetResult();
            }

            await full.Task.WaitAsync(Cancel);
            Interlocked.Decrement(ref running);
            gate.Leave();
        })));

        Assert.Equal((0, limit), (running, most));
    }

    [Fact]
    public void Closed_AfterFailuresOfTheProvider_OneTriesWhenTheTimeIsOver()
    {
        var clock = new TestClock();
        var gate = new ProviderGate(clock);
        for (var i = 1; i < ProviderGate.FailuresToClose; i++)
        {
            gate.Failed(isOfProvider: true, tries: false);
            gate.Failed(isOfProvider: false, tries: false);
            Assert.Null(gate.ClosedUntil(out _));
        }

        gate.Failed(isOfProvider: true, tries: false);
        Assert.NotNull(gate.ClosedUntil(out _));
        clock.Advance(ProviderGate.ClosedFor);
        Assert.Null(gate.ClosedUntil(out var tries));
        Assert.NotNull(gate.ClosedUntil(out _));

        gate.Failed(isOfProvider: true, tries);
        Assert.NotNull(gate.ClosedUntil(out _));
        clock.Advance(ProviderGate.ClosedFor);
        Assert.Null(gate.ClosedUntil(out _));
        gate.Succeeded();
        Assert.Null(gate.ClosedUntil(out _));
    }

    [Fact]
    public void Failed_BySomebodyElseWhileOneTries_LetsNobodyElseTry()
    {
        var clock = new TestClock();
        var gate = Closed(clock);
        Assert.Null(gate.ClosedUntil(out var tries));

        gate.Failed(isOfProvider: false, tries: false);
        Assert.NotNull(gate.ClosedUntil(out _));
        gate.Failed(isOfProvider: false, tries);

        Assert.True(tries);
        Assert.Null(gate.ClosedUntil(out _));
    }

    [Fact]
    public async Task Begin_WhileSomebodyElseTries_SaysToComeBackLater()
    {
        var clock = new TestClock();
        var gate = Closed(clock);
        clock.Advance(TimeSpan.FromMinutes(1));
        var target = new ModelTarget(Guid.NewGuid(), new() { Kind = ProviderKinds.Of(ProviderKind.OpenAi), Name = "Vendor" }, "gpt-4.1");
        var turns = new ProviderTurns(target, gate, new() { OrganizationId = Guid.NewGuid(), Operation = UsageOperation.Chat }, clock);
        Assert.True(await turns.BeginAsync(TestContext.Current.CancellationToken));

        var refused = await Assert.ThrowsAsync<ModelCallException>(() => turns.BeginAsync(TestContext.Current.CancellationToken));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
    }

    /// <summary>It may be tried now.</summary>
    private static ProviderGate Closed(TestClock clock)
    {
        var gate = new ProviderGate(clock);
        for (var i = 0; i < ProviderGate.FailuresToClose; i++)
        {
            gate.Failed(isOfProvider: true, tries: false);
        }

        clock.Advance(ProviderGate.ClosedFor);
        return gate;
    }
}
