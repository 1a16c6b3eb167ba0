using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>The model that makes this organisation's vectors. Without a decision the built-in one does.</summary>
public sealed record EmbeddingPreference : IAiSetting<EmbeddingPreference>
{
    /// <summary>No published model has vectors as long.</summary>
    public const int MaxDimensions = 16_384;

    public static AiSettingKind Kind => AiSettingKind.Preference;

    public static string Name => "embedding";

    public static string Title => "Embedding model";

    /// <summary>Null: the built-in embeddings.</summary>
    public Guid? ProviderId { get; init; }

    /// <summary>Null with the built-in embeddings only.</summary>
    public string? Model { get; init; }

    /// <summary>Shorter vectors of a model that can make some. Null: as long as the model makes them.</summary>
    public int? Dimensions { get; init; }

    public void Check(Validator errors)
    {
        if (ProviderId is null)
        {
            errors.Check(Model is null or HashedEmbeddingGenerator.ModelId, "model", "Say whose model it is. Without a provider it is the built-in one.")
                .Check(
                    Dimensions is null or LocalEmbeddingLimits.DefaultDimensions, "dimensions",
                    string.Create(CultureInfo.InvariantCulture, $"The built-in embeddings have {LocalEmbeddingLimits.DefaultDimensions} dimensions."));
            return;
        }

        errors.Check(PlainText.IsVisible(Model ?? ""), "model", "Choose a model.")
            .Check((Model ?? "").Length <= UsageLimits.ModelLength, "model", $"At most {UsageLimits.ModelLength} characters.")
            .Check(Dimensions is null or (>= 1 and <= MaxDimensions), "dimensions", string.Create(CultureInfo.InvariantCulture, $"Between 1 and {MaxDimensions:#,0}, or nothing for the model's own."));
    }

    public IEnumerable<(string Field, Guid ProviderId)> NamedProviders() => ProviderId is { } id ? [("providerId", id)] : [];

    internal EmbeddingPreference WithSuccessor(Successor by) => this with { ProviderId = by.Id, Model = by.SameModel(Model!) };

    internal IEnumerable<string> NamedModels() => this is { ProviderId: not null, Model: { } model } ? [model] : [];
}
