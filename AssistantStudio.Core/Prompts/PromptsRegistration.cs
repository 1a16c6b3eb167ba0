using AssistantStudio.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Prompts;

public static class PromptsRegistration
{
    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.TryAddScoped<PromptService>();
        services.TryAddScoped<PromptVersionService>();
        services.AddScoped<IHistoryReaders, PromptHistoryReaders>();
        services.AddScoped<ISamplePart, PromptSamples>();
        services.AddSingleton<ILoadPart, PromptLoad>();
        return services;
    }
}
