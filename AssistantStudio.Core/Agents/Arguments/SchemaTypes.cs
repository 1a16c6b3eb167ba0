using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>The types that a schema names, and of which type a value is.</summary>
internal static class SchemaTypes
{
    private static readonly string[] s_known = ["integer", "number", "string", "boolean", "array", "object", "null"];

    /// <summary>Empty: every type. A type that JSON Schema does not have says nothing.</summary>
    public static IReadOnlyList<string> Of(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return [];
        }

        var named = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1);
        string[] types = [.. named.Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!)];
        return types.All(t => s_known.Contains(t, StringComparer.Ordinal)) ? types : [];
    }

    public static bool Fits(JsonElement value, IReadOnlyList<string> types) => types.Count == 0 || types.Any(type => type switch
    {
        "integer" => IsWhole(value),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Null,
    });

    public static int Compare(JsonElement a, JsonElement b) =>
        a.TryGetDecimal(out var exactA) && b.TryGetDecimal(out var exactB) ? exactA.CompareTo(exactB) : a.GetDouble().CompareTo(b.GetDouble());

    /// <summary>1.0 and 1e3 are whole numbers, too.</summary>
    private static bool IsWhole(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && (value.TryGetDecimal(out var exact) ? exact == decimal.Truncate(exact) : double.IsInteger(value.GetDouble()));
}
