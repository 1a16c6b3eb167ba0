using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Words that some sentence encoders were trained to find before every text: the e5 family wants to know whether it
/// reads a question or a passage. Only the caller knows, so it is an option of the call. Built-in and static embeddings
/// were trained with none and leave it out.
/// </summary>
public static class EmbeddingPrefix
{
    public const string Query = "query: ";
    public const string Passage = "passage: ";

    private const string Key = "prefix";

    public static EmbeddingGenerationOptions WithPrefix(this EmbeddingGenerationOptions options, string prefix)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[Key] = prefix;
        return options;
    }

    internal static string Of(EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(Key, out string? prefix) ? prefix ?? "" : "";
}
