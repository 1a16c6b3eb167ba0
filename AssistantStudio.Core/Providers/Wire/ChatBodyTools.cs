using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Functions that a model may ask for, and how freely. The shape differs between the two ways of asking.</summary>
internal static class ChatBodyTools
{
    private static readonly JsonElement s_noParameters = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{}}""");

    public static void Write(BodyWriter body, ChatOptions options, bool flat = false)
    {
        var functions = options.Tools?.OfType<AIFunctionDeclaration>().ToArray() ?? [];
        if (functions.Length == 0 || !body.Takes("tools"))
        {
            return;
        }

        body.Json.WriteStartArray("tools");
        foreach (var function in functions)
        {
            Write(body.Json, function, flat);
        }

        body.Json.WriteEndArray();
        Choice(body, options.ToolMode, flat);
        if (options.AllowMultipleToolCalls is { } many && body.Takes("parallel_tool_calls"))
        {
            body.Json.WriteBoolean("parallel_tool_calls", many);
        }
    }

    private static void Write(Utf8JsonWriter json, AIFunctionDeclaration function, bool flat)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        if (!flat)
        {
            json.WriteStartObject("function");
        }

        json.WriteString("name", function.Name);
        if (function.Description is { Length: > 0 } description)
        {
            json.WriteString("description", description);
        }

        json.WritePropertyName("parameters");
        (function.JsonSchema.ValueKind == JsonValueKind.Object ? function.JsonSchema : s_noParameters).WriteTo(json);
        if (!flat)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Choice(BodyWriter body, ChatToolMode? mode, bool flat)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                body.Text("tool_choice", "none");
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name } when body.Takes("tool_choice"):
                body.Json.WriteStartObject("tool_choice");
                body.Json.WriteString("type", "function");
                if (flat)
                {
                    body.Json.WriteString("name", name);
                }
                else
                {
                    body.Json.WriteStartObject("function");
                    body.Json.WriteString("name", name);
                    body.Json.WriteEndObject();
                }

                body.Json.WriteEndObject();
                break;
            case RequiredChatToolMode { RequiredFunctionName: null }:
                body.Text("tool_choice", "required");
                break;
            case AutoChatToolMode:
                body.Text("tool_choice", "auto");
                break;
        }
    }
}
