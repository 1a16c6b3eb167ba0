using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Web.Hosting;

/// <summary>Which field of a body or of the query kept a request from being read, in the form of field errors.</summary>
internal static partial class UnreadableField
{
    private const string Unreadable = "This cannot be read. Check its type.";

    public static IReadOnlyDictionary<string, string[]>? Of(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
        {
            var field = json.Path is ['$', '.', .. var path] ? path : "";
            if (Unknown().Match(json.Message) is { Success: true } unknown)
            {
                var name = unknown.Groups["name"].Value;
                return new Dictionary<string, string[]> { [field.Length == 0 || field.EndsWith(name, StringComparison.Ordinal) ? name : $"{field}.{name}"] = ["There is no such field."] };
            }

            return new Dictionary<string, string[]> { [field] = [Sentence(json)] };
        }

        return Parameter().Match(bad.Message) is { Success: true } match
            ? new Dictionary<string, string[]> { [JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)] = [Unreadable] }
            : null;
    }

    /// <summary>Our own converters say what they expect; what the reader says names types of the program and comes with a place.</summary>
    private static string Sentence(JsonException e) =>
        e.InnerException is null && !e.Message.Contains("LineNumber: ", StringComparison.Ordinal) ? e.Message : Unreadable;

    [GeneratedRegex("^The JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex Unknown();

    /// <summary><c>Failed to bind parameter "Nullable&lt;int&gt; Page" from "abc".</c></summary>
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (?<name>[A-Za-z0-9_]+)\" from")]
    private static partial Regex Parameter();
}
