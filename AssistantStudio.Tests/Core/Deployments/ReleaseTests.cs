using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>A release is one thing, frozen once.</summary>
public sealed class ReleaseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Promote_ThroughAllEnvironments_UsesTheSameBytes(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var first = await scene.DeployAsync();
        await scene.PublishAsync("Answer rudely.");
        await scene.ChangeAsync("Later.");

        var production = await scene.PromoteAllAsync();

        Assert.Equal((1, DeploymentStatus.Active), (first.Version, first.Status));
        Assert.Equal(first.SnapshotHash, production.SnapshotHash);
        var snapshot = (await scene.GetAsync(production.Id!.Value)).Snapshot;
        Assert.Equal(("First.", "Answer politely."), (snapshot.Content.Instructions, snapshot.Prompts.Single().Content));
    }

    [Fact]
    public async Task Deploy_UnsavedDraft_SavesItFirst()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");

        var second = await scene.DeployAsync();
        var again = await scene.DeployAsync(change: i => i with { Version = 2 });

        Assert.Equal((2, 1), (second.Version, second.Replaces));
        Assert.Equal(second.SnapshotHash, again.SnapshotHash);
        Assert.Contains(second.Differences, d => d is { Field: "Instructions", Before: "First.", After: "Second." });
    }

    [Fact]
    public async Task Deploy_VersionThatWasFrozen_IsNotFrozenAgainUnlessAsked()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var first = await scene.DeployAsync();
        await scene.PublishAsync("Answer in rhymes.");

        var same = await scene.DeployAsync(change: i => i with { Version = 1 });
        var anew = await scene.DeployAsync(change: i => i with { Version = 1, Anew = true });

        Assert.Equal(first.SnapshotHash, same.SnapshotHash);
        Assert.NotEqual(first.SnapshotHash, anew.SnapshotHash);
        Assert.Equal("Answer in rhymes.", (await scene.GetAsync(anew.Id!.Value)).Snapshot.Prompts.Single().Content);
        Assert.Contains(anew.Differences, d => d.Field.StartsWith("Prompt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DryRun_Draft_StoresNothing()
    {
        await using var scene = await DeploymentScene.CreateAsync();

        var outcome = await scene.DeployAsync(change: i => i with { DryRun = true });

        Assert.True(outcome.Readiness.Ok);
        Assert.Null(outcome.Id);
        Assert.Empty((await scene.Admin.Get<DeploymentListService>().ListAsync(new(), Cancel)).Items);
        Assert.Null((await scene.StateAsync(StudioEnvironment.Development)).Current);
    }
}
