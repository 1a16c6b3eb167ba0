using AssistantStudio.Core.Agents;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Conversations;

public static class ConversationsRegistration
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.TryAddSingleton<TurnHost>();
        services.TryAddSingleton<TurnBook>();
        services.TryAddSingleton<ReplyJournal>();
        services.TryAddSingleton<LostTurns>();
        services.TryAddSingleton<LostReplies>();
        services.TryAddSingleton<TokenCalibrations>();
        services.TryAddSingleton<DigestMaker>();
        services.TryAddSingleton<MemoryShelf>();
        services.TryAddScoped<ToolBelt>();

        // The steps of a turn: each turn has its own, with the rights of whoever asks.
        services.TryAddScoped<TurnPipeline>();
        services.TryAddScoped<AdmitStep>();
        services.TryAddScoped<RememberStep>();
        services.TryAddScoped<ChoosePromptStep>();
        services.TryAddScoped<RetrieveStep>();
        services.TryAddScoped<ComposeStep>();
        services.TryAddScoped<RouteStep>();
        services.TryAddScoped<CallStep>();
        services.TryAddScoped<ActStep>();
        services.TryAddScoped<RecordStep>();
        services.TryAddScoped<TurnReader>();
        services.TryAddScoped(s => new AssistantRuntime(s.GetRequiredService<Access>(), s.GetRequiredService<TurnHost>(), s.GetRequiredService<TurnReader>()));
        services.TryAddScoped(s => new ConversationService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<AssistantSnapshots>(), s.GetRequiredService<LiveDeployments>(), s.GetRequiredService<WebhookOutbox>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new ChatAssistantService(s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<LiveDeployments>()));
        services.TryAddScoped<ConversationListService>();
        services.TryAddScoped<MessageService>();
        services.TryAddScoped<TraceService>();
        services.TryAddScoped<PersonDataService>();
        services.TryAddScoped<MemoryService>();
        services.TryAddScoped<ConversationExport>();
        services.TryAddSingleton<AnalysisModel>();
        services.TryAddSingleton<ConversationAnalyst>();
        services.AddScoped<IAssistantTool, SearchConversationTool>();
        services.AddScoped<IAssistantTool, SetVariableTool>();
        services.AddScoped<IAssistantTool, RememberTool>();
        services.AddStudioJob<ConversationCleanUpJob>();
        services.AddSingleton<ILoadPart, ConversationLoad>();
        return services;
    }

    /// <summary>Marks replies whose writer died, and writes down what replies say so far. Only a program that serves.</summary>
    public static IServiceCollection AddConversationsHost(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<LostTurns>());
        services.AddHostedService(s => s.GetRequiredService<LostReplies>());
        services.AddHostedService(s => s.GetRequiredService<TurnHost>());
        services.AddHostedService(s => s.GetRequiredService<ReplyJournal>());
        services.AddHostedService(s => s.GetRequiredService<ConversationAnalyst>());
        return services;
    }
}
