using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The content of a message or of a piece of one: text, thinking, refusal, in the shapes they come in.</summary>
internal static class WireContent
{
    public static IEnumerable<AIContent> Read(JsonElement message)
    {
        var thinking = message.Text("reasoning_content") ?? message.Text("reasoning") ?? message.Get("reasoning")?.Text("content");
        if (!string.IsNullOrEmpty(thinking))
        {
            yield return new TextReasoningContent(thinking);
        }

        if (message.Get("content") is { } content)
        {
            foreach (var part in Parts(content))
            {
                yield return part;
            }
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
        {
            yield return new ErrorContent(refusal) { ErrorCode = "refusal" };
        }
    }

    /// <summary>One text of neighbours: a message in many parts reads as one.</summary>
    private static IEnumerable<AIContent> Parts(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            if (content.GetString() is { Length: > 0 } text)
            {
                yield return new TextContent(text);
            }

            yield break;
        }

        var parts = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().ToArray() : [content];
        var thinking = string.Concat(parts.Where(IsThinking).Select(ThinkingOf));
        if (thinking.Length > 0)
        {
            yield return new TextReasoningContent(thinking);
        }

        var plain = string.Concat(parts.Where(p => !IsThinking(p) && p.Text("type") != "refusal").Select(TextOf));
        if (plain.Length > 0)
        {
            yield return new TextContent(plain);
        }

        foreach (var refusal in parts.Select(p => p.Text("refusal")).OfType<string>())
        {
            yield return new ErrorContent(refusal) { ErrorCode = "refusal" };
        }
    }

    private static bool IsThinking(JsonElement part) => part.Text("type") is "thinking" or "reasoning";

    private static string ThinkingOf(JsonElement part)
    {
        var text = new StringBuilder(part.Text("thinking") ?? part.Text("text"));
        foreach (var inner in part.Items("thinking"))
        {
            text.Append(TextOf(inner));
        }

        return text.ToString();
    }

    private static string? TextOf(JsonElement part) => part.ValueKind == JsonValueKind.String ? part.GetString() : part.Text("text") ?? part.Get("text")?.Text("value");
}
