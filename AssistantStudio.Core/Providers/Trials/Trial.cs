using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

public sealed record TrialQuestion
{
    public required Guid ProviderId { get; init; }

    /// <summary>Null: the provider's first.</summary>
    public string? Model { get; init; }

    public string? Instructions { get; init; }

    public required string Text { get; init; }

    public float? Temperature { get; init; }

    public int? MaxOutputTokens { get; init; }
}

/// <summary>A piece of the answer, or at the end what it took.</summary>
public sealed record TrialStep(string Text, TrialResult? Result);

/// <param name="FirstMs">Until the first word; null: there was none.</param>
/// <param name="Cost">In nano-dollars; null: the model has no price here.</param>
public sealed record TrialResult(string Model, long? FirstMs, long TotalMs, long InputTokens, long OutputTokens, long? Cost, bool IsEstimated);

/// <param name="Norms">The length of each vector: 1 where the model normalises.</param>
/// <param name="Similarities">Of each two texts, from -1 to 1; null where one has nothing that could be alike.</param>
public sealed record EmbeddingTrial(
    string Model, int Dimensions, IReadOnlyList<double> Norms, IReadOnlyList<IReadOnlyList<double?>> Similarities, long LatencyMs, long InputTokens, long? Cost, bool IsEstimated);

public static class TrialLimits
{
    /// <summary>Models side by side.</summary>
    public const int Models = 4;

    public const int TextLength = 20_000;

    /// <summary>A prompt as long as they come, with its values in it.</summary>
    public const int InstructionsLength = 200_000;

    public const int Texts = 12;
    public const int EmbeddedLength = 8_000;
    public const int MaxOutputTokens = 32_000;
    public const float MaxTemperature = 2;
}

internal static class TrialRules
{
    public static void Check(TrialQuestion question)
    {
        var errors = new Validator();
        errors.Check(PlainText.IsVisible(question.Text), "text", "Write what to ask.")
            .Long(question.Text, "text", TrialLimits.TextLength)
            .Long(question.Instructions, "instructions", TrialLimits.InstructionsLength)
            .Check(question.Temperature is null or (>= 0 and <= TrialLimits.MaxTemperature), "temperature", $"Between 0 and {TrialLimits.MaxTemperature}.")
            .Check(
                question.MaxOutputTokens is null or (>= 1 and <= TrialLimits.MaxOutputTokens), "maxOutputTokens",
                string.Create(CultureInfo.InvariantCulture, $"Between 1 and {TrialLimits.MaxOutputTokens:#,0}."))
            .ThrowIfAny();
    }

    public static void Check(IReadOnlyList<string> texts)
    {
        var errors = new Validator();
        errors.Check(texts.Count is >= 1 and <= TrialLimits.Texts, "texts", $"Between 1 and {TrialLimits.Texts} texts.");
        foreach (var (text, i) in texts.Select((t, i) => (t, i)))
        {
            errors.Check(text is not null && PlainText.IsVisible(text), $"texts[{i}]", "Write a text.").Long(text, $"texts[{i}]", TrialLimits.EmbeddedLength);
        }

        errors.ThrowIfAny();
    }
}
