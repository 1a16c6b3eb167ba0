using System.Globalization;
using System.Net;
using System.Text.Json;
using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A repository that is being read.</summary>
internal sealed record GitHubReading(DataSourceClient Client, string Repository, GitHubSettings Settings, DateTime? Since, DateTime Now)
{
    /// <summary>A branch that is merged brings commits that are older than the merge.</summary>
    private static readonly TimeSpan s_branchTime = TimeSpan.FromDays(14);

    public Uri At(string path) => Client.At($"repos/{Repository}/{path}");

    public DateTime CommitsSince
    {
        get
        {
            var first = Now.AddDays(-Settings.CommitDays);
            return Since - s_branchTime is { } recent && recent > first ? recent : first;
        }
    }

    /// <summary>
    /// Open and closed ones are listed, whichever are wanted: one that was closed is told by its change only. Of what has
    /// changed the latest comes first, because what changes in the meantime pushes the others to later pages, where they
    /// come again, and never to earlier ones, where they would be missed.
    /// </summary>
    public string Order => Since is null ? "state=all&sort=created&direction=asc" : "state=all&sort=updated&direction=desc";

    /// <summary>As GitHub writes times.</summary>
    public static string Text(DateTime time) => Uri.EscapeDataString(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}

/// <summary>Something that a repository has many of: how it is listed, and what one of them is.</summary>
internal abstract class GitHubPart
{
    private protected static readonly ExtractionLimits s_limits = new();

    /// <summary>In the middle of a sentence.</summary>
    public abstract string What { get; }

    public abstract Uri FirstPage(GitHubReading reading);

    /// <summary>Answers that say that there are none: issues are switched off, or the repository is empty.</summary>
    public virtual IReadOnlyList<HttpStatusCode> None => [];

    /// <summary>Null: it is not one of these.</summary>
    public abstract SourceItem? ItemOf(GitHubReading reading, JsonElement record);

    /// <summary>What comes after this one has not changed.</summary>
    public virtual bool IsOld(GitHubReading reading, JsonElement record) => false;

    private protected static DateTime? Time(JsonElement record, params ReadOnlySpan<string> path) => RecordDate.Parse(JsonValues.Text(record, path))?.UtcDateTime;

    /// <summary>Of a state that the source does not want. When everything is listed it is left out; when changes are listed it is gone.</summary>
    private protected static bool IsUnwanted(GitHubReading reading, JsonElement record) => reading.Settings.State switch
    {
        GitHubState.Open => JsonValues.Text(record, "state") != "open",
        GitHubState.Closed => JsonValues.Text(record, "state") != "closed",
        _ => false,
    };

    /// <summary>An issue or a pull request: they are counted together.</summary>
    private protected static SourceItem? Numbered(GitHubReading reading, JsonElement record, Func<CancellationToken, Task<ExtractedDocument>> read)
    {
        if (JsonValues.Number(record, "number") is not { } number || (reading.Since is null && IsUnwanted(reading, record)))
        {
            return null;
        }

        return new()
        {
            ExternalId = string.Create(CultureInfo.InvariantCulture, $"{reading.Repository}#{number}"),
            Address = JsonValues.Text(record, "html_url"),
            Stamp = JsonValues.Text(record, "updated_at"),
            ChangedAt = Time(record, "updated_at"),
            Labels = new Dictionary<string, string> { ["repository"] = reading.Repository },
            ReadAsync = async ct => IsUnwanted(reading, record)
                ? throw new ItemGoneException()
                : RecordContent.Of(await read(ct).ConfigureAwait(false), record.GetRawText().Length),
        };
    }

    /// <summary>Something that belongs to a record, from its last page: what was said last stands there.</summary>
    private protected static async Task<IReadOnlyList<JsonElement>> LastPageAsync(GitHubReading reading, Uri first, CancellationToken ct)
    {
        var page = await reading.Client.SendAsync(new(first) { None = [HttpStatusCode.NotFound] }, ct).ConfigureAwait(false) ?? throw new ItemGoneException();
        page = page.Last is { } last ? await reading.Client.GetAsync(last, ct).ConfigureAwait(false) : page;
        return page.Root.ValueKind == JsonValueKind.Array ? [.. page.Root.EnumerateArray()] : [];
    }
}
