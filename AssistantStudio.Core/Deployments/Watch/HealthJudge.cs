using System.Globalization;

namespace AssistantStudio.Core.Deployments;

/// <param name="Times">In a row.</param>
internal sealed record FailedQuestion(int Times, string Problem);

/// <summary>Says whether a deployment does what it is there for, by what came to it in the last minutes.</summary>
internal static class HealthJudge
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Fewer say nothing.</summary>
    public const int LeastRequests = 10;

    /// <summary>Once may be an accident of the network.</summary>
    public const int FailedQuestions = 2;

    private const double MostFailed = 0.2;
    private const double FewFailed = 0.05;
    private const double MostRejected = 0.1;

    /// <summary>Nobody minds that an answer takes three times as long, if it takes a second.</summary>
    private const double SlowMs = 10_000;
    private const double TimesSlower = 3;

    /// <summary>Only then it matters how long answers take usually.</summary>
    public static bool IsSlow(TrafficCounts now) => TimeBuckets.Quantile(now.Times, 0.95) >= SlowMs;

    /// <param name="now">In the last minutes.</param>
    /// <param name="usual">In the day before; asked for only where it is slow.</param>
    /// <param name="providerProblem">What is wrong with whoever it asks; null: nothing.</param>
    /// <param name="asked">What became of its own question last; null: it has none, or answered.</param>
    /// <param name="isDown">It was found to be degraded before: then less than what made it so must be left of it.</param>
    /// <param name="needsAnswer">It is down because of what came to it, and nobody was answered since.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? Problem(TrafficCounts now, TrafficCounts usual, string? providerProblem, FailedQuestion? asked, bool isDown, bool needsAnswer)
    {
        if (providerProblem is not null)
        {
            return providerProblem;
        }

        if (asked is { Times: >= FailedQuestions })
        {
            return $"It did not answer the question that it is asked again and again, {FailedQuestions} times in a row. {asked.Problem}";
        }

        return needsAnswer && now.Requests + now.Rejected == 0 ? "Nobody has asked it since, so nobody knows whether it answers." : OfRequests(now, usual, isDown);
    }

    /// <summary>What is wrong with how it took what came to it; null: nothing, or too little came.</summary>
    public static string? OfRequests(TrafficCounts now, TrafficCounts usual, bool isDown)
    {
        // What was down is not well because fewer ask: then a single failure says more than silence.
        var (all, least) = (now.Requests + now.Rejected, isDown ? 1 : LeastRequests);
        if (all < least)
        {
            return null;
        }

        if (now.Requests >= least && now.FailedShare >= (isDown ? FewFailed : MostFailed))
        {
            return Text($"{now.Failed:#,0} of {now.Requests:#,0} requests got no answer in the last {Window.TotalMinutes:0} minutes.");
        }

        if ((double)now.Rejected / all >= MostRejected)
        {
            return Text($"{now.Rejected:#,0} of {all:#,0} requests were not taken in the last {Window.TotalMinutes:0} minutes: it has as much to do as it may have.");
        }

        var (p95, before) = (TimeBuckets.Quantile(now.Times, 0.95), TimeBuckets.Quantile(usual.Times, 0.95));
        return p95 >= SlowMs && before is not null && p95 >= before * TimesSlower
            ? Text($"Answers take up to {p95 / 1000:0.0} s, {p95 / before:0.0} times as long as in the day before.") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
