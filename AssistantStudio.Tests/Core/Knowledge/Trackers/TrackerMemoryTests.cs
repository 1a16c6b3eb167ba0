using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Trackers;

/// <summary>What a run leaves to the next one, when not all could be read or listed.</summary>
public sealed class TrackerMemoryTests
{
    private static readonly GitHubSettings s_shop = new() { Repositories = ["acme/shop"] };

    [Fact]
    public async Task Item_ThatNeverAnswers_MakesTheNextRunAskForEverythingOnceAndNoMore()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop);
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now, comments: 1));
        server.Issues.Add(GitHubRecords.Issue(2, "Two", scene.Studio.Clock.Now));
        scene.Instead = async context =>
        {
            var isBroken = context.Request.Path.Value!.EndsWith("/issues/1/comments", StringComparison.Ordinal);
            if (isBroken)
                await TrackerScene.JsonAsync(context, """{"message":"Server Error"}""", 500);
            return isBroken;
        };
        var first = await scene.IngestAsync();
        await scene.IngestLaterAsync();
        var second = scene.Asked.ToArray();
        await scene.IngestLaterAsync();

        Assert.Equal((IngestionState.WithFailures, 1, 1), (first.LastRun!.State, first.Documents, first.LastRun.Failed));
        Assert.DoesNotContain(second, asked => asked.Contains("since=", StringComparison.Ordinal));
        Assert.Contains(scene.Asked, asked => asked.Contains("/issues?", StringComparison.Ordinal) && asked.Contains("since=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Item_ThatAnswersTheNextTime_IsAskedForAgain()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop);
        server.Issues.Add(GitHubRecords.Issue(1, "One", scene.Studio.Clock.Now, comments: 1));
        server.Comments[1] = [GitHubRecords.Comment(1, "It is mended.")];
        scene.Once("/issues/1/comments", context => TrackerScene.JsonAsync(context, """{"message":"Server Error"}""", 500), times: 20);
        var first = await scene.IngestAsync();
        scene.Instead = _ => Task.FromResult(false);
        var second = await scene.IngestLaterAsync();

        Assert.Equal((0, 1), (first.Documents, first.LastRun!.Failed));
        Assert.Equal((IngestionState.Succeeded, 1), (second.LastRun!.State, second.Documents));
    }

    [Fact]
    public async Task AgeLimit_ActsWhenOnlyChangesAreAskedFor()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop, maxAgeDays: 30);
        server.Issues.Add(GitHubRecords.Issue(1, "Nearly too old", scene.Studio.Clock.Now.AddDays(-29)));
        server.Issues.Add(GitHubRecords.Issue(2, "Young", scene.Studio.Clock.Now));
        var first = await scene.IngestAsync();
        var second = await scene.IngestLaterAsync(48);

        Assert.Equal(2, first.Documents);
        Assert.Contains(scene.Asked, asked => asked.Contains("since=", StringComparison.Ordinal));
        Assert.Equal((1, 1), (second.Documents, second.LastRun!.Removed));
        Assert.Equal(["acme/shop#2"], await scene.DocumentsAsync());
    }

    [Fact]
    public async Task Unseen_WhileAPartCannotBeListed_IsKeptForAMonthAndNotForEver()
    {
        var server = new GitHubServer();
        await using var scene = await CreateAsync(server, s_shop with { Repositories = ["acme/secret", "acme/shop"], Commits = false });
        server.Issues.Add(GitHubRecords.Issue(1, "Deleted soon", scene.Studio.Clock.Now));
        server.Issues.Add(GitHubRecords.Issue(2, "Stays", scene.Studio.Clock.Now));
        await scene.IngestAsync();
        server.Issues.RemoveAt(0);
        var after29 = await scene.IngestLaterAsync(29 * 24);
        var after31 = await scene.IngestLaterAsync(2 * 24);

        Assert.Equal((2, 0), (after29.Documents, after29.LastRun!.Removed));
        Assert.Equal((1, 1), (after31.Documents, after31.LastRun!.Removed));
        Assert.Equal(["acme/shop#2"], await scene.DocumentsAsync());
    }

    private static async Task<TrackerScene> CreateAsync(GitHubServer server, GitHubSettings settings, int? maxAgeDays = null)
    {
        var scene = await TrackerScene.CreateAsync(_ => server.AnswerAsync);
        await scene.ConnectAsync(ProviderKind.GitHub, GitHubServer.Key);
        await scene.AddAsync(settings, maxAgeDays);
        return scene;
    }
}
