using System.Text.Json;
using AssistantStudio.Core.Conversations;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Web.Api;

/// <summary>Where a response stands.</summary>
/// <param name="Status">in_progress, completed, incomplete or failed.</param>
internal sealed record ResponsesState(string Status, IReadOnlyList<ResponsesItem> Output, UsageDetails? Usage = null)
{
    public string? IncompleteReason { get; init; }

    public OpenAiError? Error { get; init; }

    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>As it ends: what stopped before its end is incomplete.</summary>
    public static ResponsesState Ended(ChatFinishReason? finish, IReadOnlyList<ResponsesItem> output, UsageDetails? usage)
    {
        var reason = finish?.Value switch
        {
            "length" => "max_output_tokens",
            "content_filter" => "content_filter",
            _ => null,
        };
        return new(reason is null ? "completed" : "incomplete", output, usage ?? new()) { IncompleteReason = reason };
    }
}

/// <summary>The object "response", which repeats what was asked.</summary>
internal static class ResponsesObject
{
    public static void Write(Utf8JsonWriter json, OpenAiAnswer answer, OpenAiRequest request, ResponsesState state)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, answer.Created);
        json.WriteString("status"u8, state.Status);
        json.WriteBoolean("background"u8, false);
        Error(json, state.Error);
        Incomplete(json, state.IncompleteReason);
        json.WriteNull("instructions"u8);
        Number(json, "max_output_tokens"u8, request.Options.MaxOutputTokens);
        json.WriteString("model"u8, answer.Model);
        json.WriteStartArray("output"u8);
        foreach (var item in state.Output)
        {
            item.Write(json, isDone: true);
        }

        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls"u8, request.Options.AllowMultipleToolCalls ?? true);
        json.WriteNull("previous_response_id"u8);
        json.WriteBoolean("store"u8, false);
        Number(json, "temperature"u8, request.Options.Temperature);
        Number(json, "top_p"u8, request.Options.TopP);
        Format(json, request.Options.ResponseFormat);
        Tools(json, request.Options);
        json.WriteString("truncation"u8, "disabled"u8);
        json.WritePropertyName("usage"u8);
        if (state.Usage is null)
        {
            json.WriteNullValue();
        }
        else
        {
            OpenAiJson.ResponseUsage(json, state.Usage);
        }

        json.WriteString("user"u8, request.User);
        Metadata(json, request.Metadata);
        OpenAiCitations.Write(json, state.Citations);
        json.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter json, OpenAiError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, error.Code ?? error.Type);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private static void Incomplete(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static void Format(Utf8JsonWriter json, ChatResponseFormat? format)
    {
        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        if (format is ChatResponseFormatJson { Schema: { } schema } named)
        {
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteString("name"u8, named.SchemaName);
            if (named.SchemaDescription is { } description)
            {
                json.WriteString("description"u8, description);
            }

            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            json.WriteBoolean("strict"u8, true);
        }
        else
        {
            json.WriteString("type"u8, format is ChatResponseFormatJson ? "json_object"u8 : "text"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Tools(Utf8JsonWriter json, ChatOptions options)
    {
        json.WritePropertyName("tool_choice"u8);
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteString("name"u8, name);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStringValue(options.ToolMode switch
            {
                NoneChatToolMode => "none"u8,
                RequiredChatToolMode => "required"u8,
                _ => "auto"u8,
            });
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("parameters"u8);
            tool.JsonSchema.WriteTo(json);
            json.WriteBoolean("strict"u8, false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Metadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject("metadata"u8);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> field, float? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(field, number);
        }
        else
        {
            json.WriteNull(field);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> field, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(field, number);
        }
        else
        {
            json.WriteNull(field);
        }
    }
}
