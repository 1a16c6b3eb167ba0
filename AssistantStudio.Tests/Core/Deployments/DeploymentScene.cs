using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Core.Deployments;

/// <summary>An assistant that is ready to be deployed: active, with a primary prompt, answered by the built-in model.</summary>
internal sealed class DeploymentScene : IAsyncDisposable
{
    public TestStudio Studio { get; private set; } = null!;

    public TestScope Admin { get; private set; } = null!;

    /// <summary>Another administrator.</summary>
    public TestScope Second { get; private set; } = null!;

    public Guid AssistantId { get; private set; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<DeploymentScene> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, string prompt = "Answer politely.", Action<IServiceCollection>? configure = null)
    {
        var scene = new DeploymentScene { Studio = await TestStudio.CreateAsync(provider, configure) };
        scene.Admin = scene.Studio.As(scene.Studio.GrantOf(Role.OrgAdmin, userId: Guid.Parse("0198a000-0000-7000-8000-0000000ad41a")));
        scene.Second = scene.Studio.As(scene.Studio.GrantOf(Role.OrgAdmin, userId: Guid.Parse("0198a000-0000-7000-8000-0000000ad41b")));
        scene.AssistantId = (await scene.Admin.Get<AssistantService>().CreateAsync(new() { Name = "Returns desk", Type = AssistantType.Support, Instructions = "First." }, prompt, Cancel)).Assistant.Id;
        await scene.Admin.Get<AssistantService>().SetStatusAsync(scene.AssistantId, AssistantStatus.Active, null, null, Cancel);
        return scene;
    }

    public Task<DeploymentOutcome> DeployAsync(StudioEnvironment to = StudioEnvironment.Development, TestScope? by = null, Func<DeployInput, DeployInput>? change = null)
    {
        var input = new DeployInput { Environment = to, Reason = "Test" };
        Studio.Clock.Advance(TimeSpan.FromSeconds(1)); // What came first is found by the time.
        return (by ?? Admin).Get<DeploymentService>().DeployAsync(AssistantId, change?.Invoke(input) ?? input, Cancel);
    }

    public Task<DeploymentOutcome> PromoteAsync(StudioEnvironment from, StudioEnvironment? to = null, TestScope? by = null, bool dryRun = false)
    {
        Studio.Clock.Advance(TimeSpan.FromSeconds(1));
        return (by ?? Admin).Get<DeploymentService>().PromoteAsync(AssistantId, new() { From = from, To = to, Reason = "Test", DryRun = dryRun }, Cancel);
    }

    public Task<DeploymentOutcome> RollbackAsync(StudioEnvironment environment, Guid? to = null, bool isOverride = false, string? reason = "Test")
    {
        Studio.Clock.Advance(TimeSpan.FromSeconds(1));
        return Admin.Get<DeploymentService>().RollbackAsync(AssistantId, new() { Environment = environment, ToDeploymentId = to, Override = isOverride, Reason = reason }, Cancel);
    }

    /// <summary>A deployment, and then all promotions.</summary>
    public async Task<DeploymentOutcome> ReleaseAsync()
    {
        await DeployAsync();
        return await PromoteAllAsync();
    }

    /// <summary>From development to production.</summary>
    public async Task<DeploymentOutcome> PromoteAllAsync()
    {
        await PromoteAsync(StudioEnvironment.Development);
        await PromoteAsync(StudioEnvironment.Testing);
        return await PromoteAsync(StudioEnvironment.Staging);
    }

    public async Task ChangeAsync(string instructions)
    {
        await Admin.Get<AssistantService>().ChangeAsync(AssistantId, new() { Instructions = instructions }, Cancel);
    }

    public async Task<EnvironmentState> StateAsync(StudioEnvironment environment) =>
        (await Admin.Get<DeploymentListService>().StatesAsync(AssistantId, Cancel)).Single(s => s.Environment == environment);

    public Task<DeploymentDetail> GetAsync(Guid id) => Admin.Get<DeploymentListService>().GetAsync(id, Cancel);

    public Task RuleAsync(StudioEnvironment environment, EnvironmentRuleInput input) => Admin.Get<EnvironmentRuleService>().SetAsync(environment, input, Cancel);

    public async Task PublishAsync(string prompt)
    {
        var row = (await Admin.Get<PromptService>().ListAsync(new(), Cancel)).Items.Single();
        await Admin.Get<PromptVersionService>().AddAsync(row.Id, new() { Content = prompt, Publish = true }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await Admin.DisposeAsync();
        await Studio.DisposeAsync();
    }
}
