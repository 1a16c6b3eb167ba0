using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What issues and pull requests of GitHub have in common.</summary>
internal static class GitHubRecord
{
    private const string Deleted = "ghost";

    public static string Title(JsonElement record, string fallback) =>
        string.Join(' ', new[]
        {
            JsonValues.Number(record, "number") is { } number ? $"#{number}" : null,
            JsonValues.Text(record, "title") ?? fallback,
        }.OfType<string>());

    /// <summary>Null stands for an account that was deleted.</summary>
    public static string Author(JsonElement record, string field = "user") => JsonValues.Text(record, field, "login") ?? Deleted;

    public static IEnumerable<string> Labels(JsonElement record) =>
        JsonValues.Items(record, "labels").Select(l => l.ValueKind == JsonValueKind.String ? JsonFlat.Text(l) : JsonValues.Text(l, "name")).OfType<string>();

    /// <summary>The text of somebody, with headings below the one that it stands under. Templates' comments are left out.</summary>
    public static void AddBody(BlockList blocks, JsonElement record, int below)
    {
        var inner = new BlockList(blocks.Limits);
        MarkdownFormat.AddTo(inner, (JsonValues.Text(record, "body") ?? "").ReplaceLineEndings("\n"));
        foreach (var block in inner.Blocks)
            blocks.Add(block.Kind == BlockKind.Heading ? block with { Level = Math.Min(block.Level + below, 6) } : block);
    }

    public static void AddReply(BlockList blocks, JsonElement reply, string what, string? date)
    {
        if (JsonValues.Text(reply, "body") is null && what == "Comment")
            return;

        blocks.Heading(2, string.Join(", ", new[] { $"{what} by {Author(reply)}", RecordDate.Day(date) }.OfType<string>()));
        AddBody(blocks, reply, below: 2);
    }
}
