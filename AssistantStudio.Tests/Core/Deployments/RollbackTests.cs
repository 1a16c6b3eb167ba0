using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>Back to what stood there before, and further.</summary>
public sealed class RollbackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rollback_GoesBackAndForth(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var first = await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        var second = await scene.DeployAsync();
        await scene.ChangeAsync("Third.");
        await scene.DeployAsync();

        var back = await scene.RollbackAsync(StudioEnvironment.Development);
        var further = await scene.RollbackAsync(StudioEnvironment.Development, first.Id);

        Assert.Equal((second.SnapshotHash, 2), (back.SnapshotHash, back.Version));
        Assert.Equal((first.SnapshotHash, 1), (further.SnapshotHash, further.Version));
        Assert.Contains(back.Differences, d => d is { Field: "Instructions", Before: "Third.", After: "Second." });
        Assert.Equal(DeploymentStatus.RolledBack, (await scene.GetAsync(back.Id!.Value)).Row.Status);
        Assert.Equal(DeploymentKind.Rollback, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Kind);
        Assert.Equal("same_release", (await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development, first.Id))).Code);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Rollback_AgainAndAgain_GoesFurtherBackUntilNothingWasBefore(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        await scene.ChangeAsync("Third.");
        await scene.DeployAsync();
        var could = (await scene.StateAsync(StudioEnvironment.Development)).CanGoBack;

        var once = await scene.RollbackAsync(StudioEnvironment.Development);
        var twice = await scene.RollbackAsync(StudioEnvironment.Development);
        var thrice = await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development));
        var still = (await scene.StateAsync(StudioEnvironment.Development)).CanGoBack;

        Assert.Equal((2, 1, "nothing_before"), (once.Version, twice.Version, thrice.Code));
        Assert.Equal((true, false), (could, still));

        // What comes after a way back goes back to what stood there by then.
        await scene.ChangeAsync("Fourth.");
        await scene.DeployAsync();
        Assert.Equal(1, (await scene.RollbackAsync(StudioEnvironment.Development)).Version);
        Assert.Equal("nothing_before", (await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development))).Code);
    }

    [Fact]
    public async Task Rollback_NothingBefore_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();

        var never = await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development));
        await scene.DeployAsync();
        var once = await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development));
        var unknown = await Assert.ThrowsAsync<ConflictException>(() => scene.RollbackAsync(StudioEnvironment.Development, Guid.CreateVersion7()));

        Assert.Equal(("not_deployed", "nothing_before", "nothing_before"), (never.Code, once.Code, unknown.Code));
    }
}
