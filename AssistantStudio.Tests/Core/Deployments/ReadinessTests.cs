using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Tests.Support;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>Each check passes, and each blocks or warns.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_OfWhatIsReady_PassesWithASentenceEach()
    {
        await using var scene = await DeploymentScene.CreateAsync();

        var report = (await scene.DeployAsync(change: i => i with { DryRun = true })).Readiness;

        Assert.True(report.Ok);
        Assert.Equal(["assistant_active", "primary_prompt", "provider_reachable"], report.Checks.Select(c => c.Id));
        Assert.All(report.Checks, c => Assert.EndsWith(".", c.Message));
    }

    [Theory]
    [InlineData(AssistantStatus.Inactive)]
    [InlineData(AssistantStatus.Archived)]
    public async Task Deploy_AssistantNotInUse_IsBlocked(AssistantStatus status)
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.Admin.Get<AssistantVersionService>().SaveAsync(scene.AssistantId, null, Cancel);
        await scene.Admin.Get<AssistantService>().SetStatusAsync(scene.AssistantId, status, null, null, Cancel);

        var refused = await Assert.ThrowsAsync<NotReadyException>(() => scene.DeployAsync(change: i => i with { Version = 1 }));

        Assert.Equal("assistant_active", Assert.Single(refused.Report.Checks, c => c.Outcome == ReadinessOutcome.Fail).Id);
        Assert.StartsWith("/assistants/", Assert.Single(refused.Report.Checks, c => c.Outcome == ReadinessOutcome.Fail).Fix, StringComparison.Ordinal);
        Assert.Null((await scene.StateAsync(StudioEnvironment.Development)).Current);
    }

    [Fact]
    public async Task Deploy_WithoutAPrimaryPrompt_IsBlocked()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var links = scene.Admin.Get<PromptLinkService>();
        var link = Assert.Single(await links.ListAsync(scene.AssistantId, Cancel));
        await links.RemoveAsync(scene.AssistantId, link.Id, null, Cancel);

        var refused = await Assert.ThrowsAsync<NotReadyException>(() => scene.DeployAsync());

        Assert.Contains(refused.Report.Checks, c => c is { Id: "primary_prompt", Outcome: ReadinessOutcome.Fail });
    }

    [Fact]
    public async Task Deploy_VariableThatTheEnvironmentLacks_IsBlockedUntilItIsSet()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var row = (await scene.Admin.Get<AssistantStudio.Core.Prompts.PromptService>().ListAsync(new(), Cancel)).Items.Single();
        await scene.Admin.Get<AssistantStudio.Core.Prompts.PromptVersionService>().AddAsync(
            row.Id, new() { Content = "Ship from {{place}}.", Variables = [new() { Name = "place", Type = AssistantStudio.Core.Prompts.PromptVariableType.Environment, EnvironmentName = "WAREHOUSE", Required = true }], Publish = true }, Cancel);

        var refused = await Assert.ThrowsAsync<NotReadyException>(() => scene.DeployAsync());
        await scene.Admin.Get<EnvironmentService>().CreateAsync(StudioEnvironment.Development, "WAREHOUSE", isSecret: false, "Kiel", Cancel);
        var deployed = await scene.DeployAsync();

        var check = Assert.Single(refused.Report.Checks, c => c.Outcome == ReadinessOutcome.Fail);
        Assert.Contains("development has no WAREHOUSE", check.Message, StringComparison.Ordinal);
        Assert.Equal("/administration/environments?environment=development", check.Fix);
        Assert.Equal(DeploymentStatus.Active, deployed.Status);
    }

    [Fact]
    public async Task Deploy_ProviderThatDoesNotAnswer_IsBlocked()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var provider = (await scene.Admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Vendor", BaseUrl = "https://127.0.0.1:1/v1", ApiKey = "sk-test", Models = ["gpt-4.1-nano"] }, null, Cancel)).Id;
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Model = new(provider, "gpt-4.1-nano") }, Cancel);

        var refused = await Assert.ThrowsAsync<NotReadyException>(() => scene.DeployAsync());

        Assert.Equal("provider_reachable", Assert.Single(refused.Report.Checks, c => c.Outcome == ReadinessOutcome.Fail).Id);
    }

    [Fact]
    public async Task Deploy_UnpricedModel_WarnsAndIsBlockedUnderABudgetThatRefuses()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var provider = (await scene.Admin.Get<IntegrationService>().CreateAsync(new() { Kind = ProviderKind.OpenAi, Name = "Vendor", BaseUrl = "https://127.0.0.1:1/v1", ApiKey = "sk-test", Models = ["own-1"] }, null, Cancel)).Id;
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Model = new(provider, "own-1") }, Cancel);

        var without = await scene.DeployAsync(change: input => input with { DryRun = true });
        await scene.Admin.Get<BudgetService>().CreateAsync(new() { Amount = 1_000, Action = BudgetAction.Stop }, Cancel);
        var under = await scene.DeployAsync(change: input => input with { DryRun = true });

        Assert.Equal(ReadinessOutcome.Warn, Assert.Single(without.Readiness.Checks, c => c.Id == "model_usable").Outcome);
        Assert.Equal(ReadinessOutcome.Fail, Assert.Single(under.Readiness.Checks, c => c.Id == "model_usable").Outcome);
    }

    [Fact]
    public async Task Deploy_ModelThatCostsNothingWithAStandInThatDoes_NeedsABudget()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsBudget = true });
        var dear = await AddAsync(scene, ProviderKind.OpenAi, "Vendor", "gpt-4.1-nano");
        var free = await AddAsync(scene, ProviderKind.Ollama, "Cellar", "own-1", dear);
        await scene.Admin.Get<AssistantService>().ChangeAsync(scene.AssistantId, new() { Model = new(free, "own-1") }, Cancel);

        var budget = Check(await scene.DeployAsync(change: input => input with { DryRun = true }), "budget_set");

        Assert.Equal(ReadinessOutcome.Fail, budget.Outcome);
        Assert.Contains("with Vendor.", budget.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_ClassifierThatCosts_NeedsABudget()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Development, new() { NeedsBudget = true });
        var dear = await AddAsync(scene, ProviderKind.OpenAi, "Vendor", "gpt-4.1-nano");
        var free = await AddAsync(scene, ProviderKind.Ollama, "Cellar", "own-1");
        var preference = new AnsweringPreference { Model = new(free, "own-1"), ByDifficulty = true, Simple = new(free, "own-1") };
        await scene.Admin.Get<AiSettingService>().PutAsync(preference, null, Cancel);
        var without = Check(await scene.DeployAsync(change: input => input with { DryRun = true }), "budget_set");
        await scene.Admin.Get<AiSettingService>().PutAsync(preference with { Classifier = new(dear, "gpt-4.1-nano") }, null, Cancel);

        var with = Check(await scene.DeployAsync(change: input => input with { DryRun = true }), "budget_set");

        Assert.Equal((ReadinessOutcome.Pass, ReadinessOutcome.Fail), (without.Outcome, with.Outcome));
    }

    [Fact]
    public async Task Deploy_ModelThatIsNotAllowed_BlocksWhereItAnswersFirstAndWarnsWhereItStandsIn()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        var settings = scene.Admin.Get<AiSettingService>();
        var spare = await AddAsync(scene, ProviderKind.OpenAi, "Spare", "gpt-4.1-nano");
        var vendor = await AddAsync(scene, ProviderKind.OpenAi, "Vendor", "gpt-4.1", spare);
        await settings.PutAsync(new AnsweringPreference { Model = new(vendor, "gpt-4.1") }, null, Cancel);
        await settings.PutAsync(new ModelPolicy { AllowedModels = ["gpt-4.1"] }, null, Cancel);

        var standsIn = Check(await scene.DeployAsync(change: input => input with { DryRun = true }), "model_usable");
        await settings.PutAsync(new AnsweringPreference { Model = new(vendor, "gpt-4.1"), ByDifficulty = true, Simple = new(spare, "gpt-4.1-nano") }, null, Cancel);
        var first = Check(await scene.DeployAsync(change: input => input with { DryRun = true }), "model_usable");

        Assert.Equal(
            (ReadinessOutcome.Warn, "The organisation's rules do not allow gpt-4.1-nano of Spare. It is only asked when others cannot answer."), (standsIn.Outcome, standsIn.Message));
        Assert.Equal((ReadinessOutcome.Fail, "The organisation's rules do not allow gpt-4.1-nano of Spare."), (first.Outcome, first.Message));
    }

    [Fact]
    public async Task Warning_NeedsAReason()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        var there = await scene.StateAsync(StudioEnvironment.Development);
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(there.Current!.Id, DeploymentStatus.Degraded, "Slow", Cancel);
        var service = scene.Admin.Get<DeploymentService>();

        var silent = await Assert.ThrowsAsync<ValidationException>(() => service.PromoteAsync(scene.AssistantId, new() { From = StudioEnvironment.Development }, Cancel));
        var said = await service.PromoteAsync(scene.AssistantId, new() { From = StudioEnvironment.Development, Reason = "Known, and harmless" }, Cancel);

        Assert.Equal(["reason"], silent.Errors.Keys);
        Assert.Equal(DeploymentStatus.Active, said.Status);
        Assert.Equal("Known, and harmless", (await scene.GetAsync(said.Id!.Value)).Row.Reason);
        Assert.Contains((await scene.GetAsync(said.Id!.Value)).Readiness.Checks, c => c.Outcome == ReadinessOutcome.Warn);
    }

    [Fact]
    public async Task Warning_OfACheckThatIsRequired_Blocks()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.RuleAsync(StudioEnvironment.Testing, new() { RequiredChecks = ["previous_environment"] });
        var deployed = await scene.DeployAsync();
        await scene.Admin.Get<DeploymentService>().SetStatusAsync(deployed.Id!.Value, DeploymentStatus.Degraded, "Slow", Cancel);

        await Assert.ThrowsAsync<NotReadyException>(() => scene.PromoteAsync(StudioEnvironment.Development));
    }

    [Fact]
    public async Task Rollback_ThatIsNotReady_NeedsAnOverrideWithAReason()
    {
        await using var scene = await DeploymentScene.CreateAsync();
        await scene.DeployAsync();
        await scene.ChangeAsync("Second.");
        await scene.DeployAsync();
        await scene.Admin.Get<AssistantService>().SetStatusAsync(scene.AssistantId, AssistantStatus.Inactive, null, null, Cancel);

        await Assert.ThrowsAsync<NotReadyException>(() => scene.RollbackAsync(StudioEnvironment.Development));
        await Assert.ThrowsAsync<ValidationException>(() => scene.RollbackAsync(StudioEnvironment.Development, isOverride: true, reason: ""));
        var back = await scene.RollbackAsync(StudioEnvironment.Development, isOverride: true, reason: "It must not answer as it does");

        Assert.Equal((DeploymentStatus.Active, false), (back.Status, back.Readiness.Ok));
        await using var db = await scene.Studio.OpenAsync();
        Assert.Contains(db.Set<AuditEntry>(), a => a.Action == "deployment.rolled_back" && a.Changes.Contains("Override"));
    }

    private static ReadinessCheck Check(DeploymentOutcome outcome, string id) => Assert.Single(outcome.Readiness.Checks, c => c.Id == id);

    private static async Task<Guid> AddAsync(DeploymentScene scene, ProviderKind kind, string name, string model, Guid? fallback = null) => (await scene.Admin.Get<IntegrationService>().CreateAsync(
        new() { Kind = kind, Name = name, BaseUrl = "https://127.0.0.1:1/v1", ApiKey = kind == ProviderKind.OpenAi ? "sk-test" : null, Models = [model], FallbackId = fallback }, null, Cancel)).Id;
}
