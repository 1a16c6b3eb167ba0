using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>How many conversations a canary answers and when it is taken back, as it is typed.</summary>
public sealed class CanaryDraft(int weight, CanaryRule rule)
{
    public const int UsualWeight = 10;

    public string Weight { get; set; } = TypedNumber.Of((long?)weight);

    public string MinimumSample { get; set; } = TypedNumber.Of((long?)rule.MinimumSample);

    public string FalseRevertPercent { get; set; } = TypedNumber.Of((decimal)rule.FalseRevertPercent);

    public bool ByErrors { get; set; } = rule.ByErrors;

    public bool ByTime { get; set; } = rule.ByTime;

    public bool ByRating { get; set; } = rule.ByRating;

    /// <exception cref="ValidationException">Something is no number.</exception>
    public (int Weight, CanaryRule Rule) Read()
    {
        var errors = new Validator();
        var (share, sample, percent) = (TypedNumber.Small(Weight, "weight", errors), TypedNumber.Small(MinimumSample, "rule.minimumSample", errors), TypedNumber.Decimal(FalseRevertPercent, "rule.falseRevertPercent", errors));
        errors.Check(!string.IsNullOrWhiteSpace(Weight), "weight", "Enter a whole number.")
            .Check(!string.IsNullOrWhiteSpace(MinimumSample), "rule.minimumSample", "Enter a whole number.")
            .Check(!string.IsNullOrWhiteSpace(FalseRevertPercent), "rule.falseRevertPercent", "Enter a number like 0.5, with a point.").ThrowIfAny();
        return (share!.Value, new() { MinimumSample = sample!.Value, FalseRevertPercent = (double)percent!.Value, ByErrors = ByErrors, ByTime = ByTime, ByRating = ByRating });
    }
}
