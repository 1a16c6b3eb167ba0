using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes a document of an issue as Jira's interface gives it, of version 3 (rich text) or 2 (wiki mark-up).</summary>
internal static class JiraIssueText
{
    private const int LastComments = 3;

    /// <param name="comments">All comments, if they were asked for by themselves; else those in the issue are taken.</param>
    public static ExtractedDocument Read(JsonElement issue, ExtractionLimits limits, JsonElement? comments = null)
    {
        var fields = JsonValues.Object(issue, "fields") ?? default;
        var blocks = new BlockList(limits);
        var labels = LabelsOf(fields);
        blocks.Paragraph(labels.Lines());
        AddBody(blocks, fields, "description");
        AddBody(blocks, fields, "environment");

        var more = JiraFields.WithSubstance(fields, JsonValues.Object(issue, "names")).Select(f => $"{f.Name}: {f.Value}").ToList();
        blocks.Paragraph(string.Join('\n', more));
        AddComments(blocks, JsonValues.Items(comments ?? (JsonValues.Object(fields, "comment") ?? default), "comments"));

        var title = string.Join(' ', new[] { JsonValues.Text(issue, "key"), JsonValues.Text(fields, "summary") }.OfType<string>());
        return blocks.Document(title.Length > 0 ? title : "Issue", labels.All);
    }

    private static RecordLabels LabelsOf(JsonElement fields)
    {
        var labels = new RecordLabels();
        labels.Add("type", JsonValues.Text(fields, "issuetype", "name"));
        labels.Add("priority", JsonValues.Text(fields, "priority", "name"));
        labels.Add("status", JsonValues.Text(fields, "status", "name"));
        labels.Add("resolution", JsonValues.Text(fields, "resolution", "name"));
        labels.Add("labels", JsonValues.Items(fields, "labels").Select(JsonFlat.Text));
        labels.Add("components", Names(fields, "components"));
        labels.Add("fix versions", Names(fields, "fixVersions"));
        labels.Add("parent", JsonValues.Text(fields, "parent", "fields", "summary"));
        return labels;
    }

    private static IEnumerable<string> Names(JsonElement fields, string field) => JsonValues.Items(fields, field).Select(c => JsonValues.Text(c, "name")).OfType<string>();

    private static void AddComments(BlockList blocks, IEnumerable<JsonElement> comments)
    {
        // Without a date a comment keeps its place: the order of the reply is by date.
        var last = comments.OrderBy(c => RecordDate.Parse(JsonValues.Text(c, "created")) ?? DateTimeOffset.MinValue).TakeLast(LastComments);
        foreach (var comment in last)
        {
            var author = JsonValues.Text(comment, "author", "displayName") ?? "somebody";
            blocks.Heading(2, string.Join(", ", new[] { $"Comment by {author}", RecordDate.Day(JsonValues.Text(comment, "created")) }.OfType<string>()));
            AddBody(blocks, comment, "body");
        }
    }

    private static void AddBody(BlockList blocks, JsonElement holder, string name)
    {
        var inner = new BlockList(blocks.Limits);
        if (JsonValues.Object(holder, name) is { } document)
            AtlassianDocument.AddTo(inner, document);
        else if (JsonValues.Text(holder, name) is { } text)
            WikiMarkup.AddTo(inner, text);

        // Below the heading of a comment.
        foreach (var block in inner.Blocks)
            blocks.Add(block.Kind == BlockKind.Heading ? block with { Level = Math.Min(block.Level + 2, 6) } : block);
    }
}
