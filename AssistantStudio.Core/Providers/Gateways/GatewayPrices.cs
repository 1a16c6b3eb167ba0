using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

internal static class GatewayPrices
{
    /// <summary>
    /// What the gateway would bill for a call with these tokens, in nano-dollars. Null: it has no price for the model, which
    /// it tells as 0.
    /// </summary>
    public static async Task<long?> ReadGatewayPriceAsync(this HttpClient http, WireConnection connection, CountedCall call, CancellationToken ct)
    {
        var beside = connection.BesideVersion();
        using var request = beside.Request(HttpMethod.Post, "spend/calculate", JsonContent.Create(new JsonObject { ["completion_response"] = AnswerOf(call) }));
        var (body, response) = await http.CallAsync(beside, request, call.Model, ct).ConfigureAwait(false);
        using (response)
        {
            return body.GatewayMoney("cost") is { } cost and not 0 ? cost : null;
        }
    }

    /// <summary>Gateways add up in floating point; nobody owes parts of a nano-dollar.</summary>
    public static long? GatewayMoney(this JsonElement owner, string name) =>
        owner.Amount(name) is { } dollars ? NanoDollars.Round(dollars) : null;

    /// <summary>The price asks for a whole answer, and reads its model and its counts.</summary>
    private static JsonObject AnswerOf(CountedCall call)
    {
        var usage = new JsonObject { ["prompt_tokens"] = call.InputTokens, ["total_tokens"] = call.InputTokens + call.OutputTokens };
        if (call.IsEmbedding)
        {
            return new() { ["object"] = "list", ["model"] = call.Model, ["data"] = new JsonArray(), ["usage"] = usage };
        }

        usage["completion_tokens"] = call.OutputTokens;
        usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = call.CachedTokens };
        if (call.CacheWriteTokens > 0)
        {
            usage["cache_creation_input_tokens"] = call.CacheWriteTokens;
        }

        usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = call.ReasoningTokens };
        return new()
        {
            ["id"] = call.Id.ToString(),
            ["object"] = "chat.completion",
            ["created"] = new DateTimeOffset(call.At, TimeSpan.Zero).ToUnixTimeSeconds(),
            ["model"] = call.Model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = "" } }),
            ["usage"] = usage,
        };
    }
}
