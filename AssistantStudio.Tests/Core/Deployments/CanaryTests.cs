using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>A release beside another, as its service takes it.</summary>
public sealed class CanaryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scale_WhileACanaryGoesOn_HoldsWhenItTakesOver()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second");
        await scene.DeployAsync(change: input => input with { Weight = 10 });

        await scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Development, new() { Slots = 200 }, Cancel);
        await scene.Admin.Get<CanaryService>().EndAsync(scene.AssistantId, StudioEnvironment.Development, takesOver: true, null, Cancel);

        var state = await scene.StateAsync(StudioEnvironment.Development);
        Assert.Equal((2, 200), (state.Current!.Version, state.Resources!.Slots));
    }

    [Fact]
    public async Task Canary_BesideAnother_IsRefusedWithItsName()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second");
        await scene.DeployAsync(change: input => input with { Weight = 10 });
        await scene.ChangeAsync("Third");

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync(change: input => input with { Weight = 10 }));

        Assert.Equal(("canary_running", true), (refused.Code, refused.Message.StartsWith("Version 2 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Canary_WhereASecondPersonHasToAgree_IsSaidToWait()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        await scene.ChangeAsync("Second.");

        var (view, waiting) = await scene.Admin.Get<CanaryService>().SetAsync(scene.AssistantId, new() { Environment = StudioEnvironment.Development, Weight = 10, Reason = "Test" }, Cancel);

        Assert.Null(view);
        Assert.Equal((2, DeploymentStatus.Pending), (waiting!.Version, waiting.Status));
        await scene.Second.Get<DeploymentService>().ApproveAsync(waiting.Id!.Value, true, null, Cancel);
        Assert.Equal(10, (await scene.Admin.Get<CanaryService>().GetAsync(scene.AssistantId, StudioEnvironment.Development, Cancel))!.Weight);
    }

    [Fact]
    public async Task Canary_WhereASecondPersonHasToAgree_NeedsOneForMoreAndForAll()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync(change: d => d with { Weight = 10 });
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        var (mine, theirs) = (scene.Admin.Get<CanaryService>(), scene.Second.Get<CanaryService>());

        await Assert.ThrowsAsync<ForbiddenException>(() => mine.SetAsync(scene.AssistantId, new() { Environment = StudioEnvironment.Development, Weight = 90 }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => mine.EndAsync(scene.AssistantId, StudioEnvironment.Development, true, null, Cancel));
        await mine.SetAsync(scene.AssistantId, new() { Environment = StudioEnvironment.Development, Weight = 5 }, Cancel);
        await theirs.SetAsync(scene.AssistantId, new() { Environment = StudioEnvironment.Development, Weight = 50 }, Cancel);

        Assert.Equal(DeploymentStatus.Active, (await theirs.EndAsync(scene.AssistantId, StudioEnvironment.Development, true, null, Cancel)).Status);
    }

    [Fact]
    public async Task Canary_WithAnotherShare_IsComparedAnewFromThenOn()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        var canary = await scene.DeployAsync(change: d => d with { Weight = 10 });
        var traffic = scene.Studio.Get<TrafficBook>();
        for (var i = 0; i < 40; i++)
        {
            traffic.Note(scene.Studio.Ours.Id, canary.Id!.Value, TimeSpan.FromSeconds(1), failed: false, tokens: 10);
        }

        scene.Studio.Clock.Advance(TimeSpan.FromDays(2));

        var before = (await scene.Admin.Get<CanaryService>().GetAsync(scene.AssistantId, StudioEnvironment.Development, Cancel))!;
        var (after, _) = await scene.Admin.Get<CanaryService>().SetAsync(scene.AssistantId, new() { Environment = StudioEnvironment.Development, Weight = 50 }, Cancel);

        Assert.Equal((40, 0), (before.Seen.Requests, after!.Seen.Requests));
        Assert.Equal(scene.Studio.Clock.GetUtcNow().UtcDateTime, after.Since, TimeSpan.FromSeconds(1));
    }
}
