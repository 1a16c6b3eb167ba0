using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>Who answers questions, while a person chooses.</summary>
internal sealed class AnsweringDraft(AnsweringPreference stored)
{
    public static DraftFields<AnsweringDraft> Fields { get; } = new DraftFields<AnsweringDraft>()
        .Add("model", "Model", d => d.Model.Reference, (d, value) => d.Model = new() { Reference = value }, Words)
        .Add("byDifficulty", "By difficulty", d => d.ByDifficulty, (d, value) => d.ByDifficulty = value, value => value ? "Yes" : "No")
        .Add("simple", "Simple questions", d => d.Simple.Reference, (d, value) => d.Simple = new() { Reference = value }, Words)
        .Add("moderate", "Moderate questions", d => d.Moderate.Reference, (d, value) => d.Moderate = new() { Reference = value }, Words)
        .Add("classifier", "Who judges", d => d.Classifier.Reference, (d, value) => d.Classifier = new() { Reference = value }, Words);

    public ModelChoice Model { get; private set; } = new() { Reference = stored.Model };

    public bool ByDifficulty { get; set; } = stored.ByDifficulty;

    public ModelChoice Simple { get; private set; } = new() { Reference = stored.Simple };

    public ModelChoice Moderate { get; private set; } = new() { Reference = stored.Moderate };

    public ModelChoice Classifier { get; private set; } = new() { Reference = stored.Classifier };

    public AnsweringPreference Value() => new()
    {
        Model = Model.Reference,
        ByDifficulty = ByDifficulty,
        Simple = Simple.Reference,
        Moderate = Moderate.Reference,
        Classifier = Classifier.Reference,
    };

    private static string? Words(ModelReference? model) => model is null ? null : model.Name ?? "the provider's first model";
}

internal sealed class ModelPolicyDraft(ModelPolicy stored)
{
    public static DraftFields<ModelPolicyDraft> Fields { get; } = new DraftFields<ModelPolicyDraft>()
        .Add("allowedProviders", "Providers", d => d.Providers, (d, value) => d.Providers = value ?? [], value => value is { Count: > 0 } some ? Format.Count(some.Count, "provider") : "all", Same)
        .Add("allowedModels", "Models", d => d.Models, (d, value) => d.Models = value ?? [], value => string.Join(", ", value ?? []), Same);

    public IReadOnlyList<Guid> Providers { get; set; } = stored.AllowedProviders;

    public IReadOnlyList<string> Models { get; set; } = stored.AllowedModels;

    public ModelPolicy Value() => new() { AllowedProviders = Providers, AllowedModels = Models };

    public void Allow(Guid provider, bool isAllowed) => Providers = isAllowed ? [.. Providers.Append(provider).Distinct()] : [.. Providers.Where(p => p != provider)];

    private static bool Same<TItem>(IReadOnlyList<TItem>? one, IReadOnlyList<TItem>? other) => (one ?? []).Order().SequenceEqual((other ?? []).Order());
}

internal sealed class CostPolicyDraft(CostPolicy stored)
{
    public static DraftFields<CostPolicyDraft> Fields { get; } = new DraftFields<CostPolicyDraft>()
        .Add("maxPerRequest", "Most for one call", d => d.Dollars, (d, value) => d.Dollars = value ?? "", value => string.IsNullOrWhiteSpace(value) ? "no limit" : $"${value.Trim()}");

    public string Dollars { get; set; } = TypedNumber.OfMoney(stored.MaxPerRequest);

    /// <exception cref="ValidationException">What was typed is no amount.</exception>
    public CostPolicy Value()
    {
        var errors = new Validator();
        var most = TypedNumber.Money(Dollars, "maxPerRequest", errors);
        errors.ThrowIfAny();
        return new() { MaxPerRequest = most };
    }
}

internal sealed class DataPolicyDraft(DataPolicy stored)
{
    public static DraftFields<DataPolicyDraft> Fields { get; } = new DraftFields<DataPolicyDraft>()
        .Add("residency", "Where data may go", d => d.Residency, (d, value) => d.Residency = value);

    public string? Residency { get; set; } = stored.Residency;

    public DataPolicy Value() => new() { Residency = string.IsNullOrWhiteSpace(Residency) ? null : Residency.Trim() };
}

internal sealed class FeaturePolicyDraft(FeaturePolicy stored)
{
    public static DraftFields<FeaturePolicyDraft> Fields { get; } = new DraftFields<FeaturePolicyDraft>()
        .Add("trials", "Trying models", d => d.Trials, (d, value) => d.Trials = value, YesOrNo)
        .Add("answerCache", "Keep answers", d => d.AnswerCache, (d, value) => d.AnswerCache = value, YesOrNo)
        .Add("cacheHours", "Keep them for", d => d.CacheHours, (d, value) => d.CacheHours = value ?? "", value => $"{value} hours");

    public bool Trials { get; set; } = stored.Trials;

    public bool AnswerCache { get; set; } = stored.AnswerCache;

    public string CacheHours { get; set; } = TypedNumber.Of((long?)stored.CacheHours);

    /// <exception cref="ValidationException">What was typed is no number of hours.</exception>
    public FeaturePolicy Value()
    {
        var errors = new Validator();
        var hours = TypedNumber.Small(CacheHours, "cacheHours", errors);
        errors.Check(hours is not null || !AnswerCache, "cacheHours", "Say for how many hours.");
        errors.ThrowIfAny();
        return new() { Trials = Trials, AnswerCache = AnswerCache, CacheHours = hours ?? stored.CacheHours };
    }

    private static string YesOrNo(bool value) => value ? "Yes" : "No";
}
