using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes a document of a commit as GitHub's interface gives it: what was changed and why, not the changes themselves.</summary>
internal static class CommitText
{
    // A commit that touches more is a move or a generated change; the first ones show where.
    private const int MostFiles = 100;
    private const int ShortHash = 8;

    public static ExtractedDocument Read(JsonElement commit, ExtractionLimits limits)
    {
        var message = (JsonValues.Text(commit, "commit", "message") ?? "").ReplaceLineEndings("\n");
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        var summary = (end < 0 ? message : message[..end]).Trim();
        var hash = JsonValues.Text(commit, "sha") ?? "";

        var labels = new RecordLabels();
        labels.Add("type", "Commit");
        labels.Add("author", JsonValues.Text(commit, "commit", "author", "name") ?? GitHubRecord.Author(commit, "author"));
        labels.Add("date", RecordDate.Day(JsonValues.Text(commit, "commit", "author", "date")));
        labels.Add("commit", hash[..Math.Min(hash.Length, ShortHash)]);

        var blocks = new BlockList(limits);
        blocks.Paragraph(summary);
        blocks.Paragraph(labels.Lines("type"));
        if (end >= 0)
            PlainTextFormat.AddTo(blocks, message[(end + 1)..]);
        AddFiles(blocks, [.. JsonValues.Items(commit, "files")]);
        return blocks.Document(summary.Length > 0 ? summary : $"Commit {hash}".Trim(), labels.All);
    }

    private static void AddFiles(BlockList blocks, IReadOnlyList<JsonElement> files)
    {
        var lines = files.Take(MostFiles).Select(File).ToList();
        if (files.Count > MostFiles)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"- and {files.Count - MostFiles} more"));
        if (lines.Count > 0)
            blocks.List("Files:\n" + string.Join('\n', lines));
    }

    private static string File(JsonElement file)
    {
        var from = JsonValues.Text(file, "previous_filename") is { } before ? $", was `{before}`" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"- `{JsonValues.Text(file, "filename")}` ({JsonValues.Text(file, "status") ?? "changed"}{from}, +{JsonValues.Number(file, "additions") ?? 0} −{JsonValues.Number(file, "deletions") ?? 0})");
    }
}
