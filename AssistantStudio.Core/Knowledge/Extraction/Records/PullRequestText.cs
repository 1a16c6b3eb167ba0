using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes a document of a pull request and its reviews as GitHub's interface gives them.</summary>
internal static class PullRequestText
{
    private const int LastReviews = 3;

    public static ExtractedDocument Read(JsonElement pull, IEnumerable<JsonElement> reviews, ExtractionLimits limits)
    {
        var labels = new RecordLabels();
        labels.Add("type", "Pull request");
        labels.Add("state", State(pull));
        labels.Add("labels", GitHubRecord.Labels(pull));
        labels.Add("milestone", JsonValues.Text(pull, "milestone", "title"));
        labels.Add("author", GitHubRecord.Author(pull));
        labels.Add("branch", JsonValues.Text(pull, "head", "ref"));
        labels.Add("into", JsonValues.Text(pull, "base", "ref"));

        var blocks = new BlockList(limits);
        blocks.Paragraph(labels.Lines());
        GitHubRecord.AddBody(blocks, pull, below: 2);

        // One that nobody has sent yet is seen by its author only.
        var sent = reviews.Where(r => JsonValues.Text(r, "state") is not "PENDING");
        foreach (var review in sent.OrderBy(r => RecordDate.Parse(JsonValues.Text(r, "submitted_at")) ?? DateTimeOffset.MinValue).TakeLast(LastReviews))
            GitHubRecord.AddReply(blocks, review, Verdict(JsonValues.Text(review, "state")), JsonValues.Text(review, "submitted_at"));
        return blocks.Document(GitHubRecord.Title(pull, "Pull request"), labels.All);
    }

    /// <summary>Lists of pull requests tell the time of the merge only, single ones also whether.</summary>
    private static string? State(JsonElement pull) =>
        JsonValues.Flag(pull, "merged") || JsonValues.Text(pull, "merged_at") is not null ? "merged"
        : JsonValues.Flag(pull, "draft") ? "draft"
        : JsonValues.Text(pull, "state");

    private static string Verdict(string? state) => state switch
    {
        "APPROVED" => "Approved",
        "CHANGES_REQUESTED" => "Changes requested",
        "DISMISSED" => "Dismissed review",
        _ => "Comment",
    };
}
