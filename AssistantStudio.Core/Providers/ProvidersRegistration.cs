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
        services.TryAddSingleton<ProviderTester>();
        services.TryAddSingleton<ProviderGates>();
        services.TryAddSingleton<ModelCalls>();
        services.TryAddSingleton(LocalServers.Usual);
        services.TryAddScoped<LocalServers>();
        services.TryAddScoped<IntegrationService>();
        services.TryAddScoped<IntegrationTestService>();
        return services;
    }
}
