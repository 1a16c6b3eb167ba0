using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>What an object must have, may have and must not have.</summary>
internal static class SchemaObject
{
    public static void Check(JsonElement schema, JsonElement value, string path, int depth, SchemaProblems problems)
    {
        var known = schema.TryGetProperty("properties", out var p) && p.ValueKind == JsonValueKind.Object ? p : (JsonElement?)null;
        CheckRequired(schema, known, value, path, problems);
        foreach (var property in value.EnumerateObject())
        {
            if (known?.TryGetProperty(property.Name, out var own) == true)
            {
                SchemaCheck.Check(own, property.Value, Path(path, property.Name), depth + 1, problems);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others))
            {
                CheckOther(others, known, property, path, depth, problems);
            }
        }
    }

    private static void CheckRequired(JsonElement schema, JsonElement? known, JsonElement value, string path, SchemaProblems problems)
    {
        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var name in required.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!))
        {
            if (!value.TryGetProperty(name, out _))
            {
                var expected = known?.TryGetProperty(name, out var own) == true ? SchemaWords.Expected(own) : null;
                problems.Add(Path(path, name), expected is null ? "is missing" : $"is missing; it must be {expected}");
            }
        }
    }

    private static void CheckOther(JsonElement others, JsonElement? known, JsonProperty property, string path, int depth, SchemaProblems problems)
    {
        if (others.ValueKind != JsonValueKind.False)
        {
            SchemaCheck.Check(others, property.Value, Path(path, property.Name), depth + 1, problems);
            return;
        }

        string[] names = known is { } all ? [.. all.EnumerateObject().Select(k => k.Name)] : [];
        problems.Add(Path(path, property.Name), names.Length == 0 ? "is not known; nothing is expected here" : $"is not known; possible are {string.Join(", ", names)}");
    }

    private static string Path(string path, string name)
    {
        var isSimple = name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');
        return !isSimple ? $"{path}[{JsonSerializer.Serialize(name)}]" : path.Length == 0 ? name : $"{path}.{name}";
    }
}
