using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <param name="Name">Null: the provider's first.</param>
public sealed record ModelReference(Guid ProviderId, string? Name);

/// <summary>Who answers questions in this organisation where nothing else is said.</summary>
public sealed record AnsweringPreference : IAiSetting<AnsweringPreference>
{
    public static AiSettingKind Kind => AiSettingKind.Preference;

    public static string Name => "question_answering";

    public static string Title => "Question answering";

    /// <summary>Null: nobody yet.</summary>
    public ModelReference? Model { get; init; }

    /// <summary>Easy questions go to the models below. Otherwise everything goes to <see cref="Model"/>.</summary>
    public bool ByDifficulty { get; init; }

    /// <summary>Null: whoever answers moderate ones.</summary>
    public ModelReference? Simple { get; init; }

    /// <summary>Null: whoever answers complex ones.</summary>
    public ModelReference? Moderate { get; init; }

    /// <summary>Judges the difficulty where the rules are not sure. Null: then the rules have the last word.</summary>
    public ModelReference? Classifier { get; init; }

    public void Check(Validator errors)
    {
        errors.Check(!ByDifficulty || Model is not null, "model", "Choose who answers what is complex.")
            .Check(!ByDifficulty || Simple is not null || Moderate is not null, "simple", "Choose who answers what is simple or moderate, or take everything for complex.");
        foreach (var (field, model) in Named())
        {
            errors.Check((model.Name ?? "").Length <= UsageLimits.ModelLength, $"{field}.name", $"At most {UsageLimits.ModelLength} characters.");
        }
    }

    public IEnumerable<(string Field, Guid ProviderId)> NamedProviders() => Named().Select(m => (m.Field, m.Model.ProviderId));

    /// <summary>By their own names, not as the first of a provider.</summary>
    internal IEnumerable<string> NamedModels() => Named().Select(m => m.Model.Name ?? "").Where(n => n.Length > 0);

    internal IEnumerable<ModelReference> Models() => Named().Select(m => m.Model);

    /// <summary>The same models of other providers.</summary>
    internal AnsweringPreference With(Func<Guid, Guid> provider)
    {
        ModelReference? Of(ModelReference? model) => model is null ? null : model with { ProviderId = provider(model.ProviderId) };
        return this with { Model = Of(Model), Simple = Of(Simple), Moderate = Of(Moderate), Classifier = Of(Classifier) };
    }

    internal AnsweringPreference WithSuccessor(Guid provider, Successor by)
    {
        ModelReference? Next(ModelReference? model) => model?.ProviderId == provider ? new(by.Id, model.Name is { } name ? by.ModelFor(name) : null) : model;
        return this with { Model = Next(Model), Simple = Next(Simple), Moderate = Next(Moderate), Classifier = Next(Classifier) };
    }

    private IEnumerable<(string Field, ModelReference Model)> Named() =>
        new (string Field, ModelReference? Model)[] { ("model", Model), ("simple", Simple), ("moderate", Moderate), ("classifier", Classifier) }
            .Where(m => m.Model is not null).Select(m => (m.Field, m.Model!));
}
