using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Embeds;

public static class EmbedsRegistration
{
    public static IServiceCollection AddEmbeds(this IServiceCollection services)
    {
        services.TryAddSingleton<EmbedDirectory>();
        services.TryAddSingleton<EmbedSessions>();
        services.TryAddSingleton<EmbedGate>();
        services.TryAddScoped(s => new EmbedService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<EnvironmentRules>(), s.GetRequiredService<LiveDeployments>(),
            s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new EmbedChat(
            s.GetRequiredService<Access>(), s.GetRequiredService<EmbedGate>(), s.GetRequiredService<LiveDeployments>(), s.GetRequiredService<ConversationService>(),
            s.GetRequiredService<MessageService>(), s.GetRequiredService<AssistantRuntime>()));
        return services;
    }
}
