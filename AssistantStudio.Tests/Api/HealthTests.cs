using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AssistantStudio.Tests.Api;

public sealed class HealthTests
{
    [Fact]
    public async Task Check_AskedByMany_RunsOnceUntilItIsOld()
    {
        var (check, clock) = (new CountedCheck(), new TestClock());
        var health = new Health([check], clock, NullLogger<Health>.Instance);

        var many = Enumerable.Range(0, 50).Select(_ => health.CheckAsync(CancellationToken.None)).ToArray();
        check.Go.SetResult();
        await Task.WhenAll(many);
        await health.CheckAsync(CancellationToken.None);
        Assert.Equal(1, check.Runs);

        clock.Advance(TimeSpan.FromSeconds(3));
        await health.CheckAsync(CancellationToken.None);
        Assert.Equal(2, check.Runs);
    }

    [Fact]
    public async Task Check_WhoseFirstAskerLeaves_GoesOnForTheOthers()
    {
        var check = new CountedCheck();
        var health = new Health([check], new TestClock(), NullLogger<Health>.Instance);
        using var leaves = new CancellationTokenSource();
        var first = health.CheckAsync(leaves.Token);
        var second = health.CheckAsync(CancellationToken.None);

        await leaves.CancelAsync();
        check.Go.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(HealthOutcome.Ok, Assert.Single(await second).Outcome);
    }

    private sealed class CountedCheck : IReadinessCheck
    {
        private int _runs;

        public string Name => "counted";

        public int Runs => _runs;

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<HealthCheckResult> CheckAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _runs);
            await Go.Task.WaitAsync(ct);
            return new(Name, HealthOutcome.Ok, "Good.");
        }
    }
}
