using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Usage;

public static class UsageRegistration
{
    public static IServiceCollection AddUsage(this IServiceCollection services)
    {
        services.TryAddSingleton<UsageWriter>();
        services.TryAddScoped<UsageService>();
        services.AddSingleton<ILoadPart, UsageLoad>();
        return services;
    }
}
