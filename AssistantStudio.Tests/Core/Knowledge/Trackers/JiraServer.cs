using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

/// <summary>Answers as Jira does, of the cloud or of a Data Center.</summary>
internal sealed partial class JiraServer
{
    public const string CloudKey = "mia@example.com:ATATT3xFfGF0-token";
    public const string ServerKey = "NjM3Mjk4MTYyMzQ5OqIv";

    private static readonly Dictionary<string, string> s_names = new() { ["customfield_10016"] = "Story point estimate", ["customfield_10035"] = "Customer impact", ["customfield_10019"] = "Rank" };

    public List<JsonObject> Issues { get; } = [];

    public bool IsCloud { get; init; } = true;

    /// <summary>The key that it takes.</summary>
    public string Key { get; set; } = CloudKey;

    /// <summary>More are never in one reply, whatever is asked for.</summary>
    public int MostInAReply { get; init; } = 100;

    public List<string> Jqls { get; } = [];

    /// <summary>After a page was sent.</summary>
    public Action AfterPage { get; set; } = () => { };

    public async Task AnswerAsync(HttpContext context)
    {
        var wanted = IsCloud ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Key))}" : $"Bearer {Key}";
        var path = context.Request.Path.Value!;
        if (!path.StartsWith(IsCloud ? "/rest/api/3/" : "/jira/rest/api/2/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><head><title>Oops, you've found a dead link. - JIRA</title></head></html>");
            return;
        }

        if (context.Request.Headers.Authorization != wanted)
        {
            context.Response.Headers["WWW-Authenticate"] = "OAuth realm=\"https%3A%2F%2Fsite.atlassian.net\"";
            context.Response.StatusCode = 401;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("Client must be authenticated to access this resource.");
            return;
        }

        var reply = path switch
        {
            _ when path.EndsWith("/myself", StringComparison.Ordinal) => Me(),
            "/rest/api/3/search/jql" => await CloudPageAsync(context),
            "/jira/rest/api/2/search" => ServerPage(context),
            _ when Comments().Match(path) is { Success: true } match => LastComments(match.Groups["key"].Value),
            _ => throw new InvalidOperationException($"Nobody asks Jira for {path}."),
        };
        await TrackerScene.JsonAsync(context, reply.ToJsonString());
        if (path.Contains("/search", StringComparison.Ordinal))
        {
            AfterPage();
        }
    }

    private JsonObject Me() => IsCloud
        ? new() { ["self"] = "https://site.atlassian.net/rest/api/3/user?accountId=5b10a2844c20165700ede21g", ["accountId"] = "5b10a2844c20165700ede21g", ["emailAddress"] = "mia@example.com", ["displayName"] = "Mia Krystof", ["active"] = true, ["timeZone"] = "Australia/Sydney" }
        : new() { ["self"] = "https://jira.example.com/jira/rest/api/2/user?username=mia", ["key"] = "JIRAUSER10100", ["name"] = "mia", ["displayName"] = "Mia Krystof", ["active"] = true, ["timeZone"] = "Europe/Berlin" };

    private async Task<JsonObject> CloudPageAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var asked = body.RootElement;
        var jql = asked.GetProperty("jql").GetString()!;
        Jqls.Add(jql);
        var start = asked.TryGetProperty("nextPageToken", out var token) ? int.Parse(token.GetString()![3..], CultureInfo.InvariantCulture) : 0;
        var found = Found(jql);
        var page = found.Skip(start).Take(Math.Min(asked.GetProperty("maxResults").GetInt32(), MostInAReply)).ToList();
        var isLast = start + page.Count >= found.Count;
        var reply = Reply(page, asked.TryGetProperty("fields", out _), asked.TryGetProperty("expand", out var expand) && expand.GetString() == "names");
        reply["isLast"] = isLast;
        if (!isLast)
        {
            reply["nextPageToken"] = $"CAE{start + page.Count}";
        }

        return reply;
    }

    private JsonObject ServerPage(HttpContext context)
    {
        var query = context.Request.Query;
        var jql = query["jql"].ToString();
        Jqls.Add(jql);
        var start = int.Parse(query["startAt"]!, CultureInfo.InvariantCulture);
        var found = Found(jql);
        var page = found.Skip(start).Take(Math.Min(int.Parse(query["maxResults"]!, CultureInfo.InvariantCulture), MostInAReply)).ToList();
        var reply = Reply(page, true, query["expand"] == "names");
        (reply["startAt"], reply["maxResults"], reply["total"]) = (start, MostInAReply, found.Count);
        return reply;
    }

    /// <summary>Without fields the cloud sends ids only.</summary>
    private static JsonObject Reply(List<JsonObject> page, bool hasFields, bool hasNames)
    {
        var reply = new JsonObject { ["issues"] = new JsonArray([.. page.Select(i => hasFields ? i.DeepClone() : new JsonObject { ["id"] = i["id"]!.DeepClone() })]) };
        foreach (var issue in reply["issues"]!.AsArray())
        {
            (issue as JsonObject)?.Remove("allComments");
        }

        if (hasNames)
        {
            reply["names"] = JsonSerializer.SerializeToNode(s_names);
        }

        return reply;
    }

    private List<JsonObject> Found(string jql)
    {
        var since = Updated().Match(jql) is { Success: true } match ? long.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture) : 0;
        return [.. Issues.Where(i => UpdatedOf(i) >= since).OrderBy(UpdatedOf).ThenBy(i => i["key"]!.GetValue<string>(), StringComparer.Ordinal)];
    }

    private JsonObject LastComments(string key)
    {
        var all = Issues.Single(i => i["key"]!.GetValue<string>() == key)["allComments"]!.AsArray();
        return new() { ["startAt"] = 0, ["maxResults"] = 3, ["total"] = all.Count, ["comments"] = new JsonArray([.. all.Reverse().Take(3).Select(c => c!.DeepClone())]) };
    }

    private static long UpdatedOf(JsonObject issue)
    {
        var text = issue["fields"]!["updated"]!.GetValue<string>();
        return DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    [GeneratedRegex(@"updated >= (?<ms>\d+)")]
    private static partial Regex Updated();

    [GeneratedRegex("/issue/(?<key>[^/]+)/comment$")]
    private static partial Regex Comments();
}

/// <summary>Issues as the two kinds of Jira send them.</summary>
internal static class JiraIssues
{
    /// <summary>Rich text with a mention, a table, code and a panel; fields that the organisation added; a parent.</summary>
    public static JsonObject Cloud(int number, string summary, DateTime updated, int comments = 0) => Parse($$"""
        {
          "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields", "id": "{{10000 + number}}", "key": "SHOP-{{number}}",
          "self": "https://site.atlassian.net/rest/api/3/issue/{{10000 + number}}",
          "fields": {
            "summary": {{JsonSerializer.Serialize(summary)}},
            "issuetype": { "id": "10002", "name": "Bug", "subtask": false, "hierarchyLevel": 0 },
            "project": { "id": "10000", "key": "SHOP", "name": "Web shop", "projectTypeKey": "software" },
            "status": { "name": "In Progress", "statusCategory": { "key": "indeterminate", "name": "In Progress" } },
            "priority": { "name": "High", "id": "2" }, "resolution": null, "labels": ["checkout", "postage"],
            "components": [{ "id": "10000", "name": "Billing" }], "fixVersions": [],
            "parent": { "key": "SHOP-9000", "fields": { "summary": "Cheaper shipping" } },
            "created": "2026-01-12T09:04:11.120+0100", "updated": "{{Times.Jira(updated)}}",
            "description": { "type": "doc", "version": 1, "content": [
              { "type": "paragraph", "content": [ { "type": "mention", "attrs": { "id": "5b10", "text": "@Mia Krystof", "accessLevel": "" } }, { "type": "text", "text": " the postage of " }, { "type": "text", "text": "number {{number}}", "marks": [{ "type": "strong" }] }, { "type": "text", "text": " is wrong." } ] },
              { "type": "table", "attrs": { "isNumberColumnEnabled": false }, "content": [
                { "type": "tableRow", "content": [ { "type": "tableHeader", "attrs": {}, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Weight" }] }] }, { "type": "tableHeader", "attrs": {}, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Price" }] }] } ] },
                { "type": "tableRow", "content": [ { "type": "tableCell", "attrs": {}, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "2 kg" }] }] }, { "type": "tableCell", "attrs": {}, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "€4.90" }] }] } ] } ] },
              { "type": "codeBlock", "attrs": { "language": "csharp" }, "content": [{ "type": "text", "text": "var postage = weight * Rate;" }] },
              { "type": "panel", "attrs": { "panelType": "info" }, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Only abroad." }] }] }
            ] },
            "environment": null, "customfield_10016": 3.0, "customfield_10019": "0|i0000f:",
            "customfield_10035": { "self": "https://site.atlassian.net/rest/api/3/customFieldOption/10020", "value": "Many customers", "id": "10020" },
            "comment": { "comments": [], "self": "https://site.atlassian.net/rest/api/3/issue/1/comment", "maxResults": {{comments}}, "total": {{comments}}, "startAt": 0 }
          }
        }
        """).WithComments(comments, i => $$"""{ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Comment number {{i}} of {{number}}." }] }] }""");

    /// <summary>The same in wiki mark-up.</summary>
    public static JsonObject Server(int number, string summary, DateTime updated) => Parse($$"""
        {
          "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields", "id": "{{20000 + number}}", "key": "OPS-{{number}}",
          "self": "https://jira.example.com/jira/rest/api/2/issue/{{20000 + number}}",
          "fields": {
            "summary": {{JsonSerializer.Serialize(summary)}}, "issuetype": { "name": "Incident" }, "status": { "name": "Done" }, "priority": { "name": "Blocker" },
            "resolution": { "name": "Fixed" }, "labels": [], "components": [], "fixVersions": [{ "name": "8.2" }],
            "created": "2026-01-12T09:04:11.000+0100", "updated": "{{Times.Jira(updated)}}",
            "description": "h2. What happened\r\nThe depot [~mia] was *closed*.\r\n||Depot||Hours||\r\n|North|8–12|\r\n{code:sql}\r\nselect * from depots;\r\n{code}",
            "customfield_10100": "com.atlassian.greenhopper.service.sprint.Sprint@1f2[id=12,state=CLOSED]",
            "comment": { "comments": [], "maxResults": 0, "total": 0, "startAt": 0 }
          }
        }
        """);

    /// <summary>A search gives the first twenty of many.</summary>
    private static JsonObject WithComments(this JsonObject issue, int count, Func<int, string> body)
    {
        var all = new JsonArray([.. Enumerable.Range(1, count).Select(i => Parse($$"""
            { "id": "{{i}}", "author": { "accountId": "5b10", "displayName": "Emma Richards" }, "body": {{body(i)}}, "created": "2026-02-{{1 + (i / 20):00}}T10:{{i % 60:00}}:51.887+0100", "updated": "2026-02-01T10:44:51.887+0100", "jsdPublic": true }
            """))]);
        issue["fields"]!["comment"]!["comments"] = new JsonArray([.. all.Take(20).Select(c => c!.DeepClone())]);
        issue["fields"]!["comment"]!["maxResults"] = Math.Min(count, 20);
        issue["allComments"] = all;
        return issue;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
