using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Agents;

public static class AgentsRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.TryAddSingleton<KeptResults>();

        // Scoped, because a tool may look something up as whoever asks.
        services.TryAddScoped<ToolRunner>();
        services.TryAddScoped(s => new ToolCatalog(s.GetRequiredService<ToolRunner>()));
        services.AddScoped<IAssistantTool, CurrentTimeTool>();
        services.AddScoped<IAssistantTool, CalculatorTool>();
        return services;
    }
}
