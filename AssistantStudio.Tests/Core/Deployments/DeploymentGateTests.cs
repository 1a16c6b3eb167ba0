using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

public sealed class DeploymentGateTests
{
    private readonly TestClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_WithAllPlacesTaken_WaitsInLineAndThenRefuses()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 1, QueueLength = 2 };
        await gate.EnterAsync(resources, Cancel);
        var (first, second) = (gate.EnterAsync(resources, Cancel).AsTask(), gate.EnterAsync(resources, Cancel).AsTask());

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => gate.EnterAsync(resources, Cancel).AsTask());
        gate.Leave(0);

        await first;
        Assert.False(second.IsCompleted);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal((1, 1, 1L), (gate.Load().Running, gate.Load().Waiting, gate.Load().Rejected[Rejection.QueueFull]));
    }

    [Fact]
    public async Task Enter_ThatWaitsTooLong_IsRefusedAndLeavesTheLine()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 1, QueueLength = 2, QueueWaitSeconds = 10 };
        await gate.EnterAsync(resources, Cancel);
        var waiting = gate.EnterAsync(resources, Cancel).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<LimitExceededException>(() => waiting);
        Assert.Equal((1, 0, 1L), (gate.Load().Running, gate.Load().Waiting, gate.Load().Rejected[Rejection.QueueTime]));
    }

    [Fact]
    public async Task Enter_OfSomebodyWhoGoes_KeepsNoPlace()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 1 };
        await gate.EnterAsync(resources, Cancel);
        using var going = new CancellationTokenSource();
        var waiting = gate.EnterAsync(resources, going.Token).AsTask();

        await going.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Leave(0);

        Assert.Equal((0, 0), (gate.Load().Running, gate.Load().Waiting));
    }

    [Fact]
    public async Task Enter_BeyondTheRequestsOfAMinute_IsToldWhenThereIsRoom()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { RequestsPerMinute = 2 };
        await gate.EnterAsync(resources, Cancel);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await gate.EnterAsync(resources, Cancel);

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => gate.EnterAsync(resources, Cancel).AsTask());
        _clock.Advance(refused.RetryAfter!.Value);
        await gate.EnterAsync(resources, Cancel);

        Assert.InRange(refused.RetryAfter.Value.TotalSeconds, 39, 41);
    }

    [Fact]
    public async Task Enter_BeyondTheTokensOfAMinute_IsRefusedUntilTheyArePast()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { TokensPerMinute = 100 };
        await gate.EnterAsync(resources, Cancel);
        gate.Leave(120);

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => gate.EnterAsync(resources, Cancel).AsTask());
        _clock.Advance(refused.RetryAfter!.Value);

        await gate.EnterAsync(resources, Cancel);
        Assert.Equal(1, gate.Load().Rejected[Rejection.TokensPerMinute]);
    }

    [Fact]
    public async Task Use_OfMorePlaces_LetsThoseInWhoWait()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 1 };
        await gate.EnterAsync(resources, Cancel);
        var waiting = gate.EnterAsync(resources, Cancel).AsTask();

        gate.Use(resources with { Slots = 2 });

        await waiting;
        Assert.Equal(2, gate.Load().Running);
    }

    [Fact]
    public async Task Enter_WithMorePlacesThanBefore_LetsThoseInWhoWait()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 1 };
        await gate.EnterAsync(resources, Cancel);
        var waiting = gate.EnterAsync(resources, Cancel).AsTask();

        await gate.EnterAsync(resources with { Slots = 3 }, Cancel); // Another machine was told of it.

        await waiting;
        Assert.Equal(3, gate.Load().Running);
    }

    [Fact]
    public async Task Leave_WithFewerPlacesThanBefore_LetsNobodyIn()
    {
        var gate = new DeploymentGate(_clock);
        var resources = new DeploymentResources { Slots = 2 };
        await gate.EnterAsync(resources, Cancel);
        await gate.EnterAsync(resources, Cancel);
        gate.Use(resources with { Slots = 1 });
        var waiting = gate.EnterAsync(resources with { Slots = 1 }, Cancel).AsTask();

        gate.Leave(0);
        Assert.False(waiting.IsCompleted);
        gate.Leave(0);

        await waiting;
        Assert.Equal(1, gate.Load().Running);
    }
}
