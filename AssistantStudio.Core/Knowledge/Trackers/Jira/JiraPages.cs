using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Some issues of a search, and what the fields are called that an organisation added.</summary>
internal sealed record JiraPage(IReadOnlyList<JsonElement> Issues, JsonElement? Names)
{
    public static JiraPage Of(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("issues", out var issues) && issues.ValueKind == JsonValueKind.Array
        ? new([.. JsonValues.Items(root, "issues")], JsonValues.Object(root, "names"))
        : throw new ProviderFailedException("The answer of Jira has no list of issues. Perhaps something between here and Jira has answered in its place.");
}

/// <summary>Lists issues page by page, with everything that their text is made of, so that few have to be asked for by themselves.</summary>
internal static class JiraPages
{
    /// <summary>All but what says nothing and is long.</summary>
    private static readonly string[] s_fields =
    [
        "*all", "-attachment", "-worklog", "-issuelinks", "-subtasks", "-votes", "-watches", "-timetracking", "-progress", "-aggregateprogress",
        "-assignee", "-reporter", "-creator", "-lastViewed", "-thumbnail",
    ];

    /// <summary>Its pages are found by a token of the page before.</summary>
    public static async IAsyncEnumerable<JiraPage> OfCloudAsync(DataSourceClient client, JiraSite site, JiraSettings settings, DateTime? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var jql = JqlText.Of(settings, since);
        for (string? token = null; ;)
        {
            var body = new { jql, fields = s_fields, maxResults = TrackerLimits.PageSize, expand = "names", nextPageToken = token };
            var reply = await client.SendAsync(new(client.At($"{site.Api}/search/jql"), body), ct).ConfigureAwait(false);
            yield return JiraPage.Of(reply!.Root);
            var next = JsonValues.Text(reply.Root, "nextPageToken");
            if (next is null || next == token || JsonValues.Flag(reply.Root, "isLast"))
            {
                yield break;
            }

            token = next;
        }
    }

    /// <summary>
    /// Its pages are counted, and what is changed in the meantime moves from the middle to the end and pulls the rest forward:
    /// so each page begins where the one before ended in time, and counts only what was changed in that same moment.
    /// </summary>
    public static async IAsyncEnumerable<JiraPage> OfDataCenterAsync(DataSourceClient client, JiraSite site, JiraSettings settings, DateTime? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var fields = Uri.EscapeDataString(string.Join(',', s_fields));
        for (var (from, start) = (since, 0L); ;)
        {
            var query = string.Create(
                CultureInfo.InvariantCulture,
                $"{site.Api}/search?jql={Uri.EscapeDataString(JqlText.Of(settings, from))}&startAt={start}&maxResults={TrackerLimits.PageSize}&fields={fields}&expand=names");
            var root = (await client.GetAsync(client.At(query), ct).ConfigureAwait(false)).Root;
            var page = JiraPage.Of(root);
            yield return page;
            if (page.Issues.Count == 0 || start + page.Issues.Count >= (JsonValues.Number(root, "total") ?? 0))
            {
                yield break;
            }

            var last = UpdatedAt(page.Issues[^1]);
            (from, start) = last is { } time && (from is null || time > from)
                ? (last, page.Issues.Reverse().TakeWhile(i => UpdatedAt(i) == last).Count())
                : (from, start + page.Issues.Count);
        }
    }

    public static DateTime? UpdatedAt(JsonElement issue) => RecordDate.Parse(JsonValues.Text(issue, "fields", "updated"))?.UtcDateTime;
}
