using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads JSON of others, in which anything may be absent, null or of another kind than its documentation says.</summary>
internal static class JsonValues
{
    /// <summary>A text that says something.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.String } text && JsonFlat.Text(text) is { Length: > 0 } value ? value : null;

    public static long? Number(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public static bool Flag(JsonElement element, params ReadOnlySpan<string> path) => At(element, path)?.ValueKind == JsonValueKind.True;

    public static JsonElement? Object(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.Object } found ? found : null;

    public static IEnumerable<JsonElement> Items(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Properties(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    private static JsonElement? At(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }
}
