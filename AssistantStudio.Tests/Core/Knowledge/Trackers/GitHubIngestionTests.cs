using System.Globalization;
using System.Text.Json.Nodes;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

public sealed class GitHubIngestionTests
{
    private static readonly GitHubSettings s_shop = new() { Repositories = ["https://github.com/acme/shop.git"], Commits = true };

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Repository_ReadTwice_AsksForWhatHasChangedAndReadsOnlyThat(DatabaseProvider database)
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop, database);
        var now = scene.Studio.Clock.Now;
        server.Issues.Add(GitHubRecords.Issue(1, "Postage is wrong", now.AddDays(-40)));
        server.Issues.Add(GitHubRecords.Issue(2, "Nobody wrote anything", now.AddDays(-30), body: null, isGhost: true));
        server.Pulls.Add(GitHubRecords.Pull(3, "Mend the postage", now.AddDays(-20)));
        server.Reviews[3] = [GitHubRecords.Review("APPROVED", "Well done."), GitHubRecords.Review("PENDING", "Not sent.")];
        server.Commits.Add(GitHubRecords.Commit("6dcb09b5b57875f334f61aebed695e2e4193db5e", "Mend the postage\n\nIt was counted twice.", now.AddDays(-20)));
        server.Commits.Add(GitHubRecords.Commit("0000000000000000000000000000000000000001", "Before anybody's time", now.AddDays(-400)));
        var first = await scene.IngestAsync();
        var firstAsked = scene.Asked.ToArray();

        var later = now.AddHours(5);
        server.Issues[0] = GitHubRecords.Issue(1, "Postage is wrong", later, comments: 1);
        server.Comments[1] = [GitHubRecords.Comment(1, "It is mended.")];
        server.Commits.Add(GitHubRecords.Commit("762941318ee16e59dabbacb1b4049eec22f0d303", "Write about it", later));
        var second = await scene.IngestLaterAsync();

        Assert.Equal((IngestionState.Succeeded, 4, 4), (first.LastRun!.State, first.Documents, first.LastRun.Added));
        Assert.Equal(
            [
                "GET /api/v3/repos/acme/shop/issues?state=all&sort=created&direction=asc&per_page=100",
                "GET /api/v3/repos/acme/shop/pulls?state=all&sort=created&direction=asc&per_page=100",
                "GET /api/v3/repos/acme/shop/commits?since=2025-03-04T09%3A30%3A00Z&until=2026-03-04T09%3A30%3A00Z&per_page=100",
                "GET /api/v3/repos/acme/shop/commits/6dcb09b5b57875f334f61aebed695e2e4193db5e",
                "GET /api/v3/repos/acme/shop/pulls/3/reviews?per_page=100",
            ],
            firstAsked.Take(3).Concat(firstAsked.Skip(3).Order(StringComparer.Ordinal)));
        Assert.Equal((IngestionState.Succeeded, 1, 1, 0), (second.LastRun!.State, second.LastRun.Added, second.LastRun.Changed, second.LastRun.Removed));
        Assert.Equal(
            [
                "GET /api/v3/repos/acme/shop/issues?state=all&sort=updated&direction=desc&per_page=100&since=2026-03-04T09%3A20%3A00Z",
                "GET /api/v3/repos/acme/shop/pulls?state=all&sort=updated&direction=desc&per_page=100",
                "GET /api/v3/repos/acme/shop/commits?since=2026-02-18T09%3A20%3A00Z&until=2026-03-04T15%3A30%3A00Z&per_page=100",
                "GET /api/v3/repos/acme/shop/commits/762941318ee16e59dabbacb1b4049eec22f0d303",
                "GET /api/v3/repos/acme/shop/issues/1/comments?per_page=100&page=1",
            ],
            scene.Asked.Take(3).Concat(scene.Asked.Skip(3).Order(StringComparer.Ordinal)));
        Assert.Equal(second.LastRun.Chunks, second.LastRun.Embedded + second.LastRun.Reused);
        Assert.Equal(["acme/shop#1", "acme/shop#2", "acme/shop#3", "acme/shop@6dcb09b5b57875f334f61aebed695e2e4193db5e", "acme/shop@762941318ee16e59dabbacb1b4049eec22f0d303"], await scene.DocumentsAsync());
    }

    [Fact]
    public async Task Records_BecomeDocumentsThatAreFoundAndOpened()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop);
        var now = scene.Studio.Clock.Now;
        server.Issues.Add(GitHubRecords.Issue(1, "Postage is wrong", now.AddDays(-4), comments: 130, isGhost: true));
        server.Comments[1] = new JsonArray([.. Enumerable.Range(1, 130).Select(i => GitHubRecords.Comment(i, string.Create(CultureInfo.InvariantCulture, $"Comment {i}.")))]);
        server.Pulls.Add(GitHubRecords.Pull(3, "Mend the postage", now.AddDays(-2), "Closes #1."));
        server.Reviews[3] = [GitHubRecords.Review("CHANGES_REQUESTED", "A test is missing."), GitHubRecords.Review("PENDING", "Not sent.")];
        server.Commits.Add(GitHubRecords.Commit("6dcb09b5b57875f334f61aebed695e2e4193db5e", "Mend the postage\n\nIt was counted twice.", now.AddDays(-2)));
        await scene.IngestAsync();
        var issue = await scene.DocumentAsync("acme/shop#1");
        var pull = await scene.DocumentAsync("acme/shop#3");
        var commit = await scene.DocumentAsync("acme/shop@6dcb09b5b57875f334f61aebed695e2e4193db5e");

        Assert.Equal(("#1 Postage is wrong", "https://github.com/acme/shop/issues/1", "ghost", "acme/shop"), (issue.Title, issue.Address, issue.Labels["author"], issue.Labels["repository"]));
        Assert.Contains("Open the cart", issue.Text, StringComparison.Ordinal);
        Assert.Contains("Comment 130.", issue.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Comment 1.", issue.Text, StringComparison.Ordinal);
        Assert.Equal(("https://github.com/acme/shop/pull/3", "merged", now.AddDays(-2)), (pull.Address, pull.Labels["state"], pull.ChangedAt));
        Assert.Contains("A test is missing.", pull.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Not sent.", pull.Text, StringComparison.Ordinal);
        Assert.Equal(("Mend the postage", "https://github.com/acme/shop/commit/6dcb09b5b57875f334f61aebed695e2e4193db5e"), (commit.Title, commit.Address));
        Assert.Contains("`docs/postage.md` (renamed, was `docs/post.md`, +2 −0)", commit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_AreFollowedToTheEnd_AndOldPullRequestsAreNotTurnedOver()
    {
        var server = new GitHubServer { PerPage = 30 };
        await using var scene = await CreateAsync(server, s_shop with { Commits = false });
        var now = scene.Studio.Clock.Now;
        for (var i = 1; i <= 70; i++)
        {
            server.Issues.Add(GitHubRecords.Issue(i, $"Issue {i}", now.AddDays(-i)));
            server.Pulls.Add(GitHubRecords.Pull(100 + i, $"Pull {i}", now.AddDays(-i)));
        }

        var first = await scene.IngestAsync();
        var reviews = scene.Asked.Count(a => a.Contains("/reviews", StringComparison.Ordinal));
        server.Pulls[68] = GitHubRecords.Pull(169, "Pull 69, changed", now.AddHours(1));
        var second = await scene.IngestLaterAsync();

        Assert.Equal((140, 70, IngestionState.Succeeded), (first.Documents, reviews, first.LastRun!.State));
        Assert.Equal((0, 1, 140), (second.LastRun!.Added, second.LastRun.Changed, second.Documents));
        Assert.Equal(["issues", "pulls", "pulls/169/reviews"], scene.Asked.Select(a => a.Split("acme/shop/")[1].Split('?')[0]));
    }

    [Fact]
    public async Task Everything_ListedAgainAfterAWeek_EndsWhatIsGone()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Commits = false });
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));
        server.Issues.Add(GitHubRecords.Issue(2, "Two", scene.Studio.Clock.Now));
        await scene.IngestAsync();
        server.Issues.RemoveAt(0);
        var changes = await scene.IngestLaterAsync();
        var everything = await scene.IngestLaterAsync(24 * 7);

        Assert.Equal((0, 2), (changes.LastRun!.Removed, changes.Documents));
        Assert.Equal((1, 1), (everything.LastRun!.Removed, everything.Documents));
    }

    [Fact]
    public async Task OpenOnes_OneIsClosed_IsGoneWithTheNextChange()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Commits = false, PullRequests = false, State = GitHubState.Open });
        var now = scene.Studio.Clock.Now;
        server.Issues.Add(GitHubRecords.Issue(1, "One", now.AddDays(-2)));
        server.Issues.Add(GitHubRecords.Issue(2, "Two", now.AddDays(-2)));
        server.Issues.Add(GitHubRecords.Issue(3, "Closed long ago", now.AddDays(-2), state: "closed"));
        var first = await scene.IngestAsync();
        server.Issues[0] = GitHubRecords.Issue(1, "One", now.AddHours(2), state: "closed");
        var second = await scene.IngestLaterAsync();

        Assert.Equal((2, 2), (first.Documents, first.LastRun!.Added));
        Assert.Equal((1, 1, IngestionState.Succeeded), (second.LastRun!.Removed, second.Documents, second.LastRun.State));
    }

    [Fact]
    public async Task Repository_ThatWasRenamed_IsReadUnderItsNewAddress()
    {
        var server = new GitHubServer { PerPage = 1 };
        await using var scene = await CreateAsync(server, s_shop with { Repositories = ["acme/old-name"], Commits = false, PullRequests = false });
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));
        server.Issues.Add(GitHubRecords.Issue(2, "Two", scene.Studio.Clock.Now));
        var row = await scene.IngestAsync();

        Assert.Equal((2, IngestionState.Succeeded, null), (row.Documents, row.LastRun!.State, row.LastRun.Problem));
        Assert.Equal("https://github.com/acme/shop/issues/2", (await scene.DocumentAsync("acme/old-name#2")).Address);
    }

    [Fact]
    public async Task Repository_ThatMayNotBeRead_HidesNoOtherAndLosesNothing()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Repositories = ["acme/secret", "acme/shop"], Commits = false });
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));
        var row = await scene.IngestAsync();
        server.Issues.Clear();
        var second = await scene.IngestLaterAsync();

        Assert.Equal((1, IngestionState.WithFailures), (row.Documents, row.LastRun!.State));
        Assert.Equal("Our GitHub has no repository acme/secret, or the token of the connection may not read its issues. Check the name and what the token is allowed to.", row.LastRun.Problem);
        Assert.Equal((1, 0), (second.Documents, second.LastRun!.Removed));
        Assert.Null((await scene.ConnectionAsync()).LastTest);
    }

    [Fact]
    public async Task Repository_TheOnlyOneAndMissing_FailsTheRun()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Repositories = ["acme/secret"] });
        var row = await scene.IngestAsync();

        Assert.Equal(IngestionState.Failed, row.LastRun!.State);
        Assert.StartsWith("Our GitHub has no repository acme/secret", row.LastRun.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repository_WithoutIssuesAndCommits_IsEmptyAndNoFault()
    {
        var server = new GitHubServer { HasIssues = false };
        await using var scene = await CreateAsync(server, s_shop);
        scene.Once("/commits", context => TrackerScene.JsonAsync(context, """{"message":"Git Repository is empty.","status":"409"}""", 409));
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Succeeded, 0, null), (row.LastRun!.State, row.Documents, row.LastRun.Problem));
    }

    [Fact]
    public async Task Limit_ThatEndsSoon_IsWaitedFor()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Commits = false });
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));
        var answers = new Queue<Action<HttpResponse>>(
        [
            r => r.Headers.RetryAfter = "20",
            r => (r.Headers["x-ratelimit-remaining"], r.Headers["x-ratelimit-reset"], r.Headers.Date) = ("0", "1772617000", DateTimeOffset.FromUnixTimeSeconds(1772616970).ToString("R")),
        ]);
        scene.Once("/issues", context =>
        {
            answers.Dequeue()(context.Response);
            return TrackerScene.JsonAsync(context, """{"message":"API rate limit exceeded for user ID 1."}""", 403);
        }, times: 2);
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Succeeded, 1), (row.LastRun!.State, row.Documents));
        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)], scene.Pauses.Pauses);
    }

    [Fact]
    public async Task Limit_ThatIsUsedUp_EndsTheRunAndTheNextGoesOn()
    {
        var server = new GitHubServer { PerPage = 80 };
        await using var scene = await CreateAsync(server, s_shop with { Commits = false, Issues = false });
        var now = scene.Studio.Clock.Now;
        for (var i = 1; i <= 120; i++)
        {
            server.Pulls.Add(GitHubRecords.Pull(i, $"Pull {i}", now.AddDays(-1)));
        }

        // The list and ten reviews; then nothing more for forty minutes.
        var left = 11;
        scene.Instead = async context =>
        {
            if (left-- > 0)
            {
                return false;
            }

            var time = new DateTimeOffset(now, TimeSpan.Zero);
            (context.Response.Headers["x-ratelimit-limit"], context.Response.Headers["x-ratelimit-remaining"], context.Response.Headers["x-ratelimit-reset"], context.Response.Headers.Date) =
                ("5000", "0", time.AddMinutes(40).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), time.ToString("R"));
            await TrackerScene.JsonAsync(context, """{"message":"API rate limit exceeded for user ID 1.","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"}""", 403);
            return true;
        };
        var row = await scene.IngestAsync();
        var asked = scene.Asked.Count;
        scene.Instead = _ => Task.FromResult(false);
        var next = await scene.IngestLaterAsync();

        Assert.Equal((IngestionState.Failed, 10, 54), (row.LastRun!.State, row.Documents, row.LastRun.Failed));
        Assert.Equal("Our GitHub takes no more requests until 10:10 UTC. What was read until now is kept; the next run after that goes on.", row.LastRun.Problem);
        Assert.Equal(12, asked);
        Assert.Equal((IngestionState.Succeeded, 120, 10, 110), (next.LastRun!.State, next.Documents, next.LastRun.Unchanged, next.LastRun.Added));
    }

    [Fact]
    public async Task Token_ThatExpired_EndsTheRunAndTurnsTheConnectionRedUntilARunIsLetIn()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop);
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));
        await scene.IngestAsync();
        server.Token = "another";
        var refused = await scene.IngestLaterAsync();
        var red = await scene.ConnectionAsync();
        server.Token = GitHubServer.Key;
        var again = await scene.IngestLaterAsync();
        var green = await scene.ConnectionAsync();

        Assert.Equal((IngestionState.Failed, 1, false), (refused.LastRun!.State, refused.Documents, red.LastTest!.Ok));
        Assert.StartsWith("Our GitHub does not accept the key of this connection any more", red.LastTest.Message, StringComparison.Ordinal);
        Assert.Equal((IngestionState.Succeeded, true), (again.LastRun!.State, green.LastTest!.Ok));
    }

    [Fact]
    public async Task PublicRepository_WithoutAToken_IsRead()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Commits = false }, key: null);
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now));

        Assert.Equal(1, (await scene.IngestAsync()).Documents);
    }

    [Fact]
    public async Task NextPage_OnAnotherServer_IsNotAsked()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Commits = false });
        var elsewhere = 0;
        await using var other = await LoopbackServer.StartAsync(context =>
        {
            elsewhere++;
            return TrackerScene.JsonAsync(context, "[]");
        });
        scene.Once("/issues", context =>
        {
            context.Response.Headers.Link = $"<{other.At("127.0.0.1", "/page2")}>; rel=\"next\"";
            return TrackerScene.JsonAsync(context, $"[{GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now).ToJsonString()}]");
        });
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Failed, 0), (row.LastRun!.State, elsewhere));
    }

    private static async Task<TrackerScene> CreateAsync(GitHubServer server, GitHubSettings settings, DatabaseProvider database = DatabaseProvider.Sqlite, string? key = GitHubServer.Key)
    {
        var scene = await TrackerScene.CreateAsync(_ => server.AnswerAsync, database);
        await scene.ConnectAsync(ProviderKind.GitHub, key);
        await scene.AddAsync(settings);
        return scene;
    }
}
