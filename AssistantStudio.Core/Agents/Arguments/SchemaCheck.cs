using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Agents;

/// <summary>One value against one schema, and what is within it.</summary>
internal static class SchemaCheck
{
    /// <summary>Without going back a pattern takes time in proportion to its text; a huge one may still be slow.</summary>
    private static readonly TimeSpan s_patternTime = TimeSpan.FromSeconds(1);

    public static void Check(JsonElement schema, JsonElement value, string path, int depth, SchemaProblems problems)
    {
        if (problems.IsFull || schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.False))
        {
            return;
        }

        if (schema.ValueKind == JsonValueKind.False)
        {
            problems.Add(path, "must not be there");
            return;
        }

        if (depth > ToolLimits.ArgumentsDepth)
        {
            problems.Add(path, "is nested too deep");
            return;
        }

        if (!SchemaTypes.Fits(value, SchemaTypes.Of(schema)) || !IsChosen(schema, value))
        {
            problems.Add(path, $"must be {SchemaWords.Expected(schema)}; got {SchemaWords.Shown(value)}");
            return;
        }

        CheckKind(schema, value, path, depth, problems);
        SchemaChoices.Check(schema, value, path, depth, problems);
    }

    private static bool IsChosen(JsonElement schema, JsonElement value) =>
        (!schema.TryGetProperty("const", out var only) || JsonElement.DeepEquals(only, value))
        && (!schema.TryGetProperty("enum", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)));

    private static void CheckKind(JsonElement schema, JsonElement value, string path, int depth, SchemaProblems problems)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                if (!IsWithin(schema, value))
                    problems.Add(path, $"must be {SchemaWords.Expected(schema) ?? "a number" + SchemaWords.Bounds(schema)}; got {SchemaWords.Shown(value)}");
                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, path, problems);
                break;
            case JsonValueKind.Array:
                CheckList(schema, value, path, depth, problems);
                break;
            case JsonValueKind.Object:
                SchemaObject.Check(schema, value, path, depth, problems);
                break;
            default:
                break;
        }
    }

    private static bool IsWithin(JsonElement schema, JsonElement value) =>
        !(Bound(schema, "minimum", value) < 0 || Bound(schema, "maximum", value) > 0
            || Bound(schema, "exclusiveMinimum", value) <= 0 || Bound(schema, "exclusiveMaximum", value) >= 0);

    /// <summary>How the value compares to a bound; null: there is none.</summary>
    private static int? Bound(JsonElement schema, string keyword, JsonElement value) =>
        schema.TryGetProperty(keyword, out var bound) && bound.ValueKind == JsonValueKind.Number ? SchemaTypes.Compare(value, bound) : null;

    private static void CheckText(JsonElement schema, string text, string path, SchemaProblems problems)
    {
        var length = text.EnumerateRunes().Count();
        if (!IsCount(schema, "minLength", "maxLength", length))
        {
            problems.Add(path, string.Create(CultureInfo.InvariantCulture, $"must be a text{SchemaWords.Lengths(schema)}; got {length}"));
        }

        if (schema.TryGetProperty("pattern", out var pattern) && pattern.ValueKind == JsonValueKind.String && Matches(pattern.GetString()!, text) is var matches and not true)
        {
            problems.Add(path, matches is null ? "cannot be checked: the pattern in the tool's own schema is not possible here" : $"must match the pattern {pattern.GetString()}; got {Shown(text)}");
        }
    }

    private static string Shown(string text) => SchemaWords.Shown(JsonSerializer.SerializeToElement(text));

    /// <summary>Null: the pattern is none.</summary>
    private static bool? Matches(string pattern, string text)
    {
        try
        {
            return pattern.Length <= ToolLimits.PatternLength ? Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_patternTime) : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static void CheckList(JsonElement schema, JsonElement list, string path, int depth, SchemaProblems problems)
    {
        var count = list.GetArrayLength();
        if (!IsCount(schema, "minItems", "maxItems", count))
        {
            problems.Add(path, string.Create(CultureInfo.InvariantCulture, $"must be a list{SchemaWords.Counts(schema)}; got {count}"));
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            if (list.EnumerateArray().Any(item => !seen.Add(CanonicalJson.Of(item))))
                problems.Add(path, "must not have the same item twice");
        }

        if (!schema.TryGetProperty("items", out var items))
        {
            return;
        }

        foreach (var (i, item) in list.EnumerateArray().Index())
        {
            Check(items, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), depth + 1, problems);
        }
    }

    private static bool IsCount(JsonElement schema, string least, string most, int count) =>
        !(Count(schema, least) > count || Count(schema, most) < count);

    private static double? Count(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : null;
}
