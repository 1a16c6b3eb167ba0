using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What servers tell about their models beside the list, each at an address of its own. Who tells nothing loses nothing.</summary>
internal static class ModelDetails
{
    /// <summary>Ollama is asked model by model; whoever has more has them described by hand.</summary>
    private const int MostAsked = 100;
    private const int AtOnce = 4;

    /// <summary><c>POST /api/show {"model":"…"}</c>: <c>{"model_info":{"llama.context_length":131072},"capabilities":["completion","tools"]}</c></summary>
    public static async Task<IReadOnlyList<ListedModel>> WithOllamaAsync(this HttpClient http, WireConnection connection, IReadOnlyList<ListedModel> listed, CancellationToken ct)
    {
        var beside = connection.BesideVersion();
        var described = listed.ToArray();
        await Parallel.ForAsync(0, Math.Min(described.Length, MostAsked), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, inner) =>
        {
            try
            {
                using var request = beside.Request(HttpMethod.Post, "api/show", JsonContent.Create(new { model = described[i].Name }));
                var (body, response) = await http.CallAsync(beside, request, null, inner).ConfigureAwait(false);
                response.Dispose();
                described[i] = Shown(described[i], body);
            }
            catch (StudioException)
            {
                // A server that only looks like Ollama.
            }
        }).ConfigureAwait(false);
        return described;
    }

    /// <summary><c>GET /model/info</c>: <c>{"data":[{"model_name":"…","model_info":{"mode":"chat","max_input_tokens":8192,"supports_vision":true}}]}</c></summary>
    public static async Task<IReadOnlyList<ListedModel>> WithGatewayAsync(this HttpClient http, WireConnection connection, IReadOnlyList<ListedModel> listed, CancellationToken ct)
    {
        try
        {
            var beside = connection.BesideVersion();
            using var request = beside.Request(HttpMethod.Get, "model/info");
            var (body, response) = await http.CallAsync(beside, request, null, ct).ConfigureAwait(false);
            response.Dispose();

            // A name that balances over several deployments stands there once for each: the first one counts.
            var known = body.Items("data").Where(m => m.Text("model_name") is not null && m.Get("model_info") is { ValueKind: JsonValueKind.Object })
                .DistinctBy(m => m.Text("model_name")).ToDictionary(m => m.Text("model_name")!, m => PriceListReader.ModelOf(m.Text("model_name")!, m.Get("model_info")!.Value));
            return [.. listed.Select(m => known.GetValueOrDefault(m.Name) is { } told
                ? m with
                {
                    ContextWindow = m.ContextWindow ?? told.ContextWindow,
                    MaxOutput = m.MaxOutput ?? told.MaxOutput,
                    Dimensions = told.Dimensions,
                    Capabilities = m.Capabilities | told.Capabilities,
                }
                : m)];
        }
        catch (StudioException)
        {
            return listed; // An older gateway, or a key that may not ask.
        }
    }

    internal static ListedModel Shown(ListedModel listed, JsonElement told)
    {
        var can = told.Items("capabilities").Select(c => c.AsText()).OfType<string>().ToHashSet();
        var isEmbedding = can.Contains("embedding");
        var capabilities = isEmbedding ? ModelCapabilities.Embedding : !can.Contains("completion") ? ModelCapabilities.None : ModelCapabilities.Chat
            | (can.Contains("tools") ? ModelCapabilities.Tools : 0) | (can.Contains("vision") ? ModelCapabilities.Vision : 0) | (can.Contains("thinking") ? ModelCapabilities.Reasoning : 0);
        return listed with
        {
            ContextWindow = listed.ContextWindow ?? Count(".context_length"),
            Dimensions = isEmbedding ? (int?)Count(".embedding_length") : null,
            Capabilities = listed.Capabilities | capabilities,
        };

        long? Count(string end) => told.Get("model_info") is { ValueKind: JsonValueKind.Object } info
            ? info.EnumerateObject().Where(p => p.Name.EndsWith(end, StringComparison.Ordinal)).Select(p => info.Count(p.Name)).FirstOrDefault(n => n is > 0)
            : null;
    }
}
