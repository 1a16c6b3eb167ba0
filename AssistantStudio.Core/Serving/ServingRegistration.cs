using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Serving;

public static class ServingRegistration
{
    public static IServiceCollection AddServing(this IServiceCollection services)
    {
        services.TryAddSingleton<ServedAssistants>();
        services.TryAddScoped(s => new ServingService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<ServedAssistants>(), s.GetRequiredService<LiveDeployments>(), s.GetRequiredService<DeploymentGates>(),
            s.GetRequiredService<ReleasePlans>(), s.GetRequiredService<TurnPipeline>(), s.GetRequiredService<ActStep>(), s.GetRequiredService<ChoosePromptStep>(), s.GetRequiredService<UsageWriter>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped<IReleaseRehearsal, ReleaseRehearsal>();
        services.TryAddScoped(s => new StoredTalkService(s.GetRequiredService<Access>(), s.GetRequiredService<ServingService>(), s.GetRequiredService<ConversationService>(), s.GetRequiredService<AssistantRuntime>()));
        services.TryAddScoped(s => new ServedEmbeddings(
            s.GetRequiredService<Access>(), s.GetRequiredService<KnownProviders>(), s.GetRequiredService<ModelTargets>(), s.GetRequiredService<ModelCatalogues>(), s.GetRequiredService<EmbeddingRuns>(),
            s.GetRequiredService<UsageWriter>(), s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
