using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>What an overview counts, and the board narrowed to one of its numbers.</summary>
public sealed class DeploymentCountsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task CountsAsync_EachState_IsCountedWhereItStands(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        await scene.ReleaseAsync();
        var list = scene.Admin.Get<DeploymentListService>();
        var testing = (await scene.StateAsync(StudioEnvironment.Testing)).Current!;
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(testing.Id, DeploymentStatus.Degraded, "Slow", Cancel);
        await scene.RuleAsync(StudioEnvironment.Production, new() { NeedsApproval = true });
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        await scene.PromoteAsync(StudioEnvironment.Development);
        await scene.PromoteAsync(StudioEnvironment.Testing);
        await scene.PromoteAsync(StudioEnvironment.Staging);

        var counts = await list.CountsAsync(Cancel);

        Assert.Equal(Enum.GetValues<StudioEnvironment>(), counts.Select(c => c.Environment));
        Assert.Equal([(1, 0), (1, 0), (1, 0), (1, 1)], counts.Select(c => (c.Of(BoardContent.Active), c.Of(BoardContent.Waiting))));
        var waiting = (await list.BoardAsync(null, BoardContent.Waiting, Cancel))[^1];
        Assert.Equal((1, 2, false), (waiting.Total, waiting.Cards.Single().Row.Version, waiting.Cards.Single().CanPromote));
        Assert.All(await list.BoardAsync(null, BoardContent.Failed, Cancel), lane => Assert.Empty(lane.Cards));
        var staging = (await list.BoardAsync(null, null, Cancel))[2].Cards.Single();
        Assert.Equal((false, DeploymentStatus.Pending), (staging.CanPromote, staging.Ahead!.Status));
    }

    [Fact]
    public async Task BoardAsync_WhatIsACanaryFurtherOn_IsNotPromotedThereAgain()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.ReleaseAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        await scene.PromoteAsync(StudioEnvironment.Development);
        await scene.PromoteAsync(StudioEnvironment.Testing);
        await scene.Admin.Get<DeploymentService>().PromoteAsync(scene.AssistantId, new() { From = StudioEnvironment.Staging, Weight = 20, Reason = "Test" }, Cancel);
        var list = scene.Admin.Get<DeploymentListService>();

        var lanes = await list.BoardAsync(null, null, Cancel);

        Assert.Equal((false, 20), (lanes[2].Cards.Single().CanPromote, lanes[2].Cards.Single().Ahead!.Weight));
        Assert.Equal(1, (await list.CountsAsync(Cancel))[^1].Of(BoardContent.Canary));
        var canary = (await list.BoardAsync(null, BoardContent.Canary, Cancel))[^1].Cards.Single();
        Assert.Equal((true, 2, null), (canary.Row.IsCanary, canary.Row.Version, canary.Canary));
    }

    [Fact]
    public async Task CountsAsync_HoweverMuchWasDeployed_IsOneStatementOutOfAnIndex()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.ReleaseAsync();

        var queries = (await QueryPlans.OfAsync(scene.Studio.Folder, () => scene.Admin.Get<DeploymentListService>().CountsAsync(Cancel))).Where(q => q.Plan.Count > 0).ToArray();

        var query = Assert.Single(queries);
        Assert.True(query is { ReadsWholeTable: false, ReadsIndexesOnly: true } && query.Plan.Any(p => p.Contains("IX_Deployments_Counts", StringComparison.Ordinal)), query.ToString());
    }

    [Fact]
    public async Task SetAsync_TwoWhoSawTheUsualRules_TheSecondIsToldOfTheFirst()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var seen = (await scene.Admin.Get<EnvironmentRuleService>().ListAsync(Cancel))[0];
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true, RowVersion = seen.RowVersion });

        var late = await Assert.ThrowsAsync<ConflictException>(() => scene.RuleAsync(StudioEnvironment.Development, new() { NeedsBudget = true, RowVersion = seen.RowVersion }));

        Assert.True(late.IsStale);
    }
}
