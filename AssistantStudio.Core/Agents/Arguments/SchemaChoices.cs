using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Agents;

/// <summary>Schemas of which all, any or exactly one must fit.</summary>
internal static class SchemaChoices
{
    public static void Check(JsonElement schema, JsonElement value, string path, int depth, SchemaProblems problems)
    {
        foreach (var part in Parts(schema, "allOf"))
        {
            SchemaCheck.Check(part, value, path, depth + 1, problems);
        }

        JsonElement[] any = [.. Parts(schema, "anyOf")];
        if (any.Length > 0)
        {
            Choose(any, value, path, depth, problems);
        }

        JsonElement[] one = [.. Parts(schema, "oneOf")];
        if (one.Length > 0 && Choose(one, value, path, depth, problems) is > 1 and var fitting)
        {
            problems.Add(path, string.Create(CultureInfo.InvariantCulture, $"fits {fitting} of the {one.Length} possible forms at once, and must fit one only"));
        }
    }

    private static IEnumerable<JsonElement> Parts(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var parts) && parts.ValueKind == JsonValueKind.Array ? parts.EnumerateArray() : [];

    /// <summary>How many fit. If none does, the problems of the one that comes nearest are told.</summary>
    private static int Choose(JsonElement[] choices, JsonElement value, string path, int depth, SchemaProblems problems)
    {
        var found = choices.Select(choice =>
        {
            var own = new SchemaProblems();
            SchemaCheck.Check(choice, value, path, depth + 1, own);
            return (Schema: choice, Problems: own);
        }).ToArray();
        var fitting = found.Count(f => f.Problems.All.Count == 0);
        if (fitting > 0)
        {
            return fitting;
        }

        // Of another kind altogether: the kinds are told, not what is wrong with each.
        var ofKind = found.Where(f => f.Schema.ValueKind == JsonValueKind.Object && SchemaTypes.Fits(value, SchemaTypes.Of(f.Schema))).ToArray();
        string[] kinds = [.. found.Select(f => SchemaWords.Expected(f.Schema)).OfType<string>().Distinct()];
        if (ofKind.Length == 0 && kinds.Length > 0)
        {
            problems.Add(path, $"must be {SchemaWords.Or(kinds)}; got {SchemaWords.Shown(value)}");
            return 0;
        }

        problems.Take((ofKind.Length > 0 ? ofKind : found).MinBy(f => f.Problems.All.Count).Problems);
        return 0;
    }
}
