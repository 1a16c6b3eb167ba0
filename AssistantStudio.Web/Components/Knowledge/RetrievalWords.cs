using System.Globalization;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>Ways of looking for passages in words for people.</summary>
internal static class RetrievalWords
{
    public static string Of(RetrievalMode mode) => mode switch
    {
        RetrievalMode.Hybrid => "By words and by meaning",
        RetrievalMode.Text => "By words only",
        _ => "By meaning only",
    };

    public static string Of(QuestionRewriting rewriting) => rewriting switch
    {
        QuestionRewriting.ByRules => "Take along what was asked before",
        QuestionRewriting.ByModel => "A model writes it anew",
        _ => "Leave it as it is",
    };

    public static string Of(VectorFault fault) => fault switch
    {
        VectorFault.Zero => "Zero",
        VectorFault.Same => "Same as another",
        VectorFault.OtherDimensions => "Other length",
        _ => "Odd magnitude",
    };

    /// <summary>A way in a line: "By words and by meaning, 6 passages, different ones (0.5)".</summary>
    public static string Summary(RetrievalSettings s) => string.Join(", ", new[]
    {
        Of(s.Mode),
        Format.Count(s.Passages, "passage"),
        s.TokenBudget is { } tokens ? $"up to {Format.Number(tokens)} tokens" : null,
        s.MinimumScore > 0 ? $"likeness from {Fraction(s.MinimumScore)}" : null,
        s.Diversity > 0 ? $"diversity {Fraction(s.Diversity)}" : null,
        s.MeaningWeight is { } weight ? $"meaning counts {Fraction(weight)}" : null,
        s.Labels.Count > 0 ? string.Join(" and ", s.Labels.Select(l => $"{l.Key}: {l.Value}")) : null,
        s.RerankBy is { } model ? $"ordered by {model.Name}" : null,
    }.Where(p => p is not null));

    public static string Fraction(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Likeness(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Of a way among those that are compared: A, B and so on.</summary>
    public static string NameOf(int place) => ((char)('A' + place)).ToString();
}
