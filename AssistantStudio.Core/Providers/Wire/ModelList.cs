using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>A model as its server lists it. What the server does not say is null.</summary>
public sealed record ListedModel(string Name, long? ContextWindow, DateOnly? ShutdownDate)
{
    public long? MaxOutput { get; init; }

    public int? Dimensions { get; init; }

    public ModelCapabilities Capabilities { get; init; }
}

public static class ModelList
{
    private const int MaxModels = 5_000;

    public static async Task<IReadOnlyList<ListedModel>> ReadModelsAsync(this HttpClient http, WireConnection connection, CancellationToken ct)
    {
        using var request = connection.Request(HttpMethod.Get, "models");
        var (root, response) = await http.CallAsync(connection, request, null, ct).ConfigureAwait(false);
        using (response)
        {
            return Read(root) ?? throw new ModelCallException(ProviderFault.Unreadable, $"{connection.Name} sent no list of models.");
        }
    }

    internal static IReadOnlyList<ListedModel>? Read(JsonElement root)
    {
        var items = root.ValueKind == JsonValueKind.Array ? root : root.Get("data") ?? root.Get("models");
        return items is not { ValueKind: JsonValueKind.Array } list ? null
            : [.. list.EnumerateArray().Select(One).OfType<ListedModel>().DistinctBy(m => m.Name).Take(MaxModels)];
    }

    private static ListedModel? One(JsonElement item)
    {
        var name = item.ValueKind == JsonValueKind.String ? item.GetString() : item.Text("id") ?? item.Text("key") ?? item.Text("name");
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        // Gemini lists "models/gemini-…" and is asked for "gemini-…".
        name = name.StartsWith("models/", StringComparison.Ordinal) ? name["models/".Length..] : name;
        if (name.Length > IntegrationLimits.ModelLength)
        {
            return null; // Nobody could ask for it.
        }

        var window = item.Count("max_input_tokens") ?? item.Count("max_model_len") ?? item.Count("context_length") ?? item.Count("max_context_length") ?? item.Count("context_window") ?? item.Get("meta")?.Count("n_ctx_train");
        var shutdown = DateOnly.TryParseExact((item.Text("shutdown_date") ?? item.Text("deprecation")) is { Length: >= 10 } day ? day[..10] : null, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null;
        return new(name, window, shutdown)
        {
            // Where a server tells both, the second is of the answer; alone it is mostly the window.
            MaxOutput = item.Count("max_input_tokens") is null ? item.Get("top_provider")?.Count("max_completion_tokens") : item.Count("max_tokens"),
            Capabilities = CapabilitiesOf(item),
        };
    }

    /// <summary>
    /// <c>{"capabilities":{"completion_chat":true,"vision":false}}</c>, <c>{"type":"embedding"}</c>,
    /// <c>{"architecture":{"input_modalities":["text","image"]},"supported_parameters":["tools"]}</c>: as far as a server says it.
    /// </summary>
    private static ModelCapabilities CapabilitiesOf(JsonElement item)
    {
        var told = item.Get("capabilities");
        bool Can(params string[] names) => names.Any(n => told?.Get(n) is { } value
            && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Object && value.Get("supported") is not { ValueKind: JsonValueKind.False })));
        bool Takes(string parameter) => item.Items("supported_parameters").Any(p => p.AsText() == parameter);
        var isEmbedding = item.Text("type") is "embedding" or "embeddings" || Can("embedding", "embeddings");
        var sees = Can("vision", "image_input") || item.Get("architecture")?.Items("input_modalities").Any(m => m.AsText() == "image") == true;
        var all = (sees ? ModelCapabilities.Vision : 0)
            | (Can("function_calling", "trained_for_tool_use", "tools") || Takes("tools") ? ModelCapabilities.Tools : 0)
            | (Can("structured_outputs") || Takes("structured_outputs") || Takes("response_format") ? ModelCapabilities.Json : 0)
            | (Can("thinking", "reasoning") || Takes("reasoning") ? ModelCapabilities.Reasoning : 0);
        return isEmbedding ? ModelCapabilities.Embedding
            : all != 0 || Can("completion_chat") || item.Text("type") == "llm" ? all | ModelCapabilities.Chat : ModelCapabilities.None;
    }
}
