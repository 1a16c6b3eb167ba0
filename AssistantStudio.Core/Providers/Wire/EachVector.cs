using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Whoever embeds many texts looks at each vector itself: one that cannot be read must not take the others along, which are
/// paid for. Then it comes as it was sent: empty, of another length, or with what is no number.
/// </summary>
internal static class EachVector
{
    private const string Key = "studio.each_vector";

    public static EmbeddingGenerationOptions TakingEach(this EmbeddingGenerationOptions? options)
    {
        var copy = options?.Clone() ?? new();
        (copy.AdditionalProperties ??= [])[Key] = true;
        return copy;
    }

    public static bool TakesEach(this EmbeddingGenerationOptions? options) => WireKeys.Extra<bool>(options?.AdditionalProperties, Key);
}
