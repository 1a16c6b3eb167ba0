using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>The answer to POST /v1/chat/completions.</summary>
internal static class ChatCompletionWriter
{
    public static Task WriteAsync(HttpResponse http, OpenAiAnswer answer, ChatResponse response, CancellationToken ct) =>
        OpenAiJson.WriteAsync(http, (answer, response), static (json, both) => Write(json, both.answer, both.response), ct);

    /// <inheritdoc cref="OpenAiStream.WriteAsync"/>
    public static Task<Exception?> StreamAsync(
        HttpResponse http, OpenAiRequest request, OpenAiAnswer answer, IAsyncEnumerable<ChatResponseUpdate> updates, string reference, TimeProvider clock, CancellationToken ct) =>
        OpenAiStream.WriteAsync(http, new ChatCompletionStream(answer, request.IncludeUsage), updates, reference, clock, OpenAiLimits.Silence, ct);

    private static void Write(Utf8JsonWriter json, OpenAiAnswer answer, ChatResponse response)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteString("model"u8, answer.Model);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WritePropertyName("message"u8);
        var contents = OpenAiContents.Of(response);
        Message(json, contents);
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, OpenAiJson.Reason(response.FinishReason, contents.Calls is not null));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        OpenAiJson.ChatUsage(json, response.Usage);
        OpenAiCitations.Write(json, contents.Citations);
        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, OpenAiContents contents)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (contents.Text.Length > 0 || (contents.Calls is null && contents.Refusal is null))
        {
            json.WriteString("content"u8, contents.Text);
        }
        else
        {
            json.WriteNull("content"u8);
        }

        json.WriteString("refusal"u8, contents.Refusal);
        if (contents.Calls is { } calls)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                Call(json, call);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Call(Utf8JsonWriter json, FunctionCallContent call)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, OpenAiIds.OfCall(call.CallId));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, OpenAiJson.ArgumentsOf(call));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
