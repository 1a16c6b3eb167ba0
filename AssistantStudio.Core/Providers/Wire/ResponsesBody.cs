using System.Buffers;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The body of a Responses request. The history is ours: nothing is stored there, and thinking goes back encrypted.</summary>
internal static class ResponsesBody
{
    public static HttpContent Of(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, string model, WireProfile profile, IReadOnlySet<string> refused, bool stream)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var body = new BodyWriter(json, profile, refused);
            json.WriteStartObject();
            json.WriteString("model", model);
            body.Text("instructions", options.Instructions);
            json.WriteStartArray("input");
            foreach (var message in messages)
            {
                Message(json, message);
            }

            json.WriteEndArray();
            ChatBody.Sampling(body, options, model);
            body.Number("max_output_tokens", options.MaxOutputTokens);
            Reasoning(body, options.Reasoning?.Effort);
            Format(body, options.ResponseFormat);
            ChatBodyTools.Write(body, options, flat: true);
            if (body.Takes("store"))
            {
                json.WriteBoolean("store", false);
            }

            body.Texts("include", ["reasoning.encrypted_content"]);
            if (stream)
            {
                json.WriteBoolean("stream", true);
            }

            ChatBody.Extra(body, options);
            json.WriteEndObject();
        }

        return ChatBody.Content(buffer);
    }

    private static void Message(Utf8JsonWriter json, ChatMessage message)
    {
        var isAssistant = message.Role == ChatRole.Assistant;
        foreach (var thought in message.Contents.OfType<TextReasoningContent>().Where(t => t.ProtectedData is not null))
        {
            Thought(json, thought);
        }

        if (message.Role != ChatRole.Tool && (message.Text.Length > 0 || message.Contents.Any(c => ChatBodyMessages.ImageOf(c) is not null)))
        {
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteString("role", message.Role == ChatRole.System ? "developer" : message.Role.Value);
            json.WriteStartArray("content");
            foreach (var part in message.Contents.Where(c => c is TextContent or DataContent or UriContent))
            {
                Part(json, part, isAssistant);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call");
            json.WriteString("call_id", call.CallId);
            json.WriteString("name", call.Name);
            json.WriteString("arguments", ChatBodyMessages.ArgumentsOf(call));
            json.WriteEndObject();
        }

        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call_output");
            json.WriteString("call_id", result.CallId);
            json.WriteString("output", ChatBodyMessages.TextOf(result));
            json.WriteEndObject();
        }
    }

    private static void Part(Utf8JsonWriter json, AIContent part, bool isAssistant)
    {
        json.WriteStartObject();
        if (part is TextContent text)
        {
            json.WriteString("type", isAssistant ? "output_text" : "input_text");
            json.WriteString("text", text.Text);
        }
        else
        {
            json.WriteString("type", "input_image");
            json.WriteString("image_url", ChatBodyMessages.ImageOf(part) ?? throw new ValidationException("messages", "Only text and pictures can be sent to this model."));
        }

        json.WriteEndObject();
    }

    private static void Thought(Utf8JsonWriter json, TextReasoningContent thought)
    {
        json.WriteStartObject();
        json.WriteString("type", "reasoning");
        json.WriteStartArray("summary");
        if (thought.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "summary_text");
            json.WriteString("text", thought.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("encrypted_content", thought.ProtectedData);
        json.WriteEndObject();
    }

    private static void Reasoning(BodyWriter body, ReasoningEffort? effort)
    {
        if (ChatBody.EffortOf(effort) is { } word && body.Takes("reasoning"))
        {
            body.Json.WriteStartObject("reasoning");
            body.Json.WriteString("effort", word);
            body.Json.WriteEndObject();
        }
    }

    private static void Format(BodyWriter body, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json || !body.Takes("text"))
        {
            return;
        }

        body.Json.WriteStartObject("text");
        body.Json.WriteStartObject("format");
        body.Json.WriteString("type", json.Schema is null ? "json_object" : "json_schema");
        if (json.Schema is { } schema)
        {
            body.Json.WriteString("name", json.SchemaName ?? "answer");
            body.Json.WritePropertyName("schema");
            schema.WriteTo(body.Json);
        }

        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }
}
