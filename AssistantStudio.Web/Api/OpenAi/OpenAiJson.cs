using System.Text.Encodings.Web;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>JSON straight into the answer, without texts or documents in between.</summary>
internal static class OpenAiJson
{
    /// <summary>It is JSON and never part of a page: only what JSON itself needs is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>A whole answer. The state is passed on, so that the function that writes can be static.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T state, Action<Utf8JsonWriter, T> write, CancellationToken ct)
    {
        response.ContentType = "application/json";
        await response.StartAsync(ct);
        await using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
        {
            write(json, state);
        }

        await response.BodyWriter.FlushAsync(ct);
    }

    /// <summary>Arguments go on as the model wrote them, where that is known.</summary>
    public static string ArgumentsOf(FunctionCallContent call) =>
        call.AdditionalProperties?.TryGetValue(WireKeys.RawArguments, out var raw) == true && raw is string { Length: > 0 } text ? text
        : call.Arguments is { Count: > 0 } arguments ? JsonSerializer.Serialize(arguments, s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)))
        : "{}";

    /// <summary>A call for the client to run. One that has been dealt with already is told of only.</summary>
    public static bool IsForClient(AIContent content) => content is FunctionCallContent { InformationalOnly: false };

    public static string? RefusalOf(AIContent content) => content is ErrorContent { ErrorCode: "refusal", Message.Length: > 0 } refusal ? refusal.Message : null;

    public static string Reason(ChatFinishReason? finish, bool called) => finish?.Value switch
    {
        "length" => "length",
        "content_filter" => "content_filter",
        _ => called ? "tool_calls" : "stop",
    };

    /// <summary>Whole numbers always: strict clients take neither null nor nothing.</summary>
    public static void ChatUsage(Utf8JsonWriter json, UsageDetails? usage)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, usage?.InputTokenCount ?? 0);
        json.WriteNumber("completion_tokens"u8, usage?.OutputTokenCount ?? 0);
        json.WriteNumber("total_tokens"u8, Total(usage));
        json.WriteStartObject("prompt_tokens_details"u8);
        Cached(json, usage);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage?.ReasoningTokenCount ?? 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void ResponseUsage(Utf8JsonWriter json, UsageDetails? usage)
    {
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, usage?.InputTokenCount ?? 0);
        json.WriteStartObject("input_tokens_details"u8);
        Cached(json, usage);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage?.OutputTokenCount ?? 0);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage?.ReasoningTokenCount ?? 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, Total(usage));
        json.WriteEndObject();
    }

    public static long Total(UsageDetails? usage) => usage?.TotalTokenCount ?? (usage?.InputTokenCount ?? 0) + (usage?.OutputTokenCount ?? 0);

    private static void Cached(Utf8JsonWriter json, UsageDetails? usage)
    {
        json.WriteNumber("cached_tokens"u8, usage?.CachedInputTokenCount ?? 0);
        if (usage?.AdditionalCounts is { } more && more.TryGetValue(WireKeys.CacheWrite, out var written) && written > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, written);
        }
    }
}
