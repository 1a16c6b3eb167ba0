using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>A model as its server lists it. What the server does not say is null.</summary>
public sealed record ListedModel(string Name, long? ContextWindow, DateOnly? ShutdownDate);

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
        var window = item.Count("max_model_len") ?? item.Count("context_length") ?? item.Count("max_context_length") ?? item.Count("context_window") ?? item.Get("meta")?.Count("n_ctx_train");
        var shutdown = DateOnly.TryParseExact(item.Text("shutdown_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null;
        return new(name, window, shutdown);
    }
}
