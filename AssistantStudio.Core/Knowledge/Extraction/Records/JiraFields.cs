using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The fields that an organisation added to its Jira, as far as a reader learns something from them.</summary>
internal static partial class JiraFields
{
    private const string Prefix = "customfield_";
    private const int LongestValue = 2_000;

    /// <param name="names">What the fields are called, from the "names" of the reply; without it they have no names and only texts are shown.</param>
    public static IEnumerable<(string Name, string Value)> WithSubstance(JsonElement fields, JsonElement? names)
    {
        foreach (var field in JsonValues.Properties(fields).Where(p => p.Name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var name = names is { } all ? JsonValues.Text(all, field.Name) : null;
            if (name is not null && TechnicalName().IsMatch(name))
                continue;

            var value = Value(field.Value);
            if (value.Length > 0 && !IsNoise(value) && (name is not null || value.Any(char.IsLetter)))
                yield return (name ?? "Field", value.Length <= LongestValue ? value : value[..TextBreaks.WholeCharacter(value, LongestValue)] + "…");
        }
    }

    private static string Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return string.Join(", ", value.EnumerateArray().Select(Value).Where(v => v.Length > 0 && !IsNoise(v)));
            case JsonValueKind.Object when JsonValues.Text(value, "type") == "doc":
                var blocks = new BlockList(new());
                AtlassianDocument.AddTo(blocks, value);
                return string.Join('\n', blocks.Blocks.Select(b => b.Text));
            case JsonValueKind.Object:
                // An option, a person, a version, a board's sprint: each is wrapped differently, and all that counts is its name.
                var own = JsonValues.Text(value, "value") ?? JsonValues.Text(value, "name") ?? JsonValues.Text(value, "displayName") ?? JsonValues.Text(value, "title") ?? "";
                return JsonValues.Object(value, "child") is { } child && Value(child) is { Length: > 0 } inner ? $"{own} – {inner}" : own;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True:
                return JsonFlat.Text(value);
            default:
                return "";
        }
    }

    /// <summary>Ranks, ids and what Java objects print when nobody taught them better.</summary>
    private static bool IsNoise(string value) =>
        Rank().IsMatch(value) || Id().IsMatch(value) || value.StartsWith("com.atlassian.", StringComparison.Ordinal)
        || value is "{}" or "[]" || (value.StartsWith('{') && value.Contains("cachedValue", StringComparison.Ordinal))
        || (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0);

    [GeneratedRegex(@"^\d\|[a-z0-9]+:[a-z0-9]*$")]
    private static partial Regex Rank();

    [GeneratedRegex(@"^([0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|ari:cloud:.*|\d{9,})$", RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(rank|development|\[chart\].*|.*\brank\b.*|issue color|time to .*)$", RegexOptions.IgnoreCase)]
    private static partial Regex TechnicalName();
}
