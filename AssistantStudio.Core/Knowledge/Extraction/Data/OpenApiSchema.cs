using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Names the types of an API description in words. References are followed once, never in circles.</summary>
internal static class OpenApiSchema
{
    private const int Depth = 6;

    public static string Parameter(JsonElement parameter)
    {
        var type = JsonValues.Object(parameter, "schema") is null ? TypeOf(parameter, 0) : NameOf(parameter, "schema");
        var facts = string.Join(", ", new[] { JsonValues.Text(parameter, "in"), type, JsonValues.Flag(parameter, "required") ? "required" : null }.Where(f => !string.IsNullOrEmpty(f)));
        return $"- `{JsonValues.Text(parameter, "name")}` ({facts}){After(JsonValues.Text(parameter, "description"))}";
    }

    public static IEnumerable<string> Properties(JsonElement root, JsonElement schema)
    {
        var parts = new[] { schema }.Concat(JsonValues.Items(schema, "allOf").Select(p => Resolve(root, p))).ToList();
        var required = parts.SelectMany(p => JsonValues.Items(p, "required")).Select(JsonFlat.Text).ToHashSet(StringComparer.Ordinal);
        return
            from part in parts
            from property in JsonValues.Properties(part, "properties")
            let must = required.Contains(property.Name) ? ", required" : ""
            select $"- `{property.Name}` ({TypeOf(property.Value, 0)}{must}){After(JsonValues.Text(property.Value, "description"))}";
    }

    public static string NameOf(JsonElement holder, string property) => JsonValues.Object(holder, property) is { } schema ? TypeOf(schema, 0) : "";

    /// <summary>What a reference within the document points to, or the element itself.</summary>
    public static JsonElement Resolve(JsonElement root, JsonElement element)
    {
        if (JsonValues.Text(element, "$ref") is not { } reference || !reference.StartsWith("#/", StringComparison.Ordinal))
            return element;

        var found = root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return element;
        }

        return found;
    }

    private static string TypeOf(JsonElement schema, int depth)
    {
        if (depth > Depth)
            return "…";

        if (JsonValues.Text(schema, "$ref") is { } reference)
            return reference[(reference.LastIndexOf('/') + 1)..];

        foreach (var choice in (string[])["oneOf", "anyOf", "allOf"])
        {
            var types = JsonValues.Items(schema, choice).Select(s => TypeOf(s, depth + 1)).Where(t => t.Length > 0).ToList();
            if (types.Count > 0)
                return string.Join(choice == "allOf" ? " and " : " or ", types);
        }

        // OpenAPI 3.1 may name several: ["string", "null"].
        var type = JsonValues.Text(schema, "type") ?? string.Join(" or ", JsonValues.Items(schema, "type").Select(JsonFlat.Text));
        if (type == "array")
            return JsonValues.Object(schema, "items") is { } items ? $"array of {TypeOf(items, depth + 1)}" : "array";

        var values = string.Join(", ", JsonValues.Items(schema, "enum").Select(JsonFlat.Text));
        var format = JsonValues.Text(schema, "format");
        return values.Length > 0 ? $"{type}: {values}" : format is null ? type : $"{type} {format}".Trim();
    }

    private static string After(string? description) => string.IsNullOrWhiteSpace(description) ? "" : $": {description.ReplaceLineEndings(" ").Trim()}";
}
