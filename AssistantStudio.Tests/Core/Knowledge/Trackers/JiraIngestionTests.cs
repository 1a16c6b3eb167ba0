using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

public sealed class JiraIngestionTests
{
    private static readonly JiraSettings s_shop = new() { Projects = ["shop"], Jql = "type != Epic" };

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Cloud_ReadTwice_AsksForWhatHasChangedAndEmbedsOnlyThat(DatabaseProvider database)
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira, database: database);
        var now = scene.Studio.Clock.Now;
        jira.Issues.Add(JiraIssues.Cloud(1, "Postage is wrong", now.AddDays(-30)));
        jira.Issues.Add(JiraIssues.Cloud(2, "Labels do not print", now.AddDays(-20), comments: 2));
        jira.Issues.Add(JiraIssues.Cloud(3, "Nobody answers", now.AddDays(-10), comments: 45));
        var first = await scene.IngestAsync();
        var firstAsked = scene.Asked.ToArray();

        var later = now.AddHours(5);
        jira.Issues[1] = JiraIssues.Cloud(2, "Labels do not print", later, comments: 3);
        jira.Issues.Add(JiraIssues.Cloud(4, "A new one", later.AddMinutes(1)));
        var second = await scene.IngestLaterAsync();

        Assert.Equal((IngestionState.Succeeded, 3, 1), (first.LastRun!.State, first.Documents, first.Revision));
        Assert.Equal(["GET /rest/api/3/myself", "POST /rest/api/3/search/jql", "GET /rest/api/3/issue/SHOP-3/comment?orderBy=-created&maxResults=3"], firstAsked);
        Assert.Equal("""project in ("SHOP") AND (type != Epic) ORDER BY updated ASC, key ASC""", jira.Jqls[0]);
        Assert.Equal((IngestionState.Succeeded, 1, 1, 0, 0), (second.LastRun!.State, second.LastRun.Added, second.LastRun.Changed, second.LastRun.Unchanged, second.LastRun.Removed));
        Assert.Equal($"""project in ("SHOP") AND (type != Epic) AND updated >= {Times.Milliseconds(now.AddMinutes(-10))} ORDER BY updated ASC, key ASC""", jira.Jqls[1]);
        Assert.Equal(2, scene.Asked.Count);

        // Of the one that got a comment, the description and the earlier comments have their vectors already.
        Assert.True(second.LastRun.Reused > 0, "What has not changed is embedded again.");
        Assert.Equal(second.LastRun.Chunks, second.LastRun.Embedded + second.LastRun.Reused);
    }

    [Fact]
    public async Task Cloud_Issue_BecomesADocumentThatIsFoundAndOpened()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        jira.Issues.Add(JiraIssues.Cloud(3, "Postage is wrong", scene.Studio.Clock.Now.AddDays(-1), comments: 45));
        await scene.IngestAsync();
        var document = await scene.DocumentAsync("SHOP-3");

        Assert.Equal(("SHOP-3 Postage is wrong", $"{scene.Origin}/browse/SHOP-3"), (document.Title, document.Address));
        Assert.Equal(scene.Studio.Clock.Now.AddDays(-1), document.ChangedAt);
        Assert.Equal(("Bug", "In Progress", "Billing"), (document.Labels["type"], document.Labels["status"], document.Labels["components"]));
        foreach (var part in new[] { "@Mia Krystof the postage of number 3", "| 2 kg", "var postage = weight * Rate;", "Only abroad.", "Customer impact: Many customers", "Comment number 45", "Comment number 43" })
        {
            Assert.Contains(part, document.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Comment number 20 ", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0|i0000f", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cloud_ManyPages_AreAllRead()
    {
        var jira = new JiraServer { MostInAReply = 40 };
        await using var scene = await CloudAsync(jira);
        Fill(jira, 130, scene.Studio.Clock.Now);
        var row = await scene.IngestAsync();

        Assert.Equal((130, IngestionState.Succeeded, 5), (row.Documents, row.LastRun!.State, scene.Asked.Count));
    }

    [Fact]
    public async Task Changes_BetweenRunsThatListEverything_TakeNothingForGone()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        Fill(jira, 3, scene.Studio.Clock.Now);
        await scene.IngestAsync();
        jira.Issues.RemoveAt(0);
        var changes = await scene.IngestLaterAsync();
        var everything = await scene.IngestLaterAsync(24 * 7);

        Assert.Equal((0, 3), (changes.LastRun!.Removed, changes.Documents));
        Assert.Equal((1, 2, 2), (everything.LastRun!.Removed, everything.LastRun.Unchanged, everything.Documents));
        Assert.DoesNotContain("updated >=", jira.Jqls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_OnlyWatched_IsTheSameDocument()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        jira.Issues.Add(JiraIssues.Cloud(1, "One", scene.Studio.Clock.Now));
        await scene.IngestAsync();
        jira.Issues[0] = JiraIssues.Cloud(1, "One", scene.Studio.Clock.Now.AddHours(1));
        jira.Issues[0]["fields"]!["customfield_10019"] = "0|i00zzz:";
        var row = await scene.IngestLaterAsync();

        Assert.Equal((1, 1, 0), (row.Revision, row.LastRun!.Unchanged, row.LastRun.Changed));
    }

    [Fact]
    public async Task DataCenter_IssueThatChangesWhileItIsListed_HidesNoOther()
    {
        var jira = new JiraServer { IsCloud = false, Key = JiraServer.ServerKey, MostInAReply = 50 };
        await using var scene = await TrackerScene.CreateAsync(_ => jira.AnswerAsync);
        await scene.ConnectAsync(ProviderKind.Jira, JiraServer.ServerKey, "/jira");
        await scene.AddAsync(new JiraSettings { Projects = ["OPS"] });
        var now = scene.Studio.Clock.Now;
        for (var i = 1; i <= 130; i++)
        {
            // Sixty of them in one moment: more than a page has.
            jira.Issues.Add(JiraIssues.Server(i, $"Incident {i}", now.AddDays(-200 + (i is >= 20 and < 80 ? 20 : i))));
        }

        jira.AfterPage = () =>
        {
            jira.AfterPage = () => { };
            jira.Issues[4] = JiraIssues.Server(5, "Incident 5", now);
        };
        var row = await scene.IngestAsync();
        var document = await scene.DocumentAsync("OPS-7");

        Assert.Equal((130, IngestionState.Succeeded), (row.Documents, row.LastRun!.State));
        Assert.Equal(["GET /rest/api/3/myself", "GET /rest/api/2/myself"], scene.Asked.Take(2).Select(a => a.Replace("/jira", "", StringComparison.Ordinal)));
        Assert.Equal($"{scene.Origin}/jira/browse/OPS-7", document.Address);
        Assert.Contains("The depot @mia was closed.", document.Text, StringComparison.Ordinal);
        Assert.Contains("select * from depots;", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("greenhopper", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_ThatIsShort_IsKept()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        Fill(jira, 2, scene.Studio.Clock.Now);
        var answers = new Queue<(int, string)>([(429, "7"), (503, "")]);
        scene.Once("/search/jql", context => RefuseAsync(context, answers.Dequeue()), times: 2);
        var row = await scene.IngestAsync();

        Assert.Equal((2, IngestionState.Succeeded), (row.Documents, row.LastRun!.State));
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(4)], scene.Pauses.Pauses);
    }

    [Fact]
    public async Task Pause_ThatIsLong_EndsTheRunAndKeepsWhatItHad()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        Fill(jira, 150, scene.Studio.Clock.Now);
        jira.AfterPage = () => scene.Once("/search/jql", context => RefuseAsync(context, (429, "1800")), times: 9);
        var row = await scene.IngestAsync();
        scene.Instead = _ => Task.FromResult(false);
        jira.AfterPage = () => { };
        var next = await scene.IngestLaterAsync();

        Assert.Equal((IngestionState.Failed, 64), (row.LastRun!.State, row.Documents));
        Assert.Equal("Our Jira takes no more requests until 10:00 UTC. What was read until now is kept; the next run after that goes on.", row.LastRun.Problem);
        Assert.Empty(scene.Pauses.Pauses);
        Assert.Equal((IngestionState.Succeeded, 150, 64, 86), (next.LastRun!.State, next.Documents, next.LastRun.Unchanged, next.LastRun.Added));
    }

    [Fact]
    public async Task Key_ThatExpired_EndsTheRunAndTurnsTheConnectionRedUntilARunIsLetIn()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        Fill(jira, 2, scene.Studio.Clock.Now);
        await scene.IngestAsync();
        var before = await scene.ConnectionAsync();
        jira.Key = "mia@example.com:another";
        var refused = await scene.IngestLaterAsync();
        var red = await scene.ConnectionAsync();
        jira.Key = JiraServer.CloudKey;
        var again = await scene.IngestLaterAsync();
        var green = await scene.ConnectionAsync();

        Assert.Null(before.LastTest);
        Assert.Equal((IngestionState.Failed, 2), (refused.LastRun!.State, refused.Documents));
        Assert.StartsWith("Our Jira does not accept the key of this connection any more", refused.LastRun.Problem, StringComparison.Ordinal);
        Assert.Equal((false, refused.LastRun.Problem), (red.LastTest!.Ok, red.LastTest.Message));
        Assert.Equal(before.RowVersion, red.RowVersion);
        Assert.Equal((IngestionState.Succeeded, true, null), (again.LastRun!.State, green.LastTest!.Ok, green.LastTest.Message));
    }

    [Fact]
    public async Task Page_ThatIsBroken_EndsTheRunAndRemovesNothing()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        Fill(jira, 2, scene.Studio.Clock.Now);
        await scene.IngestAsync();
        scene.Once("/search/jql", context => TrackerScene.JsonAsync(context, """{"issues":[{"id":"1","key":"SHOP-1","fields":{"summ"""));
        var row = await scene.IngestLaterAsync(24 * 8);

        Assert.Equal((IngestionState.Failed, 2, 0), (row.LastRun!.State, row.Documents, row.LastRun.Removed));
        Assert.StartsWith("Our Jira sent an answer that cannot be read.", row.LastRun.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_ThatJiraDoesNotTake_IsToldInItsWords()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        scene.Once("/search/jql", context => TrackerScene.JsonAsync(context, """{"errorMessages":["The value 'SHOP' does not exist for the field 'project'."],"errors":{}}""", 400));
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Failed, "Our Jira did not take the request. It says: The value 'SHOP' does not exist for the field 'project'."), (row.LastRun!.State, row.LastRun.Problem));
    }

    [Fact]
    public async Task Issues_MoreThanTheSourceAllows_EndTheRun()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira, s_shop with { MaxIssues = 80 });
        Fill(jira, 90, scene.Studio.Clock.Now);
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Failed, 64), (row.LastRun!.State, row.Documents));
        Assert.Contains("more than 80 issues", row.LastRun.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_ToAnotherServer_IsNotFollowedWithTheKey()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        var elsewhere = 0;
        await using var other = await LoopbackServer.StartAsync(context =>
        {
            elsewhere++;
            return Task.CompletedTask;
        });
        scene.Once("/myself", context =>
        {
            context.Response.Redirect(other.At("127.0.0.1", "/login").AbsoluteUri);
            return Task.CompletedTask;
        });
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Failed, 0), (row.LastRun!.State, elsewhere));
        Assert.Contains("sends on to", row.LastRun.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_StopsAtOnce()
    {
        var jira = new JiraServer();
        await using var scene = await TrackerScene.CreateAsync(_ => jira.AnswerAsync, isHasty: false);
        await scene.ConnectAsync(ProviderKind.Jira, JiraServer.CloudKey);
        await scene.AddAsync(s_shop);
        using var stop = new CancellationTokenSource();
        scene.Once("/search/jql", async context =>
        {
            await RefuseAsync(context, (429, "50"));
            stop.CancelAfter(TimeSpan.FromMilliseconds(300));
        });
        var began = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.IngestAsync(stop.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Connection_SwitchedOff_IsSaid()
    {
        var jira = new JiraServer();
        await using var scene = await CloudAsync(jira);
        await scene.Admin.Get<IntegrationService>().ChangeAsync(
            scene.ConnectionId, new() { Kind = ProviderKind.Jira, Name = "Our Jira", BaseUrl = scene.Origin, Active = false }, null, null, TestContext.Current.CancellationToken);
        var row = await scene.IngestAsync();

        Assert.Equal((IngestionState.Failed, "The connection Our Jira is switched off. Switch it on under AI configuration, Providers."), (row.LastRun!.State, row.LastRun.Problem));
        Assert.Empty(scene.Asked);
    }

    private static async Task<TrackerScene> CloudAsync(JiraServer jira, JiraSettings? settings = null, DatabaseProvider database = DatabaseProvider.Sqlite)
    {
        var scene = await TrackerScene.CreateAsync(_ => jira.AnswerAsync, database);
        await scene.ConnectAsync(ProviderKind.Jira, JiraServer.CloudKey);
        await scene.AddAsync(settings ?? s_shop);
        return scene;
    }

    private static void Fill(JiraServer jira, int count, DateTime now)
    {
        for (var i = 1; i <= count; i++)
        {
            jira.Issues.Add(JiraIssues.Cloud(i, string.Create(CultureInfo.InvariantCulture, $"Issue {i}"), now.AddDays(-30).AddMinutes(i)));
        }
    }

    private static Task RefuseAsync(HttpContext context, (int Status, string RetryAfter) answer)
    {
        if (answer.RetryAfter.Length > 0)
        {
            context.Response.Headers.RetryAfter = answer.RetryAfter;
            context.Response.Headers["RateLimit-Reason"] = "jira-burst-based";
        }

        return TrackerScene.JsonAsync(context, """{"errorMessages":["Rate limit exceeded."],"errors":{}}""", answer.Status);
    }
}
