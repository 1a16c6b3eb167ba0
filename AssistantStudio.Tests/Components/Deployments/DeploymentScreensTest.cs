using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Tests.Core.Deployments;
using AssistantStudio.Tests.Support;
using AssistantStudio.Web.Components.Organizations;
using AssistantStudio.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Xunit;

namespace AssistantStudio.Tests.Components.Deployments;

/// <summary>Screens of deployments on the real services and an SQLite database: one assistant that stands in all four environments.</summary>
public abstract class DeploymentScreensTest : StudioComponentTest, IAsyncLifetime
{
    protected static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private protected DeploymentScene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scene = await DeploymentScene.CreateAsync(configure: Configure);
        await Scene.ReleaseAsync();
        Use(Scene.Admin);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await Scene.DisposeAsync();
    }

    /// <summary>Services that are to be others than they are.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    private protected void Use(TestScope person)
    {
        Access.Become(person.Access.Grant);
        Services.AddSingleton(Scene.Studio.Get<ChangeFeed>());
        Services.AddSingleton(person.Get<DeploymentListService>());
        Services.AddSingleton(person.Get<DeploymentService>());
        Services.AddSingleton(person.Get<CanaryService>());
        Services.AddSingleton(person.Get<EnvironmentRuleService>());
        Services.AddSingleton(person.Get<IntegrationService>());
        Services.AddSingleton(person.Get<AuditService>());
        Services.AddScoped<ILastChanges, AuditedChanges>();
    }

    private protected Task<EnvironmentState> StateAsync() => Scene.StateAsync(StudioEnvironment.Production);

    /// <summary>Version 2 up to staging, and from there to some of the conversations in production.</summary>
    private protected async Task<DeploymentOutcome> BeginCanaryAsync(int weight = 20)
    {
        await ReleaseToStagingAsync();
        return await Scene.Admin.Get<DeploymentService>().PromoteAsync(Scene.AssistantId, new() { From = StudioEnvironment.Staging, Weight = weight, Reason = "Test" }, Cancel);
    }

    private protected async Task ReleaseToStagingAsync()
    {
        await Scene.ChangeAsync("Second.");
        await Scene.DeployAsync();
        await Scene.PromoteAsync(StudioEnvironment.Development);
        await Scene.PromoteAsync(StudioEnvironment.Testing);
    }

    private protected Task<AssistantDetail> DetailAsync() => Scene.Admin.Get<AssistantService>().GetAsync(Scene.AssistantId.ToString(), Cancel);

    /// <summary>What the toasts say.</summary>
    protected string[] Messages()
    {
        var notifications = Services.GetRequiredService<NotificationService>();
        return [.. notifications.Messages.Select(m => Text(Render(m.DetailContent!(notifications)), ".grow"))];
    }

    protected static Task PressAsync<T>(IRenderedComponent<T> shown, string button)
        where T : IComponent => shown.FindAll("button").First(b => b.TextContent.Trim() == button).ClickAsync(new());

    protected static string Text<T>(IRenderedComponent<T> shown, string selector)
        where T : IComponent => string.Join(' ', shown.Find(selector).TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
