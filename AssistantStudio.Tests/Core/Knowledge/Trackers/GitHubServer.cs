using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

/// <summary>Answers as the API of GitHub does.</summary>
internal sealed partial class GitHubServer
{
    public const string Key = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

    /// <summary>Of the repository acme/shop: issues and pull requests as their lists have them.</summary>
    public List<JsonObject> Issues { get; } = [];

    public List<JsonObject> Pulls { get; } = [];

    public Dictionary<int, JsonArray> Comments { get; } = [];

    public Dictionary<int, JsonArray> Reviews { get; } = [];

    public List<JsonObject> Commits { get; } = [];

    public string? Token { get; set; } = Key;

    /// <summary>More are never in one reply.</summary>
    public int PerPage { get; init; } = 100;

    public bool HasIssues { get; init; } = true;

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.UserAgent.Count == 0 || request.Headers["X-GitHub-Api-Version"] != "2022-11-28" || request.Headers.Accept != "application/vnd.github+json")
        {
            await TrackerScene.JsonAsync(context, """{"message":"Request forbidden by administrative rules. Please make sure your request has a User-Agent header."}""", 403);
            return;
        }

        if (request.Headers.Authorization.Count > 0 && request.Headers.Authorization != $"Bearer {Token}")
        {
            await TrackerScene.JsonAsync(context, """{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}""", 401);
            return;
        }

        var path = Repository().Match(request.Path.Value!);
        var (repository, rest) = (path.Groups["name"].Value, path.Groups["rest"].Value);
        switch (repository, rest)
        {
            case ("acme/old-name", _):
                context.Response.Headers.Location = $"{request.Scheme}://{request.Host}/api/v3/repositories/1296269/{rest}{request.QueryString}";
                await TrackerScene.JsonAsync(context, """{"message":"Moved Permanently","url":"…"}""", 301);
                break;
            case ("acme/shop" or "", "issues") when !HasIssues:
                await TrackerScene.JsonAsync(context, """{"message":"Issues has been disabled in this repository.","status":"410"}""", 410);
                break;
            case ("acme/shop" or "", "issues"):
                await PageAsync(context, Listed([.. Issues, .. Pulls.Select(AsIssue)], request));
                break;
            case ("acme/shop" or "", "pulls"):
                await PageAsync(context, Listed(Pulls, request));
                break;
            case ("acme/shop" or "", "commits"):
                await PageAsync(context, Commits.Where(c => DateOf(c) >= Time(request.Query["since"]!) && DateOf(c) <= Time(request.Query["until"]!)).Select(WithoutFiles));
                break;
            case ("acme/shop" or "", _) when Part().Match(rest) is { Success: true } part:
                var number = int.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
                await PageAsync(context, (part.Groups["what"].Value == "reviews" ? Reviews : Comments).GetValueOrDefault(number, []).Select(c => c!.AsObject()));
                break;
            case ("acme/shop" or "", _) when rest.StartsWith("commits/", StringComparison.Ordinal):
                await TrackerScene.JsonAsync(context, Commits.Single(c => c["sha"]!.GetValue<string>() == rest["commits/".Length..]).ToJsonString());
                break;
            default:
                await TrackerScene.JsonAsync(context, """{"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}""", 404);
                break;
        }
    }

    private static IEnumerable<JsonObject> Listed(List<JsonObject> all, HttpRequest request)
    {
        var field = request.Query["sort"] == "updated" ? "updated_at" : "created_at";
        var since = request.Query.TryGetValue("since", out var text) ? Time(text!) : DateTime.MinValue;
        var found = all.Where(i => Time(i["updated_at"]!.GetValue<string>()) >= since);
        return request.Query["direction"] == "desc" ? found.OrderByDescending(i => i[field]!.GetValue<string>(), StringComparer.Ordinal) : found.OrderBy(i => i[field]!.GetValue<string>(), StringComparer.Ordinal);
    }

    private async Task PageAsync(HttpContext context, IEnumerable<JsonObject> all)
    {
        var (request, records) = (context.Request, all.ToList());
        var size = Math.Min(PerPage, int.Parse(request.Query["per_page"]!, CultureInfo.InvariantCulture));
        var page = request.Query.TryGetValue("page", out var text) ? int.Parse(text!, CultureInfo.InvariantCulture) : 1;
        var pages = Math.Max(1, (records.Count + size - 1) / size);
        if (pages > 1)
        {
            var links = new List<string>();
            if (page > 1)
            {
                links.Add(Link(page - 1, "prev"));
            }

            if (page < pages)
            {
                links.AddRange([Link(page + 1, "next"), Link(pages, "last")]);
            }

            context.Response.Headers.Link = string.Join(", ", links);
        }

        await TrackerScene.JsonAsync(context, new JsonArray([.. records.Skip((page - 1) * size).Take(size).Select(r => r.DeepClone())]).ToJsonString());

        string Link(int number, string rel)
        {
            var query = PageNumber().Replace(request.QueryString.Value!, "");
            return $"<{request.Scheme}://{request.Host}{request.Path}{query}&page={number}>; rel=\"{rel}\"";
        }
    }

    private static JsonObject AsIssue(JsonObject pull)
    {
        var issue = pull.DeepClone().AsObject();
        issue["pull_request"] = new JsonObject { ["url"] = "https://api.github.com/repos/acme/shop/pulls/1", ["merged_at"] = null };
        return issue;
    }

    private static JsonObject WithoutFiles(JsonObject commit)
    {
        var listed = commit.DeepClone().AsObject();
        listed.Remove("files");
        listed.Remove("stats");
        return listed;
    }

    private static DateTime DateOf(JsonObject commit) => Time(commit["commit"]!["committer"]!["date"]!.GetValue<string>());

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    [GeneratedRegex("^/api/v3/(repos/(?<name>[^/]+/[^/]+)|repositories/1296269)/(?<rest>.+)$")]
    private static partial Regex Repository();

    [GeneratedRegex("^(issues|pulls)/(?<number>[0-9]+)/(?<what>comments|reviews)$")]
    private static partial Regex Part();

    [GeneratedRegex("&page=[0-9]+")]
    private static partial Regex PageNumber();
}

/// <summary>Records as GitHub sends them; whoever deleted their account is null, and so is a text that nobody wrote.</summary>
internal static class GitHubRecords
{
    public static JsonObject Issue(int number, string title, DateTime updated, string? body = "Steps:\r\n\r\n1. Open the cart\r\n2. Pay", string state = "open", int comments = 0, bool isGhost = false) => Parse($$"""
        {
          "url": "https://api.github.com/repos/acme/shop/issues/{{number}}", "html_url": "https://github.com/acme/shop/issues/{{number}}", "id": {{1_000_000 + number}}, "node_id": "MDU6SXNzdWUx",
          "number": {{number}}, "state": "{{state}}", "state_reason": {{(state == "closed" ? "\"not_planned\"" : "null")}}, "title": {{JsonSerializer.Serialize(title)}}, "body": {{JsonSerializer.Serialize(body)}},
          "user": {{(isGhost ? "null" : """{ "login": "octocat", "id": 1, "type": "User", "site_admin": false }""")}},
          "labels": [{ "id": 208045946, "name": "bug", "color": "f29513", "default": true }], "milestone": { "title": "v1.0", "number": 1 }, "locked": false, "comments": {{comments}},
          "assignee": null, "created_at": "{{Times.GitHub(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number))}}", "updated_at": "{{Times.GitHub(updated)}}", "closed_at": null, "author_association": "NONE"
        }
        """);

    public static JsonObject Pull(int number, string title, DateTime updated, string? body = null) => Parse($$"""
        {
          "html_url": "https://github.com/acme/shop/pull/{{number}}", "id": {{2_000_000 + number}}, "number": {{number}}, "state": "closed", "draft": false, "title": {{JsonSerializer.Serialize(title)}}, "body": {{JsonSerializer.Serialize(body)}},
          "user": { "login": "hubot", "type": "Bot" }, "labels": [], "milestone": null, "head": { "ref": "fix-postage", "sha": "6dcb09b5" }, "base": { "ref": "main" },
          "created_at": "{{Times.GitHub(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number))}}", "updated_at": "{{Times.GitHub(updated)}}", "merged_at": "2026-02-01T10:00:00Z"
        }
        """);

    public static JsonObject Review(string state, string? body) => Parse($$"""
        { "id": 80, "user": { "login": "mia" }, "body": {{JsonSerializer.Serialize(body)}}, "state": "{{state}}", "submitted_at": "2026-02-01T09:00:00Z" }
        """);

    public static JsonObject Comment(int id, string body) => Parse($$"""
        { "id": {{id}}, "user": null, "body": {{JsonSerializer.Serialize(body)}}, "created_at": "{{Times.GitHub(new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(id))}}", "updated_at": "2026-02-01T09:00:00Z" }
        """);

    public static JsonObject Commit(string sha, string message, DateTime at) => Parse($$"""
        {
          "sha": "{{sha}}", "html_url": "https://github.com/acme/shop/commit/{{sha}}",
          "commit": { "author": { "name": "Mia Krystof", "email": "mia@example.com", "date": "{{Times.GitHub(at)}}" }, "committer": { "name": "GitHub", "date": "{{Times.GitHub(at)}}" }, "message": {{JsonSerializer.Serialize(message)}} },
          "author": null, "committer": { "login": "web-flow" }, "parents": [{ "sha": "7fd1a60b" }], "stats": { "additions": 12, "deletions": 3, "total": 15 },
          "files": [{ "filename": "src/Postage.cs", "status": "modified", "additions": 10, "deletions": 3, "changes": 13, "patch": "@@ -1 +1 @@" }, { "filename": "docs/postage.md", "previous_filename": "docs/post.md", "status": "renamed", "additions": 2, "deletions": 0 }]
        }
        """);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
