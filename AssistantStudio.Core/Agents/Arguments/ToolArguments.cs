using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>
/// Reads what a model sends as arguments: nothing at all, JSON in a code fence, or a JSON text that holds JSON. Half of
/// it is never completed: a tool must not do something that nobody said.
/// </summary>
internal static class ToolArguments
{
    private const string Fence = "```";

    private static readonly JsonElement s_none = JsonElement.Parse("{}");

    private static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>One of the two is null.</summary>
    public static (JsonElement? Arguments, string? Problem) Read(string? json)
    {
        if (json?.Length > ToolLimits.ArgumentsLength)
        {
            return (null, FormattableString.Invariant($"The arguments have {json.Length:#,0} characters; at most {ToolLimits.ArgumentsLength:#,0} are possible."));
        }

        try
        {
            var value = Parse(json ?? "");
            if (value is { ValueKind: JsonValueKind.String } && value.Value.GetString() is { } inner)
            {
                value = Parse(inner);
            }

            return value switch
            {
                null or { ValueKind: JsonValueKind.Null } => (s_none, null),
                { ValueKind: JsonValueKind.Object } => (value, null),
                _ => (null, "The arguments must be one JSON object, such as {\"name\": \"value\"}."),
            };
        }
        catch (JsonException e)
        {
            return (null, FormattableString.Invariant($"The arguments are not one whole JSON object (line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}). Send them again, complete."));
        }
        catch (InvalidOperationException)
        {
            return (null, "The arguments hold half of a character. Send them again as plain JSON.");
        }
    }

    private static JsonElement? Parse(string text)
    {
        text = WithoutFence(text.Trim().TrimStart('\uFEFF'));
        return text.Length == 0 ? null : JsonElement.Parse(text, s_options);
    }

    /// <summary><c>```json {"a": 1} ```</c>, on one line or on several.</summary>
    private static string WithoutFence(string text)
    {
        if (text.Length < 2 * Fence.Length || !text.StartsWith(Fence, StringComparison.Ordinal) || !text.EndsWith(Fence, StringComparison.Ordinal))
        {
            return text;
        }

        var inner = text[Fence.Length..^Fence.Length].TrimStart();
        var language = inner.AsSpan().IndexOfAnyExceptInRange('a', 'z') is >= 0 and var end ? end : inner.Length;
        return inner[..language] is "json" or "jsonc" or "javascript" or "js" ? inner[language..].Trim() : inner.Trim();
    }
}
