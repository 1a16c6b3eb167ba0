using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Agents;

/// <summary>What a schema asks for and what a value is, in words: <c>a whole number from 1 to 30</c>, <c>"two"</c>.</summary>
internal static class SchemaWords
{
    private const int ShownLength = 60;
    private const int ShownChoices = 20;

    /// <summary>Null: the schema does not say.</summary>
    public static string? Expected(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return Shown(only);
        }

        if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array)
        {
            string[] shown = [.. choices.EnumerateArray().Take(ShownChoices).Select(Shown)];
            var more = choices.GetArrayLength() - shown.Length;
            return shown is [var one] ? one : $"one of {string.Join(", ", shown)}{(more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "")}";
        }

        string[] types = [.. SchemaTypes.Of(schema).Select(t => OfType(t, schema)).OfType<string>()];
        return types.Length == 0 ? null : Or(types);
    }

    public static string Or(IReadOnlyList<string> words) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    public static string Shown(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return "an object";
            case JsonValueKind.Array:
                return value.GetArrayLength() == 1 ? "a list of 1 item" : string.Create(CultureInfo.InvariantCulture, $"a list of {value.GetArrayLength()} items");
            case JsonValueKind.String:
                var text = value.GetString()!;
                return text.Length > ShownLength ? $"\"{PlainText.Cut(text, ShownLength)}…\"" : $"\"{text}\"";
            default:
                var raw = value.GetRawText();
                return raw.Length > ShownLength ? raw[..ShownLength] + "…" : raw;
        }
    }

    public static string Lengths(JsonElement schema) => Range(schema, "minLength", "maxLength", "characters");

    public static string Counts(JsonElement schema) => Range(schema, "minItems", "maxItems", "items");

    /// <summary>Beginning with a space, or empty.</summary>
    public static string Bounds(JsonElement schema)
    {
        var (least, most) = (Number(schema, "minimum"), Number(schema, "maximum"));
        if (least is not null && most is not null)
        {
            return $" from {least} to {most}";
        }

        string[] parts =
        [
            .. least is null ? [] : new[] { $"of at least {least}" },
            .. Number(schema, "exclusiveMinimum") is { } above ? new[] { $"greater than {above}" } : [],
            .. most is null ? [] : new[] { $"of at most {most}" },
            .. Number(schema, "exclusiveMaximum") is { } below ? new[] { $"less than {below}" } : [],
        ];
        return parts.Length == 0 ? "" : " " + string.Join(" and ", parts);
    }

    private static string? OfType(string type, JsonElement schema) => type switch
    {
        "integer" => "a whole number" + Bounds(schema),
        "number" => "a number" + Bounds(schema),
        "string" => "a text" + Lengths(schema),
        "boolean" => "true or false",
        "array" => "a list" + Counts(schema),
        "object" => "an object",
        "null" => "null",
        _ => null,
    };

    private static string Range(JsonElement schema, string least, string most, string what) => (Number(schema, least), Number(schema, most)) switch
    {
        ({ } from, { } to) when from == to => $" of {from} {what}",
        ({ } from, { } to) => $" of {from} to {to} {what}",
        ({ } from, null) => $" of at least {from} {what}",
        (null, { } to) => $" of at most {to} {what}",
        _ => "",
    };

    private static string? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetRawText() : null;
}
