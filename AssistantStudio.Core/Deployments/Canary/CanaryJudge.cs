using System.Globalization;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// Says whether a canary is worse than what it stands beside. It is asked again and again, and each time is a chance to be wrong:
/// so the two are compared only when the canary has had half as many answers more than the last time, and the n-th comparison
/// may be wrong in 1/(n(n+1)) of the cases that are allowed in all, shared among what is compared. Over any number of
/// comparisons that adds up to no more than was allowed.
/// </summary>
internal static class CanaryJudge
{
    /// <summary>The canary has to be slower by so much for anybody to mind.</summary>
    private const double Slower = 1.2;

    private const double Growth = 1.5;
    private const int LeastRatings = 10;

    /// <summary>How many answers the canary must have had for the next comparison.</summary>
    public static long NextLookAt(CanaryRule rule, int looks) => (long)Math.Ceiling(rule.MinimumSample * Math.Pow(Growth, Math.Min(looks, 60)));

    /// <summary>Null: there is too little to compare.</summary>
    public static CanaryLook? Look(CanaryRule rule, int looks, CanarySample canary, CanarySample stable, DateTime now)
    {
        if (canary.Requests < NextLookAt(rule, looks) || stable.Requests < rule.MinimumSample)
        {
            return null;
        }

        var (number, compared) = (looks + 1, (rule.ByErrors ? 1 : 0) + (rule.ByTime ? 1 : 0) + (rule.ByRating ? 1 : 0));
        var limit = rule.FalseRevertPercent / 100 / Math.Max(1, compared) / ((double)number * (number + 1));
        var findings = new List<CanaryFinding>();
        if (rule.ByErrors)
        {
            findings.Add(Of("Errors", Share(canary.Failed, canary.Requests), Share(stable.Failed, stable.Requests), MoreOften(canary.Failed, canary.Requests, stable.Failed, stable.Requests), limit));
        }

        if (rule.ByTime)
        {
            findings.Add(Time(canary.Times, stable.Times, limit));
        }

        if (rule.ByRating)
        {
            var enough = canary.Rated >= LeastRatings && stable.Rated >= LeastRatings;
            findings.Add(Of("Ratings against it", Share(canary.Disliked, canary.Rated), Share(stable.Disliked, stable.Rated), enough ? MoreOften(canary.Disliked, canary.Rated, stable.Disliked, stable.Rated) : null, limit));
        }

        return new(number, now, limit, findings);
    }

    /// <summary>Fisher's exact test, one-sided: how likely at least so many of the first would be if both were the same.</summary>
    internal static double MoreOften(long bad, long all, long otherBad, long otherAll)
    {
        var (total, wrong) = (all + otherAll, bad + otherBad);
        var (sum, most) = (0.0, Math.Min(all, wrong));
        for (var k = bad; k <= most; k++)
        {
            var term = Math.Exp(LogChoose(wrong, k) + LogChoose(total - wrong, all - k) - LogChoose(total, all));
            sum += term;
            if (term < sum * 1e-12)
            {
                break; // What follows is smaller still.
            }
        }

        return Math.Min(1, sum);
    }

    /// <summary>The rank test of Mann and Whitney, one-sided, for values that are known by their buckets.</summary>
    internal static double? Larger(IReadOnlyList<long> first, IReadOnlyList<long> second)
    {
        double n = first.Sum(), m = second.Sum();
        if (n == 0 || m == 0)
        {
            return null;
        }

        double below = 0, u = 0, ties = 0;
        for (var i = 0; i < first.Count; i++)
        {
            double here = first[i] + second[i];
            u += first[i] * (below + (second[i] / 2.0));
            below += second[i];
            ties += here * ((here * here) - 1);
        }

        var all = n + m;
        var variance = n * m / 12 * (all + 1 - (ties / (all * (all - 1))));
        return variance <= 0 ? null : UpperTail((u - (n * m / 2) - 0.5) / Math.Sqrt(variance));
    }

    private static CanaryFinding Time(IReadOnlyList<long> canary, IReadOnlyList<long> stable, double limit)
    {
        var (ours, theirs) = (TimeBuckets.Quantile(canary, 0.5), TimeBuckets.Quantile(stable, 0.5));
        var p = Larger(canary, stable);
        return new("Time to answer, half of them within", Ms(ours), Ms(theirs), p, p < limit && ours > theirs * Slower);
    }

    private static CanaryFinding Of(string what, string canary, string stable, double? p, double limit) => new(what, canary, stable, p, p < limit);

    private static string Share(long some, long all) => all == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{some:#,0} of {all:#,0}");

    private static string Ms(double? milliseconds) => milliseconds is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:#,0} ms");

    private static double LogChoose(long n, long k) => k < 0 || k > n ? double.NegativeInfinity : LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    /// <summary>Stirling's series; below ten, where it is not exact enough, the product itself.</summary>
    private static double LogFactorial(long n)
    {
        if (n < 10)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        double x = n + 1;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * Math.Pow(x, 5)));
    }

    /// <summary>Of the normal distribution; Abramowitz and Stegun 26.2.17 near the middle, the continued fraction in the tail, where it is exact.</summary>
    private static double UpperTail(double z)
    {
        if (z < 0)
        {
            return 1 - UpperTail(-z);
        }

        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 2)
        {
            var t = 1 / (1 + (0.2316419 * z));
            return density * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        }

        var fraction = z;
        for (var i = 60; i > 0; i--)
        {
            fraction = z + (i / fraction);
        }

        return density / fraction;
    }
}
