using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Assistants;

public static class AssistantsRegistration
{
    public static IServiceCollection AddAssistants(this IServiceCollection services)
    {
        services.TryAddScoped<AssistantMaker>();
        services.TryAddScoped<SilenceGuard>();
        services.TryAddScoped<AssistantService>();
        services.TryAddScoped<AssistantVersionService>();
        services.TryAddScoped<AssistantFamilyService>();
        services.TryAddScoped<AssistantUsageService>();
        services.TryAddSingleton<AssistantSnapshots>();
        services.TryAddScoped<PromptLinkService>();
        services.TryAddScoped<PromptChoiceService>();
        services.TryAddScoped<PromptSuggestionService>();
        services.TryAddScoped<BundleService>();
        services.AddStudioJob<AssistantSearchJob>();
        services.AddScoped<IPromptUsers, PromptUsers>();
        services.AddScoped<IProviderUsers, ProviderUsers>();
        services.AddScoped<IKnowledgeUsers, KnowledgeUsers>();
        services.AddScoped<IHistoryReaders, AssistantHistoryReaders>();
        services.AddScoped<IModelUsers, ModelUsers>();
        services.TryAddScoped<MadeAssistants>();
        services.AddScoped<ISamplePart, AssistantSamples>();
        services.AddSingleton<ILoadPart, AssistantLoad>();
        return services;
    }
}
