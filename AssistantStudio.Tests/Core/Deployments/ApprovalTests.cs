using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>Where a second person has to agree.</summary>
public sealed class ApprovalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promote_WhatWaitsAlready_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Testing, new() { NeedsApproval = true });
        await scene.DeployAsync();
        await scene.PromoteAsync(StudioEnvironment.Development);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => scene.PromoteAsync(StudioEnvironment.Development));

        Assert.Equal("waits_for_approval", refused.Code);
    }

    [Fact]
    public async Task Readiness_WhileAReleaseWaits_IsToldAllTheSame()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");

        Assert.True((await scene.DeployAsync(change: d => d with { DryRun = true })).Readiness.Ok);
        Assert.Equal("waits_for_approval", (await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync())).Code);
    }

    [Fact]
    public async Task Rollback_WhileAReleaseWaitsForASecondPerson_GivesThatUp()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        await scene.ChangeAsync("Third.");
        var waits = await scene.DeployAsync();
        var (mine, theirs) = (await scene.GetAsync(waits.Id!.Value), await scene.Second.Get<DeploymentListService>().GetAsync(waits.Id.Value, Cancel));
        Assert.Equal((true, false, 2), (mine.IsOwn, theirs.IsOwn, theirs.Replaces));
        Assert.Contains(theirs.Differences, d => d is { Field: "Instructions", Before: "Second.", After: "Third." });

        await scene.RollbackAsync(StudioEnvironment.Development);

        var row = (await scene.GetAsync(waits.Id!.Value)).Row;
        Assert.Equal((DeploymentStatus.Pending, DeploymentStatus.Failed), (waits.Status, row.Status));
        Assert.StartsWith("Somebody went back to version 1", row.StatusReason, StringComparison.Ordinal);
        Assert.Equal("not_pending", (await Assert.ThrowsAsync<ConflictException>(() => scene.Second.Get<DeploymentService>().ApproveAsync(row.Id, true, null, Cancel))).Code);
    }

    [Fact]
    public async Task Approval_ByTheSamePerson_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        var pending = await scene.DeployAsync();
        var id = pending.Id!.Value;

        await Assert.ThrowsAsync<ForbiddenException>(() => scene.Admin.Get<DeploymentService>().ApproveAsync(id, true, null, Cancel));
        var waiting = await scene.StateAsync(StudioEnvironment.Development);
        var second = await Assert.ThrowsAsync<ConflictException>(() => scene.DeployAsync());
        var approved = await scene.Second.Get<DeploymentService>().ApproveAsync(id, true, "Looks right", Cancel);

        Assert.Equal((DeploymentStatus.Pending, id, null), (pending.Status, waiting.OnItsWay!.Id, waiting.Current));
        Assert.Equal("waits_for_approval", second.Code);
        Assert.Equal(DeploymentStatus.Active, approved.Status);
        Assert.NotNull((await scene.GetAsync(id)).Row.ApprovedBy);
    }

    [Fact]
    public async Task Approval_Declined_LeavesWhatRuns()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var first = await scene.DeployAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsApproval = true });
        await scene.ChangeAsync("Second.");
        var pending = await scene.DeployAsync();

        await scene.Second.Get<DeploymentService>().ApproveAsync(pending.Id!.Value, false, "Not today", Cancel);

        var declined = (await scene.GetAsync(pending.Id!.Value)).Row;
        Assert.Equal((DeploymentStatus.Failed, "Not agreed to: Not today"), (declined.Status, declined.StatusReason));
        Assert.Equal(first.Id, (await scene.StateAsync(StudioEnvironment.Development)).Current!.Id);
        Assert.Equal("not_pending", (await Assert.ThrowsAsync<ConflictException>(() => scene.Second.Get<DeploymentService>().ApproveAsync(pending.Id!.Value, true, null, Cancel))).Code);
    }
}
