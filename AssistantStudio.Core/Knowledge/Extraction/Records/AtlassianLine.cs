using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The nodes of an Atlassian document that stand within a line.</summary>
internal static class AtlassianLine
{
    public static bool IsInline(JsonElement node) =>
        JsonValues.Text(node, "type") is "text" or "hardBreak" or "mention" or "emoji" or "inlineCard" or "date" or "status" or "mediaInline" or "inlineExtension" or "placeholder";

    public static string Of(JsonElement parent)
    {
        var line = new StringBuilder();
        foreach (var node in JsonValues.Items(parent, "content"))
            Append(line, node);
        return line.ToString().Trim();
    }

    /// <summary>Only the text, as code wants it.</summary>
    public static string Plain(JsonElement parent) => string.Concat(JsonValues.Items(parent, "content").Select(Text));

    public static void Append(StringBuilder line, JsonElement node)
    {
        switch (JsonValues.Text(node, "type"))
        {
            case "text":
                var marks = JsonValues.Items(node, "marks").Select(m => JsonValues.Text(m, "type")).ToList();
                line.Append(marks.Contains("code") ? $"`{Text(node)}`" : Text(node));
                break;
            case "hardBreak":
                line.Append('\n');
                break;
            case "mention":
                line.Append(JsonValues.Text(node, "attrs", "text") ?? "@somebody");
                break;
            case "emoji":
                line.Append(JsonValues.Text(node, "attrs", "text") ?? JsonValues.Text(node, "attrs", "shortName"));
                break;
            case "inlineCard":
                line.Append(JsonValues.Text(node, "attrs", "url"));
                break;
            case "date":
                line.Append(Day(JsonValues.Text(node, "attrs", "timestamp")));
                break;
            case "status":
                line.Append(JsonValues.Text(node, "attrs", "text"));
                break;
            case "mediaInline":
                line.Append(JsonValues.Text(node, "attrs", "alt"));
                break;
            default:
                line.Append(Of(node));
                break;
        }
    }

    // Not trimmed: the spaces between two pieces of a line belong to one of them.
    private static string Text(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? JsonFlat.Exactly(text) : "";

    private static string Day(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && Math.Abs(time) < 10_000_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";
}
