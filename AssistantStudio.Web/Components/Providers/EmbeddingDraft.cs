using AssistantStudio.Core.Providers;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>The organisation's embedding model while somebody chooses it.</summary>
internal sealed class EmbeddingDraft(AiSettingRow<EmbeddingPreference>? stored)
{
    /// <summary>Of an <see cref="EmbeddingModel"/>.</summary>
    public string? Key { get; set; } = EmbeddingModel.KeyOf(stored?.Value ?? new());

    public int? Dimensions { get; set; } = stored?.Value.Dimensions;

    /// <param name="models">That have a name to be shown by.</param>
    public static DraftFields<EmbeddingDraft> Fields(IReadOnlyList<EmbeddingModel> models) => new DraftFields<EmbeddingDraft>()
        .Add("model", "Model", d => d.Key, (d, key) => d.Key = key, key => models.FirstOrDefault(m => m.Key == key) is { } model ? EmbeddingText.Name(model) : "a model that is not here any more")
        .Add("dimensions", "Dimensions", d => d.Dimensions, (d, value) => d.Dimensions = value, value => value is { } own ? Format.Number(own) : "the model's own");
}
