using AssistantStudio.Core.Deployments;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

public sealed class CanaryJudgeTests
{
    private static readonly DateTime s_now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(8, 10, 1, 10, 0.002739)] // 506 of 184,756 ways
    [InlineData(0, 10, 0, 10, 1)]
    [InlineData(1, 1, 0, 1, 0.5)]
    [InlineData(3, 4, 1, 4, 0.242857)] // Fisher's own tea: 17 of 70
    public void MoreOften_OfKnownTables_IsExact(long bad, long all, long otherBad, long otherAll, double p) => Assert.Equal(p, CanaryJudge.MoreOften(bad, all, otherBad, otherAll), 5);

    [Fact]
    public void Larger_OfTheSame_IsAChanceOfHalf()
    {
        var same = Times((10, 100), (12, 100));

        Assert.InRange(CanaryJudge.Larger(same, same)!.Value, 0.49, 0.53);
    }

    [Fact]
    public void Larger_OfASlowerOne_IsSmall()
    {
        Assert.True(CanaryJudge.Larger(Times((20, 60)), Times((10, 200))) < 1e-20);
        Assert.True(CanaryJudge.Larger(Times((10, 60)), Times((20, 200))) > 0.999);
    }

    [Fact]
    public void Look_BeforeBothHaveEnough_SaysNothing()
    {
        var rule = new CanaryRule { MinimumSample = 50 };

        Assert.Null(CanaryJudge.Look(rule, 0, Sample(49, 49), Sample(500, 0), s_now));
        Assert.Null(CanaryJudge.Look(rule, 0, Sample(60, 60), Sample(40, 0), s_now));
        Assert.Null(CanaryJudge.Look(rule, 1, Sample(60, 60), Sample(500, 0), s_now));
    }

    [Fact]
    public void Look_AtOneThatFailsMoreOften_IsWorse()
    {
        var look = CanaryJudge.Look(new(), 0, Sample(60, 20), Sample(540, 5), s_now)!;

        Assert.True(look.IsWorse);
        Assert.Equal(("Errors", "20 of 60", "5 of 540"), look.Findings.Where(f => f.IsWorse).Select(f => (f.What, f.Canary, f.Stable)).Single());
    }

    [Fact]
    public void Look_AtOneThatIsSlower_IsWorseOnlyWhenAnybodyMinds()
    {
        var rule = new CanaryRule { ByErrors = false, ByRating = false };
        CanarySample Of(params (int Bucket, long Count)[] times) => new(times.Sum(t => t.Count), 0, 0, 0, Times(times));

        Assert.True(CanaryJudge.Look(rule, 0, Of((20, 100)), Of((15, 900)), s_now)!.IsWorse);
        Assert.False(CanaryJudge.Look(rule, 0, Of((15, 60), (16, 40)), Of((15, 900)), s_now)!.IsWorse); // Surely slower, hardly so.
    }

    [Fact]
    public void Look_AtOneThatIsRatedWorse_IsWorse()
    {
        var canary = Sample(100, 0) with { Rated = 30, Disliked = 22 };
        var stable = Sample(900, 0) with { Rated = 200, Disliked = 20 };

        Assert.Equal("Ratings against it", CanaryJudge.Look(new(), 0, canary, stable, s_now)!.Findings.Single(f => f.IsWorse).What);
    }

    /// <summary>Each rollout is looked at after every answer, as long as it goes on: however often that is, the stated share is kept.</summary>
    [Theory]
    [InlineData(1.0, 0.02)]
    [InlineData(5.0, 0.2)]
    public void Look_AtAThousandRolloutsOfEqualReleases_TakesNoMoreBackThanStated(double percent, double errors)
    {
        var (rule, random, reverted) = (new CanaryRule { FalseRevertPercent = percent }, new Random(20260301), 0);
        for (var rollout = 0; rollout < 1_000; rollout++)
        {
            reverted += IsReverted(rule, random, errors, errors, 1.0) ? 1 : 0;
        }

        Assert.InRange(reverted, 0, (int)(percent * 10));
    }

    [Theory]
    [InlineData(0.3, 1.0)]
    [InlineData(0.02, 2.0)]
    public void Look_AtAHundredRolloutsOfAWorseRelease_TakesAllBack(double errors, double slower)
    {
        var random = new Random(20260302);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(IsReverted(new(), random, errors, 0.02, slower)));
    }

    private static bool IsReverted(CanaryRule rule, Random random, double errors, double stableErrors, double slower)
    {
        var (canary, stable) = (new Counts(), new Counts());
        for (var (looks, answers) = (0, 0); answers < 4_000; answers++)
        {
            // Every tenth conversation is the canary's.
            canary.Add(random, errors, slower);
            for (var i = 0; i < 9; i++)
            {
                stable.Add(random, stableErrors, 1.0);
            }

            if (answers + 1 >= CanaryJudge.NextLookAt(rule, looks) && CanaryJudge.Look(rule, looks, canary.Sample(), stable.Sample(), s_now) is { } look)
            {
                looks = look.Number;
                if (look.IsWorse)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static CanarySample Sample(long requests, long failed) => new(requests, failed, 0, 0, Times((15, requests - failed)));

    private static long[] Times(params (int Bucket, long Count)[] some)
    {
        var times = new long[TimeBuckets.Count];
        foreach (var (bucket, count) in some)
        {
            times[bucket] = count;
        }

        return times;
    }

    private sealed class Counts
    {
        private readonly long[] _times = new long[TimeBuckets.Count];
        private long _requests;
        private long _failed;
        private long _rated;
        private long _disliked;

        public void Add(Random random, double errors, double slower)
        {
            _requests++;
            if (random.NextDouble() < errors)
            {
                _failed++;
                return;
            }

            // Log-normal around 800 ms.
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _times[TimeBuckets.Of(slower * 800 * Math.Exp(normal / 2))]++;
            var isRated = random.NextDouble() < 0.1;
            _rated += isRated ? 1 : 0;
            _disliked += isRated && random.NextDouble() < 0.2 ? 1 : 0;
        }

        public CanarySample Sample() => new(_requests, _failed, _rated, _disliked, [.. _times]);
    }
}
