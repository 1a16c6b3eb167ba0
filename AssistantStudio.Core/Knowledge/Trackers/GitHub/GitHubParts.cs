using System.Globalization;
using System.Net;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The list has pull requests in it, too, which are listed by themselves.</summary>
internal sealed class GitHubIssues : GitHubPart
{
    public override string What => "issues";

    public override IReadOnlyList<HttpStatusCode> None => [HttpStatusCode.Gone];

    public override Uri FirstPage(GitHubReading reading)
    {
        var since = reading.Since is { } time ? $"&since={GitHubReading.Text(time)}" : "";
        return reading.At(string.Create(CultureInfo.InvariantCulture, $"issues?{reading.Order}&per_page={TrackerLimits.PageSize}{since}"));
    }

    public override SourceItem? ItemOf(GitHubReading reading, JsonElement record) => JsonValues.Object(record, "pull_request") is not null ? null : Numbered(reading, record, async ct =>
    {
        var (number, count) = (JsonValues.Number(record, "number"), JsonValues.Number(record, "comments") ?? 0);
        var lastPage = ((count - 1) / TrackerLimits.PageSize) + 1;
        var address = string.Create(CultureInfo.InvariantCulture, $"issues/{number}/comments?per_page={TrackerLimits.PageSize}&page={lastPage}");
        var comments = count == 0 ? [] : await LastPageAsync(reading, reading.At(address), ct).ConfigureAwait(false);
        return GitHubIssueText.Read(record, comments, s_limits);
    });
}

/// <summary>The list cannot be asked for what has changed since a time, so it is left where it becomes older.</summary>
internal sealed class GitHubPulls : GitHubPart
{
    public override string What => "pull requests";

    public override Uri FirstPage(GitHubReading reading) => reading.At(string.Create(CultureInfo.InvariantCulture, $"pulls?{reading.Order}&per_page={TrackerLimits.PageSize}"));

    public override bool IsOld(GitHubReading reading, JsonElement record) => reading.Since is { } since && Time(record, "updated_at") < since;

    public override SourceItem? ItemOf(GitHubReading reading, JsonElement record) => Numbered(reading, record, async ct =>
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"pulls/{JsonValues.Number(record, "number")}/reviews?per_page={TrackerLimits.PageSize}");
        return PullRequestText.Read(record, await LastPageAsync(reading, reading.At(address), ct).ConfigureAwait(false), s_limits);
    });
}

/// <summary>A commit never changes: one that is known is not asked for again.</summary>
internal sealed class GitHubCommits : GitHubPart
{
    public override string What => "commits";

    public override IReadOnlyList<HttpStatusCode> None => [HttpStatusCode.Conflict];

    public override Uri FirstPage(GitHubReading reading)
    {
        var branch = reading.Settings.Branch is { Length: > 0 } name ? $"&sha={Uri.EscapeDataString(name)}" : "";
        return reading.At(string.Create(
            CultureInfo.InvariantCulture, $"commits?since={GitHubReading.Text(reading.CommitsSince)}&until={GitHubReading.Text(reading.Now)}&per_page={TrackerLimits.PageSize}{branch}"));
    }

    public override SourceItem? ItemOf(GitHubReading reading, JsonElement record) => JsonValues.Text(record, "sha") is not { } sha ? null : new()
    {
        ExternalId = $"{reading.Repository}@{sha}",
        Address = JsonValues.Text(record, "html_url"),
        Stamp = sha,
        ChangedAt = Time(record, "commit", "committer", "date"),
        Labels = new Dictionary<string, string> { ["repository"] = reading.Repository },
        ReadAsync = async ct =>
        {
            var commit = await reading.Client.SendAsync(new(reading.At($"commits/{Uri.EscapeDataString(sha)}")) { None = [HttpStatusCode.NotFound] }, ct).ConfigureAwait(false);
            return RecordContent.Of(CommitText.Read(commit?.Root ?? throw new ItemGoneException(), s_limits), commit.Root.GetRawText().Length);
        },
    };
}
