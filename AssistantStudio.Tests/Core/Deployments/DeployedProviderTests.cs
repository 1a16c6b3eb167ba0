using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

public sealed class DeployedProviderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Delete_OfWhatOnlyAReleaseAsks_NeedsASuccessorThatTheEnvironmentAsksThen(DatabaseProvider provider)
    {
        await using var scene = await DeploymentScene.CreateAsync(provider);
        var (old, next, other) = (await AddAsync(scene, "Old", "m"), await AddAsync(scene, "Next", "m"), await AddAsync(scene, "Other", "another"));
        await AnswerAsync(scene);
        await AskAsync(scene, old);
        await scene.DeployAsync();
        await AskAsync(scene, next);
        var providers = scene.Admin.Get<IntegrationService>();

        var users = await providers.UsersOfAsync(old, Cancel);
        var refused = await Assert.ThrowsAsync<ConflictException>(() => providers.DeleteAsync(old, null, null, Cancel));
        var wrong = await Assert.ThrowsAsync<ValidationException>(() => providers.DeleteAsync(old, other, null, Cancel));
        await providers.DeleteAsync(old, next, null, Cancel);

        Assert.Equal(("deployment", "Returns desk in development"), (Assert.Single(users).Kind, users[0].Name));
        Assert.Contains("Returns desk in development", refused.Message, StringComparison.Ordinal);
        Assert.Equal("Other does not have the model that version 1 in development asks for (m). Deploy a version that asks for another first.", wrong.Errors["replaceBy"].Single());
        var live = await scene.Studio.Get<LiveDeployments>().OfAsync(scene.Admin.Access, scene.AssistantId, StudioEnvironment.Development, Cancel);
        Assert.Equal(next, live.Providers[old]);
        Assert.Equal("Returns desk in development", Assert.Single(await providers.UsersOfAsync(next, Cancel), u => u.Kind == "deployment").Name);

        // The rules can still be saved, although one of the two is gone; and who took over has a successor again.
        var rules = (await scene.Admin.Get<EnvironmentRuleService>().ListAsync(Cancel)).Single(r => r.Environment == StudioEnvironment.Development);
        await scene.RuleAsync(StudioEnvironment.Development, new() { Providers = rules.Providers, RowVersion = rules.RowVersion });
        var third = await AddAsync(scene, "Third", "m");
        await providers.DeleteAsync(next, third, null, Cancel);
        Assert.Equal(third, (await scene.Studio.Get<LiveDeployments>().OfAsync(scene.Admin.Access, scene.AssistantId, StudioEnvironment.Development, Cancel)).Providers[old]);
    }

    [Fact]
    public async Task Check_OfAProviderThatFailedSinceItAnswered_AsksItAnew()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var vendor = await AddAsync(scene, "Vendor", "m");
        await AnswerAsync(scene);
        await AskAsync(scene, vendor);
        var before = await scene.DeployAsync(change: d => d with { DryRun = true });

        scene.Studio.Get<ProviderGates>().Of(new(vendor, new() { Kind = ProviderKinds.Of(ProviderKind.Ollama), Name = "Vendor" }, "m")).Failed(isOfProvider: true, tries: false);
        var after = await scene.DeployAsync(change: d => d with { DryRun = true });

        Assert.Equal((ReadinessOutcome.Pass, ReadinessOutcome.Fail), (Of(before), Of(after)));

        static ReadinessOutcome Of(DeploymentOutcome outcome) => outcome.Readiness.Checks.Single(c => c.Id == "provider_reachable").Outcome;
    }

    /// <summary>At an address at which nobody answers.</summary>
    private static async Task<Guid> AddAsync(DeploymentScene scene, string name, string model) =>
        (await scene.Admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.Ollama, Name = name, BaseUrl = "http://127.0.0.1:1/v1", Models = [model] }, null, Cancel)).Id;

    private static Task AskAsync(DeploymentScene scene, Guid provider) => scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Model = new(provider, "m") }, Cancel);

    /// <summary>As if all of them had been tried a moment ago.</summary>
    private static async Task AnswerAsync(DeploymentScene scene)
    {
        var now = scene.Studio.Clock.GetUtcNow().UtcDateTime;
        await using var db = await scene.Studio.OpenAsync();
        await db.Set<Integration>().ExecuteUpdateAsync(set => set.SetProperty(i => i.TestPassed, true).SetProperty(i => i.TestedAt, now), Cancel);
        scene.Studio.Get<ChangeFeed>().Publish(new(IntegrationService.Topic, scene.Studio.Ours.Id));
    }
}
