using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Deployments;

public static class DeploymentsRegistration
{
    public static IServiceCollection AddDeployments(this IServiceCollection services)
    {
        services.TryAddSingleton<EnvironmentRules>();
        services.TryAddSingleton<LiveDeployments>();
        services.TryAddSingleton<DeploymentGates>();
        services.TryAddSingleton<TrafficBook>();
        services.TryAddSingleton<DeploymentWatch>();
        services.TryAddSingleton<DeploymentQuestions>();
        services.TryAddScoped<DeploymentProviders>();
        services.TryAddSingleton<ReleaseMaker>();
        services.AddSingleton<IKnowledgePins, DeployedKnowledge>();
        services.AddScoped<IKnowledgeUsers, DeployedKnowledgeUsers>();
        services.AddScoped<IProviderUsers, DeployedProviderUsers>();
        services.TryAddScoped<IDeployers, Deployers>();
        services.TryAddScoped<ReleasePlans>();
        services.TryAddScoped<ReadinessChecks>();
        services.TryAddScoped<DeploymentLauncher>();
        services.TryAddScoped<DeploymentSwitch>();

        // In the order in which people read them.
        services.AddScoped<IReadinessCheck, AssistantCheck>();
        services.AddScoped<IReadinessCheck, PromptCheck>();
        services.AddScoped<IReadinessCheck, ProviderCheck>();
        services.AddScoped<IReadinessCheck, ModelCheck>();
        services.AddScoped<IReadinessCheck, KnowledgeCheck>();
        services.AddScoped<IReadinessCheck, ToolCheck>();
        services.AddScoped<IReadinessCheck, BudgetCheck>();
        services.AddScoped<IReadinessCheck, PreviousEnvironmentCheck>();

        services.TryAddScoped(s => new DeploymentService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<ReleaseMaker>(), s.GetRequiredService<EnvironmentRules>(),
            s.GetRequiredService<DeploymentLauncher>(), s.GetRequiredService<DeploymentSwitch>(), s.GetRequiredService<DeploymentGates>(), s.GetRequiredService<IReleaseRehearsal>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new CanaryService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<DeploymentService>(), s.GetRequiredService<DeploymentSwitch>(), s.GetRequiredService<EnvironmentRules>(),
            s.GetRequiredService<TrafficBook>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new DeploymentListService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<EnvironmentRules>(), s.GetRequiredService<DeploymentGates>(), s.GetRequiredService<TrafficBook>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new EnvironmentRuleService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<ReadinessChecks>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.AddScoped<ISamplePart, DeploymentSamples>();
        return services;
    }

    /// <summary>Writes down what comes to deployments, and looks after them. Only a program that serves.</summary>
    public static IServiceCollection AddDeploymentsHost(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<TrafficBook>());
        services.AddHostedService(s => s.GetRequiredService<DeploymentWatch>());
        return services;
    }
}
