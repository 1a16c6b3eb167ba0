using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Serving;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Core.Usage;
using AssistantStudio.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core;

public static class CoreRegistration
{
    /// <summary>The whole product without its screens.</summary>
    public static IServiceCollection AddStudioCore(this IServiceCollection services, DataFolder folder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChangeFeed>();
        services.TryAddScoped<Access>(); // One circuit, request or job run: the services below read it.
        services.AddStudioData(folder);
        services.AddGuardedHttp();
        services.AddOrganizations();
        services.AddPrompts();
        services.AddKnowledge(); // Before the assistants: their samples look into its samples.
        services.AddAssistants();
        services.AddDeployments();
        services.AddProviders();
        services.AddUsage();
        services.AddAgents();
        services.AddWebhooks();
        services.AddConversations();
        services.AddServing();
        services.AddEmbeds();
        services.AddJobs();
        return services;
    }
}
