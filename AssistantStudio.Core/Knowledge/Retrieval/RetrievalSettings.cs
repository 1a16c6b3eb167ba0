using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Knowledge;

public enum RetrievalMode
{
    /// <summary>By words and by meaning, the two orders fused.</summary>
    Hybrid,
    Text,
    Vector,
}

/// <summary>What becomes of a question that only makes sense after those before it: "and how long does that take?"</summary>
public enum QuestionRewriting
{
    /// <summary>A short question takes along the words of the one before it.</summary>
    ByRules,

    /// <summary>A model writes one question that can be understood by itself.</summary>
    ByModel,

    Never,
}

/// <summary>A model that helps with looking, by its provider.</summary>
public sealed record RetrievalModel(Guid ProviderId, string Name);

/// <summary>How passages are looked for and chosen: an assistant has such settings, and the tester compares them.</summary>
public sealed record RetrievalSettings
{
    public RetrievalMode Mode { get; init; }

    /// <summary>At most so many.</summary>
    public int Passages { get; init; } = RetrievalLimits.UsualPassages;

    /// <summary>How alike the meaning must be of what no word found, from 0 to 1; 0: what is usual for the model.</summary>
    public double MinimumScore { get; init; }

    /// <summary>Together they have at most so many tokens; null: no matter how many.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>From 0, the best however alike they are, to 1, as different as can be.</summary>
    public double Diversity { get; init; }

    /// <summary>How much meaning counts when words count 1; null: what was measured for the model.</summary>
    public double? MeaningWeight { get; init; }

    /// <summary>Only documents that have all of these labels, such as type: Bug.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public QuestionRewriting Rewriting { get; init; }

    /// <summary>Who rewrites questions; without one, rules do.</summary>
    public RetrievalModel? RewriteBy { get; init; }

    /// <summary>Who puts the best of what was found into its own order; null: nobody.</summary>
    public RetrievalModel? RerankBy { get; init; }

    /// <summary>Each search may be a call that is billed.</summary>
    internal bool AsksModels => RerankBy is not null || this is { Rewriting: QuestionRewriting.ByModel, RewriteBy: not null };

    /// <summary>Each setting and what it says, for comparing and auditing.</summary>
    public IEnumerable<(string Field, string Text)> Fields()
    {
        yield return ("RetrievalMode", Mode.ToString());
        yield return ("RetrievedPassages", Number(Passages));
        yield return ("MinimumScore", Number(MinimumScore));
        yield return ("RetrievedTokens", Number(TokenBudget));
        yield return ("Diversity", Number(Diversity));
        yield return ("MeaningWeight", Number(MeaningWeight));
        yield return ("RetrievalLabels", string.Join('\n', (Labels ?? new Dictionary<string, string>()).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}: {l.Value}")));
        yield return ("QuestionRewriting", Rewriting.ToString());
        yield return ("RewriteBy", TextOf(RewriteBy));
        yield return ("RerankBy", TextOf(RerankBy));
    }

    /// <summary>The settings, cleaned; what is wrong goes to the validator.</summary>
    public RetrievalSettings Checked(Validator errors)
    {
        var labels = (Labels ?? new Dictionary<string, string>()).DistinctBy(l => l.Key.Trim()).ToDictionary(l => l.Key.Trim(), l => (l.Value ?? "").Trim(), StringComparer.Ordinal);
        errors.Check(Enum.IsDefined(Mode), "mode", "There is no such way of looking.")
            .Check(Enum.IsDefined(Rewriting), "rewriting", "There is no such way of rewriting.")
            .Check(Passages is >= 1 and <= RetrievalLimits.MostPassages, "passages", $"Between 1 and {RetrievalLimits.MostPassages} passages.")
            .Check(MinimumScore is >= 0 and <= 1, "minimumScore", "Between 0 and 1.")
            .Check(TokenBudget is null or (>= RetrievalLimits.FewestTokens and <= RetrievalLimits.MostTokens), "tokenBudget", string.Create(
                CultureInfo.InvariantCulture, $"Between {RetrievalLimits.FewestTokens} and {RetrievalLimits.MostTokens:#,0} tokens, or nothing."))
            .Check(Diversity is >= 0 and <= 1, "diversity", "Between 0 and 1.")
            .Check(MeaningWeight is null or (>= 0 and <= RetrievalLimits.MostWeight), "meaningWeight", $"Between 0 and {RetrievalLimits.MostWeight}, or nothing.")
            .Check(labels.Count <= RetrievalLimits.Labels, "labels", $"At most {RetrievalLimits.Labels} labels.")
            .Check(labels.All(l => l.Key.Length is > 0 and <= RetrievalLimits.LabelLength && l.Value.Length is > 0 and <= RetrievalLimits.LabelLength), "labels", $"A label is a name and a value of at most {RetrievalLimits.LabelLength} characters each.");
        Check(RewriteBy, "rewriteBy", errors);
        Check(RerankBy, "rerankBy", errors);
        return this with { Labels = labels };
    }

    private static void Check(RetrievalModel? model, string field, Validator errors)
    {
        if (model is not null)
        {
            errors.Check(!string.IsNullOrWhiteSpace(model.Name) && model.Name.Length <= UsageLimits.ModelLength && PlainText.IsOneLine(model.Name), field, "Choose a model of the provider.");
        }
    }

    private static string TextOf(RetrievalModel? model) => model is null ? "" : $"{model.Name} ({model.ProviderId})";

    private static string Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
