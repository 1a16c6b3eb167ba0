using AssistantStudio.Core.Deployments;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>What makes a deployment degraded, and what lets it recover.</summary>
public sealed class HealthJudgeTests
{
    private const double Second = 1_000;

    [Theory]
    [InlineData(100, 19, 0, false, false)] // Less than a fifth.
    [InlineData(100, 20, 0, false, true)]
    [InlineData(9, 9, 0, false, false)] // Too few to say.
    [InlineData(100, 5, 0, true, true)] // Not well yet.
    [InlineData(100, 4, 0, true, false)]
    [InlineData(1, 1, 0, true, true)] // Nobody else asks, and the only one got no answer.
    [InlineData(0, 0, 0, true, true)] // Nobody asks: that says nothing.
    [InlineData(90, 0, 10, false, true)] // A tenth was not taken.
    [InlineData(91, 0, 9, false, false)]
    public void Problem_ByRequests(long requests, long failed, long rejected, bool isDown, bool isDegraded) =>
        Assert.Equal(isDegraded, HealthJudge.Problem(Counts(requests, failed, rejected, Second), Counts(1_000, 0, 0, Second), null, null, isDown, needsAnswer: isDown) is not null);

    [Fact]
    public void Problem_NobodyAsksWhatWasDownForAnotherReason_IsOver() =>
        Assert.Null(HealthJudge.Problem(Counts(0, 0, 0, Second), Counts(1_000, 0, 0, Second), null, null, isDown: true, needsAnswer: false));

    [Theory]
    [InlineData(60, 5, true)]
    [InlineData(60, 30, false)] // It always takes long.
    [InlineData(6, 1, false)] // Nobody minds.
    public void Problem_ByTime(int seconds, int usualSeconds, bool isDegraded) =>
        Assert.Equal(isDegraded, HealthJudge.Problem(Counts(100, 0, 0, seconds * Second), Counts(1_000, 0, 0, usualSeconds * Second), null, null, isDown: false, needsAnswer: false) is not null);

    [Fact]
    public void Problem_OfProviderOrQuestion_IsToldAsItIs()
    {
        var well = Counts(100, 0, 0, Second);

        Assert.Equal("Vendor is gone.", HealthJudge.Problem(well, well, "Vendor is gone.", null, isDown: false, needsAnswer: false));
        Assert.Null(HealthJudge.Problem(well, well, null, new(1, "No answer."), isDown: false, needsAnswer: false));
        Assert.EndsWith("No answer.", HealthJudge.Problem(well, well, null, new(2, "No answer."), isDown: false, needsAnswer: false), StringComparison.Ordinal);
    }

    private static TrafficCounts Counts(long requests, long failed, long rejected, double milliseconds)
    {
        var times = new long[TimeBuckets.Count];
        times[TimeBuckets.Of(milliseconds)] = requests - failed;
        return new(requests, failed, rejected, 0, times);
    }
}
