using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What a check of an embedding model has shown.</summary>
/// <param name="Texts">That were to be embedded.</param>
/// <param name="Vectors">Texts that have one.</param>
/// <param name="InputTokens">As the ledger has them.</param>
/// <param name="Cost">In nano-dollars; null: the model has no price here.</param>
/// <param name="Quality">Null: no text has a vector.</param>
/// <param name="Failures">In the order of the texts.</param>
/// <param name="EndedBy">What would have met every text, so that the rest was not asked for.</param>
/// <param name="WasStopped">Somebody stopped it: the rest was not asked for.</param>
public sealed record EmbeddingCheck(
    string Model, int Texts, int Vectors, long ElapsedMs, int Calls, long InputTokens, long? Cost, bool IsEstimated, EmbeddingQuality? Quality,
    IReadOnlyList<FailedText> Failures, EmbeddingFault? EndedBy, bool WasStopped)
{
    public double? TextsPerSecond => ElapsedMs == 0 || Vectors == 0 ? null : Vectors * 1_000d / ElapsedMs;
}

/// <param name="Index">Its place among the texts, from 0.</param>
public sealed record FailedText(int Index, EmbeddingFault Fault);

public static class EmbeddingCheckLimits
{
    public const int Texts = 1_000;
}

internal static class EmbeddingCheckRules
{
    /// <summary>Empty texts are allowed: to see what becomes of them is a part of a check.</summary>
    public static void Check(IReadOnlyList<string> texts)
    {
        var errors = new Validator();
        errors.Check(texts.Any(t => t is not null && PlainText.IsVisible(t)), "texts", "Write some texts.")
            .Check(
                texts.Count <= EmbeddingCheckLimits.Texts, "texts",
                string.Create(CultureInfo.InvariantCulture, $"At most {EmbeddingCheckLimits.Texts:#,0} texts; there are {texts.Count:#,0}."));
        for (var i = 0; i < texts.Count; i++)
        {
            errors.Check(
                (texts[i]?.Length ?? 0) <= TrialLimits.EmbeddedLength, "texts",
                string.Create(CultureInfo.InvariantCulture, $"Text {i + 1:#,0} has {texts[i]?.Length:#,0} characters; the most is {TrialLimits.EmbeddedLength:#,0}."));
        }

        errors.ThrowIfAny();
    }
}
