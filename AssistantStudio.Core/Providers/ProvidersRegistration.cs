using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Providers;

public static class ProvidersRegistration
{
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton<WireMemory>();
        services.TryAddSingleton<LocalModels>();
        services.TryAddSingleton<ProviderConnector>();
        services.TryAddSingleton(s => new ProviderTester(
            s.GetRequiredService<ProviderConnector>(), s.GetRequiredService<ModelCalls>(), s.GetRequiredService<EmbeddingCalls>(),
            s.GetRequiredService<UsageWriter>(), s.GetRequiredService<DataSourceTester>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<DataSourceTester>();
        services.TryAddScoped<DataSourceService>();
        services.TryAddSingleton<ProviderGates>();
        services.TryAddSingleton<AiSettings>();
        services.TryAddSingleton<AnswerCache>();
        services.TryAddSingleton<KnownProviders>();
        services.TryAddSingleton<ModelRouter>();
        services.TryAddScoped<AnswerCacheService>();
        services.AddStudioJob<AnswerCleanUpJob>();
        services.TryAddSingleton<AnsweringPlans>();
        services.TryAddSingleton<ProviderStandings>();
        services.TryAddScoped(s => new AnsweringService(
            s.GetRequiredService<Access>(), s.GetRequiredService<AnsweringPlans>(), s.GetRequiredService<UsageWriter>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped<AiSettingService>();
        services.AddScoped<IProviderUsers, AiSettingUsers>();
        services.AddScoped<IModelUsers, AiSettingModelUsers>();
        services.TryAddSingleton<CallPermits>();
        services.TryAddSingleton<ConnectModel>(s => target => s.GetRequiredService<ProviderConnector>().Chat(target.Account, target.Model));
        services.TryAddSingleton<ModelCalls>();
        services.TryAddSingleton<EmbeddingCalls>();
        services.TryAddSingleton(LocalServers.Usual);
        services.TryAddScoped<LocalServers>();
        services.TryAddSingleton<ModelCatalogues>();
        services.TryAddScoped<ModelService>();
        services.TryAddScoped<ModelImportService>();
        services.TryAddScoped<AvailableModelService>();
        services.TryAddScoped<IntegrationService>();
        services.TryAddScoped<IntegrationTestService>();
        services.TryAddScoped<GatewayService>();
        services.TryAddSingleton<ModelTargets>();
        services.TryAddSingleton<MaterialQuestions>();
        services.TryAddScoped(s => new ModelTrialService(
            s.GetRequiredService<Access>(), s.GetRequiredService<ModelTargets>(), s.GetRequiredService<ModelCalls>(),
            s.GetRequiredService<EmbeddingCalls>(), s.GetRequiredService<UsageWriter>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<EmbeddingRuns>();
        services.TryAddScoped<EmbeddingModelService>();
        services.TryAddScoped(s => new EmbeddingCheckService(
            s.GetRequiredService<Access>(), s.GetRequiredService<ModelTargets>(), s.GetRequiredService<EmbeddingRuns>(),
            s.GetRequiredService<UsageWriter>(), s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
