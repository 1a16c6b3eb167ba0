using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>Reads what servers really send: a field may be missing, null, or of another type than documented.</summary>
internal static class WireJson
{
    private const double LastWholeDouble = 9_007_199_254_740_992;

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value : null;

    public static string? Text(this JsonElement element, string name) => element.Get(name) is { } value ? value.AsText() : null;

    /// <summary>Strings and numbers as text; anything else is none.</summary>
    public static string? AsText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    /// <summary>A count: whole, as a float, or as text. Negative ones are none.</summary>
    public static long? Count(this JsonElement element, string name)
    {
        if (element.Get(name)?.AsText() is not { } text || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return number is >= 0 and <= LastWholeDouble ? (long)number : null;
    }

    public static decimal? Amount(this JsonElement element, string name) =>
        element.Get(name)?.AsText() is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>Seconds since 1970, with or without a fraction.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Count(name) is { } seconds && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Null when the text is not JSON.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
