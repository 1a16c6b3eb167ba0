using AssistantStudio.Core.Usage;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Usage;

/// <summary>Usage in words.</summary>
internal static class UsageText
{
    public static string Of(UsageOperation operation) => operation switch
    {
        UsageOperation.Chat => "Chat",
        UsageOperation.Embedding => "Embedding",
        UsageOperation.Classification => "Classification",
        UsageOperation.Summary => "Summary",
        UsageOperation.Evaluation => "Evaluation",
        UsageOperation.Analysis => "Analysis",
        UsageOperation.Test => "Provider test",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Give the new operation its words."),
    };

    /// <summary>"12 calls that …": why calls are not compared.</summary>
    public static string Of(WhatIfGapReason reason) => reason switch
    {
        WhatIfGapReason.NoPrice => "on days on which it has no price",
        WhatIfGapReason.UnpricedNow => "whose own price is not known",
        WhatIfGapReason.OtherKind => "of another kind",
        WhatIfGapReason.TooLong => "that are longer than it takes",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Give the new reason its words."),
    };

    public static (StatusShape Shape, string Text) Of(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Succeeded => (StatusShape.Good, "Answered"),
        UsageOutcome.Failed => (StatusShape.Failed, "Failed"),
        UsageOutcome.BrokenOff => (StatusShape.Degraded, "Broke off"),
        UsageOutcome.Cancelled => (StatusShape.Off, "Cancelled"),
        UsageOutcome.Lost => (StatusShape.Degraded, "Unknown"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Give the new outcome its words."),
    };
}
