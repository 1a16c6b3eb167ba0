using System.Globalization;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>A way of looking for passages while a person edits it.</summary>
public sealed class RetrievalDraft(RetrievalSettings stored)
{
    public RetrievalMode Mode { get; set; } = stored.Mode;

    public string Passages { get; set; } = TypedNumber.Of(stored.Passages);

    public string TokenBudget { get; set; } = TypedNumber.Of((long?)stored.TokenBudget);

    public string MinimumScore { get; set; } = stored.MinimumScore == 0 ? "" : Fraction(stored.MinimumScore);

    public string Diversity { get; set; } = stored.Diversity == 0 ? "" : Fraction(stored.Diversity);

    public string MeaningWeight { get; set; } = stored.MeaningWeight is { } weight ? Fraction(weight) : "";

    /// <summary>As people write them: "type: Bug".</summary>
    public IReadOnlyList<string> Labels { get; set; } = [.. (stored.Labels ?? new Dictionary<string, string>()).Select(l => $"{l.Key}: {l.Value}")];

    public QuestionRewriting Rewriting { get; set; } = stored.Rewriting;

    public RetrievalModel? RewriteBy { get; set; } = stored.RewriteBy;

    public RetrievalModel? RerankBy { get; set; } = stored.RerankBy;

    /// <summary>Whether both say the same.</summary>
    public static bool Same(RetrievalDraft? one, RetrievalDraft? other) => one is null || other is null ? one == other : one.Said().SequenceEqual(other.Said());

    private IEnumerable<string?> Said() =>
        [Mode.ToString(), Passages, TokenBudget, MinimumScore, Diversity, MeaningWeight, string.Join('\n', Labels), Rewriting.ToString(), RewriteBy?.ToString(), RerankBy?.ToString()];

    /// <param name="prefix">Before the names of the fields in the form, without its dot.</param>
    /// <exception cref="ValidationException">What was typed is no number, or not possible.</exception>
    public RetrievalSettings Settings(string prefix)
    {
        var errors = new Validator();
        var part = new Validator();
        var settings = new RetrievalSettings
        {
            Mode = Mode,
            Passages = TypedNumber.Small(Passages, "passages", part) ?? RetrievalLimits.UsualPassages,
            TokenBudget = TypedNumber.Small(TokenBudget, "tokenBudget", part),
            MinimumScore = Number(MinimumScore, "minimumScore", part) ?? 0,
            Diversity = Number(Diversity, "diversity", part) ?? 0,
            MeaningWeight = Number(MeaningWeight, "meaningWeight", part),
            Labels = Pairs(part),
            Rewriting = Rewriting,
            RewriteBy = Rewriting == QuestionRewriting.ByModel ? RewriteBy : null,
            RerankBy = RerankBy,
        }.Checked(part);
        part.Check(Rewriting != QuestionRewriting.ByModel || RewriteBy is not null, "rewriting", "Choose the model that rewrites questions.");
        errors.Take(part, prefix);
        errors.ThrowIfAny();
        return settings;
    }

    private static string Fraction(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static double? Number(string text, string field, Validator errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var isNumber = double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        errors.Check(isNumber, field, "A number such as 0.5, or nothing.");
        return isNumber ? number : null;
    }

    private Dictionary<string, string> Pairs(Validator errors)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in Labels)
        {
            var cut = label.IndexOf(':', StringComparison.Ordinal);
            errors.Check(cut > 0 && cut < label.Length - 1, "labels", $"Write labels as name and value, such as type: Bug. “{label}” has no value.");
            if (cut > 0)
            {
                pairs[label[..cut].Trim()] = label[(cut + 1)..].Trim();
            }
        }

        return pairs;
    }
}
