using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Issues of a Jira, of the cloud or of a Data Center.</summary>
internal sealed class JiraConnector(DataSourceService connections) : ISourceConnector
{
    private const int LastComments = 3;

    private static readonly ExtractionLimits s_limits = new();

    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.Jira };

    public bool KnowsChanges => true;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, [EnumeratorCancellation] CancellationToken ct)
    {
        var settings = reading.Settings.Jira ?? new();
        var client = await connections.OpenAsync(reading.Source.ProviderId, ProviderKind.Jira, ct).ConfigureAwait(false);
        var site = await JiraSite.SignInAsync(client, ct).ConfigureAwait(false);
        var pages = site.IsCloud ? JiraPages.OfCloudAsync(client, site, settings, reading.Since, ct) : JiraPages.OfDataCenterAsync(client, site, settings, reading.Since, ct);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in pages.ConfigureAwait(false))
        {
            foreach (var issue in page.Issues)
            {
                // One that was changed while it was listed comes again; what it has become is read the next time.
                if (JsonValues.Text(issue, "key") is not { } key || !seen.Add(key))
                {
                    continue;
                }

                if (seen.Count > settings.MaxIssues)
                {
                    throw new LimitExceededException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"There are more than {settings.MaxIssues:#,0} issues. What was read is kept. Name fewer projects, narrow them down by a filter such as updated >= -365d, or allow more."));
                }

                yield return ItemOf(client, site, key, issue, page.Names);
            }
        }
    }

    private static SourceItem ItemOf(DataSourceClient client, JiraSite site, string key, JsonElement issue, JsonElement? names) => new()
    {
        ExternalId = key,
        Address = site.IssueAddress(key),
        Stamp = JsonValues.Text(issue, "fields", "updated"),
        ChangedAt = JiraPages.UpdatedAt(issue),
        ReadAsync = async ct =>
        {
            var comments = await CommentsAsync(client, site, key, issue, ct).ConfigureAwait(false);
            return RecordContent.Of(JiraIssueText.Read(WithNames(issue, names), s_limits, comments), issue.GetRawText().Length);
        },
    };

    /// <summary>A search gives some of the comments with each issue, and not always the last ones. Null: those are enough.</summary>
    private static async Task<JsonElement?> CommentsAsync(DataSourceClient client, JiraSite site, string key, JsonElement issue, CancellationToken ct)
    {
        var given = JsonValues.Object(issue, "fields", "comment") ?? default;
        var (total, count) = (JsonValues.Number(given, "total") ?? 0, JsonValues.Items(given, "comments").Count());
        if ((JsonValues.Number(given, "startAt") ?? 0) + count >= total)
        {
            return null;
        }

        var address = client.At(string.Create(CultureInfo.InvariantCulture, $"{site.Api}/issue/{Uri.EscapeDataString(key)}/comment?orderBy=-created&maxResults={LastComments}"));
        var reply = await client.SendAsync(new(address) { None = [HttpStatusCode.NotFound] }, ct).ConfigureAwait(false);
        return reply?.Root ?? throw new ItemGoneException();
    }

    /// <summary>The names of fields stand beside the issues of a page, and in an issue that is asked for by itself.</summary>
    private static JsonElement WithNames(JsonElement issue, JsonElement? names) => names is null ? issue : JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>
    {
        ["key"] = issue.GetProperty("key"),
        ["fields"] = JsonValues.Object(issue, "fields") ?? JsonSerializer.SerializeToElement(new { }),
        ["names"] = names.Value,
    });
}
