using AssistantStudio.Core.Deployments;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>What was found out about a canary, without a word of statistics.</summary>
internal static class CanaryText
{
    /// <summary>Rarer than one in so many is said as that.</summary>
    private const double Rarest = 10_000;

    public static string Of(CanaryFinding finding) => finding switch
    {
        { P: null } => "There is too little to compare yet.",
        { IsWorse: true, P: { } p } => $"{Figures(finding)}. {Chance(p)} by chance: it is worse.",
        _ => $"{Figures(finding)}. No worse than chance explains.",
    };

    /// <summary>How far it is to the next comparison: the one of the two that lacks more counts.</summary>
    public static (long Done, long All) Until(CanaryView view) =>
        IsShort(view) ? (view.StableSeen.Requests, view.Rule.MinimumSample) : (Math.Min(view.Seen.Requests, view.NextLookAt), view.NextLookAt);

    public static string Next(CanaryView view) => IsShort(view)
        ? $"When version {Format.Number(view.Stable.Version)} has given {Format.Number(view.Rule.MinimumSample)} answers, too; it has given {Format.Number(view.StableSeen.Requests)}."
        : view.Seen.Requests >= view.NextLookAt ? "In a few seconds."
        : $"When the canary has given {Format.Number(view.NextLookAt)} answers; it has given {Format.Number(view.Seen.Requests)}.";

    public static string Of(CanaryRule rule)
    {
        string[] reasons = [.. new[] { rule.ByErrors ? "fails more often" : null, rule.ByTime ? "takes longer" : null, rule.ByRating ? "is rated worse" : null }.OfType<string>()];
        return reasons.Length == 0 ? "It is never taken back by itself."
            : $"Taken back by itself when it {string.Join(" or ", reasons)}; by mistake in at most {Format.Percent(rule.FalseRevertPercent / 100)} of rollouts. Compared from {Format.Number(rule.MinimumSample)} answers on.";
    }

    private static bool IsShort(CanaryView view) => view.Seen.Requests >= view.NextLookAt && view.StableSeen.Requests < view.Rule.MinimumSample;

    private static string Figures(CanaryFinding finding) => $"{finding.Canary} against {finding.Stable}";

    private static string Chance(double p) => p * Rarest < 1 ? $"So much comes less than once in {Format.Number((long)Rarest)} times" : $"So much comes once in {Format.Number((long)Math.Round(1 / p))} times";
}
