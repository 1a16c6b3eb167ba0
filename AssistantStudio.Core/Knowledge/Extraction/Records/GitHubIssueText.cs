using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes a document of an issue as GitHub's interface gives it.</summary>
internal static class GitHubIssueText
{
    private const int LastComments = 3;

    public static ExtractedDocument Read(JsonElement issue, IEnumerable<JsonElement> comments, ExtractionLimits limits)
    {
        var labels = new RecordLabels();
        labels.Add("type", JsonValues.Text(issue, "type", "name") ?? "Issue");
        labels.Add("state", JsonValues.Text(issue, "state_reason") is { } reason ? $"{JsonValues.Text(issue, "state")} ({reason.Replace('_', ' ')})" : JsonValues.Text(issue, "state"));
        labels.Add("labels", GitHubRecord.Labels(issue));
        labels.Add("milestone", JsonValues.Text(issue, "milestone", "title"));
        labels.Add("author", GitHubRecord.Author(issue));

        var blocks = new BlockList(limits);
        blocks.Paragraph(labels.Lines());
        GitHubRecord.AddBody(blocks, issue, below: 2);
        foreach (var comment in comments.OrderBy(c => RecordDate.Parse(JsonValues.Text(c, "created_at")) ?? DateTimeOffset.MinValue).TakeLast(LastComments))
            GitHubRecord.AddReply(blocks, comment, "Comment", JsonValues.Text(comment, "created_at"));
        return blocks.Document(GitHubRecord.Title(issue, "Issue"), labels.All);
    }
}
