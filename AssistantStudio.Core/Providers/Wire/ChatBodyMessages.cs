using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>A conversation as Chat Completions has it.</summary>
internal static class ChatBodyMessages
{
    private const int ShortId = 9;

    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static void Write(Utf8JsonWriter json, IEnumerable<ChatMessage> messages, string? instructions, string model, WireProfile profile)
    {
        var all = messages.ToArray();
        var system = profile.KnowsDeveloperRole && ModelRules.KnowsDeveloperRole(model) ? "developer" : "system";

        // Thinking goes back only while the tools it led to are being called: after the last thing a person said.
        var lastFromUser = Array.FindLastIndex(all, m => m.Role == ChatRole.User);
        json.WriteStartArray();
        if (!string.IsNullOrEmpty(instructions))
        {
            Simple(json, system, instructions);
        }

        for (var i = 0; i < all.Length; i++)
        {
            var message = all[i];
            if (message.Role == ChatRole.Assistant)
            {
                Assistant(json, message, profile, i > lastFromUser);
            }
            else if (message.Role == ChatRole.System || message.Role.Value == "developer")
            {
                Simple(json, system, message.Text);
            }
            else if (message.Role == ChatRole.User)
            {
                User(json, message);
            }

            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                Result(json, result, profile);
            }
        }

        json.WriteEndArray();
    }

    public static string TextOf(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is null ? "" : "The tool failed.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        var other => JsonSerializer.Serialize(other, s_compact.GetTypeInfo(typeof(object))),
    };

    /// <summary>What the model sent, when it could not be read; else what was read of it.</summary>
    public static string ArgumentsOf(FunctionCallContent call) =>
        call.AdditionalProperties?.TryGetValue(WireKeys.RawArguments, out var raw) == true && raw is string text && call.Exception is null ? text
        : call.Arguments is { Count: > 0 } arguments ? JsonSerializer.Serialize(arguments, s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)))
        : "{}";

    /// <summary>An address that a server takes: a link, or the bytes themselves.</summary>
    public static string? ImageOf(AIContent content) => content switch
    {
        DataContent data when data.HasTopLevelMediaType("image") => data.Uri,
        UriContent link when link.HasTopLevelMediaType("image") => link.Uri.AbsoluteUri,
        _ => null,
    };

    private static void Simple(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void User(Utf8JsonWriter json, ChatMessage message)
    {
        var parts = message.Contents.Where(c => c is TextContent or DataContent or UriContent).ToArray();
        if (parts.Length == 0)
        {
            return;
        }

        // Many servers know plain text only: parts are for what is more.
        if (parts.All(p => p is TextContent))
        {
            Simple(json, "user", message.Text);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("content");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            if (part is TextContent text)
            {
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
            }
            else
            {
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", ImageOf(part) ?? throw new ValidationException("messages", "Only text and pictures can be sent to this model."));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Assistant(Utf8JsonWriter json, ChatMessage message, WireProfile profile, bool isCurrentTurn)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        var thinking = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(r => r.Text));
        if (calls.Length == 0 && message.Text.Length == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", "assistant");
        if (profile.ThinkingBack == ThinkingBack.Parts && thinking.Length > 0)
        {
            ThinkingParts(json, thinking, message.Text);
        }
        else if (message.Text.Length > 0)
        {
            json.WriteString("content", message.Text);
        }
        else
        {
            json.WriteNull("content");
        }

        if (profile.ThinkingBack == ThinkingBack.ReasoningContent && isCurrentTurn && calls.Length > 0 && thinking.Length > 0)
        {
            json.WriteString("reasoning_content", thinking);
        }

        if (calls.Length > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                Call(json, call, profile);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void ThinkingParts(Utf8JsonWriter json, string thinking, string text)
    {
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "thinking");
        json.WriteStartArray("thinking");
        TextPart(json, thinking);
        json.WriteEndArray();
        json.WriteEndObject();
        if (text.Length > 0)
        {
            TextPart(json, text);
        }

        json.WriteEndArray();
    }

    private static void TextPart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void Call(Utf8JsonWriter json, FunctionCallContent call, WireProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("id", IdOf(call.CallId, profile));
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", call.Name);
        json.WriteString("arguments", ArgumentsOf(call));
        json.WriteEndObject();

        // A signature belongs to the call it came with, and the vendor checks it.
        if (call.AdditionalProperties?.TryGetValue(WireKeys.ExtraContent, out var extra) == true && extra is JsonElement element)
        {
            json.WritePropertyName("extra_content");
            element.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, FunctionResultContent result, WireProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("role", "tool");
        json.WriteString("tool_call_id", IdOf(result.CallId, profile));
        json.WriteString("content", TextOf(result));
        json.WriteEndObject();
    }

    private static string IdOf(string id, WireProfile profile) =>
        !profile.ShortCallIds || (id.Length == ShortId && id.All(char.IsAsciiLetterOrDigit)) ? id
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..ShortId];
}
