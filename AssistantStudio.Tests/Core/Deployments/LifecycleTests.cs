using System.Collections.Frozen;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>From pending to superseded, and who may do what.</summary>
public sealed class LifecycleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Table_EveryStatus_IsInIt()
    {
        foreach (var from in Enum.GetValues<DeploymentStatus>())
        {
            Assert.DoesNotContain(from, DeploymentLifecycle.Next(from));
        }

        Assert.Empty(DeploymentLifecycle.Next(DeploymentStatus.Superseded));
        Assert.Throws<ConflictException>(() => DeploymentLifecycle.RequireStep(DeploymentStatus.Superseded, DeploymentStatus.Active));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Deploy_Again_SupersedesWithEvents(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var first = await scene.DeployAsync();
        await scene.ChangeAsync("Second.");

        var second = await scene.DeployAsync();

        var (old, now) = (await scene.GetAsync(first.Id!.Value), await scene.GetAsync(second.Id!.Value));
        Assert.Equal((DeploymentStatus.Superseded, false), (old.Row.Status, old.Row.IsCurrent));
        Assert.Equal((DeploymentStatus.Active, true, first.Id), (now.Row.Status, now.Row.IsCurrent, now.Row.PreviousId));
        DeploymentStatus[] steps = [DeploymentStatus.Pending, DeploymentStatus.Validating, DeploymentStatus.Deploying, DeploymentStatus.Active];
        Assert.Equal(steps, now.Events.Reverse().Select(e => e.To));
        Assert.Equal((DeploymentStatus.Active, "Version 2 took its place."), (old.Events[0].From, old.Events[0].Reason));
        Assert.All(now.Events, e => Assert.NotEmpty(e.By));
        var row = (await scene.Admin.Get<AssistantService>().GetAsync(scene.AssistantId.ToString(), Cancel)).Assistant;
        Assert.Equal([new DeployedState(StudioEnvironment.Development, 2, "active", true)], row.Deployed);
    }

    [Fact]
    public async Task Promote_PastAnEnvironment_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();

        var past = await Assert.ThrowsAsync<ConflictException>(() => scene.PromoteAsync(StudioEnvironment.Development, StudioEnvironment.Staging));
        var direct = await Assert.ThrowsAsync<NotReadyException>(() => scene.DeployAsync(StudioEnvironment.Staging));
        var nothing = await Assert.ThrowsAsync<ConflictException>(() => scene.PromoteAsync(StudioEnvironment.Staging));
        await Assert.ThrowsAsync<ValidationException>(() => scene.PromoteAsync(StudioEnvironment.Production));
        await Assert.ThrowsAsync<ValidationException>(() => scene.PromoteAsync(StudioEnvironment.Testing, StudioEnvironment.Development));

        Assert.Equal(("not_next", "not_deployed"), (past.Code, nothing.Code));
        Assert.Equal("previous_environment", Assert.Single(direct.Report.Checks, c => c.Outcome == ReadinessOutcome.Fail).Id);
    }

    [Fact]
    public async Task Promote_WithoutTheRule_MaySkip()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Staging, new() { FromPrevious = false });
        await scene.DeployAsync();

        Assert.Equal(DeploymentStatus.Active, (await scene.PromoteAsync(StudioEnvironment.Development, StudioEnvironment.Staging)).Status);
    }

    [Fact]
    public async Task Save_ThatFails_HoldsUpNobody()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                await scene.DeployAsync();
            }
            catch (ConflictException)
            {
                // One of them is first.
            }
        }));

        Assert.False(scene.Studio.Get<SqliteWriters>().IsTaken, "The next writer would wait for nobody.");
    }

    [Fact]
    public async Task Deploy_VersionZero_IsRefused()
    {
        await using var scene = await DeploymentScene.CreateAsync();

        await Assert.ThrowsAsync<ValidationException>(() => scene.DeployAsync(change: input => input with { Version = 0 }));
    }

    [Fact]
    public async Task Pause_WhatAnswersWhereOneMayNotDeploy_IsForbidden()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await using var key = scene.Studio.As(scene.Studio.GrantOf(Role.Editor) with { Permissions = new[] { Permission.AssistantsView, Permission.AssistantsManage }.ToFrozenSet() });

        await Assert.ThrowsAsync<ForbiddenException>(() => key.Get<AssistantService>().SetStatusAsync(scene.AssistantId, AssistantStatus.Inactive, "Test", null, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => key.Get<AssistantService>().DeleteAsync(scene.AssistantId, null, Cancel));
    }

    [Fact]
    public async Task Assistant_ThatAnswers_IsNotDeletedUnderThoseWhoAsk()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        var assistants = scene.Admin.Get<AssistantService>();

        var refused = await Assert.ThrowsAsync<ConflictException>(() => assistants.DeleteAsync(scene.AssistantId, null, Cancel));
        await assistants.SetStatusAsync(scene.AssistantId, AssistantStatus.Archived, null, null, Cancel);
        await assistants.DeleteAsync(scene.AssistantId, null, Cancel);

        Assert.Equal(("deployed", "Returns desk answers in development. Archive it first, or stop it there."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task Assistant_ThatAnswersWhereOneMayNotDeploy_IsNotHiddenOrRenamedOrPaused()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.ReleaseAsync();
        await scene.RuleAsync(StudioEnvironment.Testing, new() { Deployers = [Role.OrgAdmin] });
        await using var editor = scene.Studio.As(Role.Editor);
        var assistants = editor.Get<AssistantService>();

        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.ChangeAsync(scene.AssistantId, new() { Slug = "another" }, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => assistants.SetStatusAsync(scene.AssistantId, AssistantStatus.Inactive, null, null, Cancel));
        await assistants.ChangeAsync(scene.AssistantId, new() { Instructions = "Another draft." }, Cancel);
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Slug = "another" }, Cancel);
    }

    [Fact]
    public async Task Deploy_SomebodyWantsToKnow_IsToldOfWhatCameAndWhatWent()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.Admin.Get<WebhookService>().CreateAsync(new() { Name = "Chat room", Url = "https://hooks.example.com/a", Events = ["deployment.status_changed"] }, Cancel);
        await scene.ChangeAsync("Second.");

        await scene.DeployAsync();

        await using var db = await scene.Studio.OpenAsync();
        var told = db.Set<WebhookDelivery>().AsEnumerable().OrderBy(d => d.EventId).Select(d => d.Payload).ToList();
        Assert.Equal(2, told.Count);
        Assert.Contains("\"status\":\"superseded\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"status\":\"active\"", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_StopAndResume_AnswersNobodyMeanwhile()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var deployed = await scene.DeployAsync();
        var service = scene.Admin.Get<DeploymentService>();

        await Assert.ThrowsAsync<ValidationException>(() => service.SetStatusAsync(deployed.Id!.Value, DeploymentStatus.Stopped, " ", Cancel));
        await service.SetStatusAsync(deployed.Id!.Value, DeploymentStatus.Stopped, "Too dear", Cancel);
        var live = scene.Studio.Get<LiveDeployments>();
        var none = await live.FindAsync(scene.Admin.Access, scene.AssistantId, StudioEnvironment.Development, Cancel);
        await service.SetStatusAsync(deployed.Id!.Value, DeploymentStatus.Active, null, Cancel);
        var again = await live.FindAsync(scene.Admin.Access, scene.AssistantId, StudioEnvironment.Development, Cancel);

        Assert.Null(none);
        Assert.Equal(deployed.Id, again!.Id);
        Assert.Equal("Too dear", (await scene.GetAsync(deployed.Id!.Value)).Events[1].Reason);
        await Assert.ThrowsAsync<ValidationException>(() => service.SetStatusAsync(deployed.Id!.Value, DeploymentStatus.Superseded, "No", Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Deploy_TwoAtOnce_OneStandsThere(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.Admin.Get<AssistantVersionService>().SaveAsync(scene.AssistantId, null, Cancel);

        var scopes = Enumerable.Range(0, 6).Select(i => scene.Studio.As(scene.Studio.GrantOf(Role.OrgAdmin))).ToList();
        var results = await Task.WhenAll(scopes.Select(async (s, i) =>
        {
            try
            {
                return (await scene.DeployAsync(by: s, change: d => d with { Version = 1 + (i % 2) })).Id;
            }
            catch (ConflictException)
            {
                return null;
            }
        }));
        foreach (var scope in scopes)
        {
            await scope.DisposeAsync();
        }


        var all = (await scene.Admin.Get<DeploymentListService>().ListAsync(new() { AssistantId = scene.AssistantId }, Cancel)).Items;
        var current = Assert.Single(all, d => d.IsCurrent);
        Assert.Equal(DeploymentStatus.Active, current.Status);
        Assert.Contains(current.Id, results.OfType<Guid>());
        Assert.All(all.Where(d => !d.IsCurrent), d => Assert.Equal(DeploymentStatus.Superseded, d.Status));
    }

    [Theory]
    [InlineData(Role.Viewer, StudioEnvironment.Development, false)]
    [InlineData(Role.Editor, StudioEnvironment.Development, true)]
    [InlineData(Role.Editor, StudioEnvironment.Staging, false)]
    [InlineData(Role.Editor, StudioEnvironment.Production, false)]
    [InlineData(Role.Operator, StudioEnvironment.Production, true)]
    public async Task Deploy_RoleWithoutTheRight_IsForbidden(Role role, StudioEnvironment to, bool may)
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.ReleaseAsync();
        await using var somebody = scene.Studio.As(role);

        var tried = await Record.ExceptionAsync(() => scene.DeployAsync(to, somebody, i => i with { Version = 1 }));

        Assert.Equal(may, tried is null);
        Assert.True(may || tried is ForbiddenException);
    }

    [Fact]
    public async Task Deploy_KeyForOtherEnvironments_IsForbidden()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await using var key = scene.Studio.As(scene.Studio.GrantOf(Role.OrgAdmin) with { Environments = [StudioEnvironment.Testing], Source = AccessSource.Api });

        await Assert.ThrowsAsync<ForbiddenException>(() => scene.DeployAsync(by: key));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(2_001, null)]
    [InlineData(10, -1)]
    public async Task Scale_ToWhatCannotBe_IsRefused(int slots, int? queue)
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();

        await Assert.ThrowsAsync<ValidationException>(() => scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Development, new() { Slots = slots, QueueLength = queue }, Cancel));
    }

    [Fact]
    public async Task Scale_Resources_StayWithTheNextRelease()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.Admin.Get<DeploymentService>().ScaleAsync(scene.AssistantId, StudioEnvironment.Development, new() { Slots = 7, RequestsPerMinute = 60 }, Cancel);
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync(change: i => i with { Resources = new() { RequestsPerMinute = 0 } });

        var resources = (await scene.StateAsync(StudioEnvironment.Development)).Resources!;
        Assert.Equal((7, null), (resources.Slots, resources.RequestsPerMinute));
    }
}
