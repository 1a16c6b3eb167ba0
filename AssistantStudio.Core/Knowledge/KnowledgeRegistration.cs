using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AssistantStudio.Core.Knowledge;

public static class KnowledgeRegistration
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddOptions<KnowledgeOptions>().BindConfiguration(KnowledgeOptions.Section);
        services.TryAddSingleton<KnowledgeFolders>();
        services.TryAddSingleton<DocumentReader>();
        services.TryAddSingleton<FileReading>();
        services.TryAddSingleton<VectorSpaces>();
        services.TryAddSingleton<ChunkEmbedder>();
        services.TryAddSingleton<VectorIndexes>();
        services.TryAddSingleton<KeptRevisions>();
        services.TryAddSingleton<EmbeddingEstimates>();
        services.TryAddSingleton<RetrievalModels>();
        services.TryAddSingleton<QuestionRewriter>();
        services.TryAddSingleton<Reranker>();
        services.TryAddScoped<SourceService>();
        services.TryAddScoped(s => new RetrievalService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<VectorSpaces>(), s.GetRequiredService<VectorIndexes>(), s.GetRequiredService<ChunkEmbedder>(),
            s.GetRequiredService<QuestionRewriter>(), s.GetRequiredService<Reranker>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped<DocumentService>();
        services.TryAddScoped<OriginalService>();
        services.TryAddScoped<IngestionBook>();
        services.TryAddScoped<IngestionWriter>();
        services.TryAddScoped<ItemPreparation>();
        services.AddScoped<ISourceConnector, FolderConnector>();
        services.AddScoped<ISourceConnector, OriginalConnector>();
        services.TryAddSingleton<CrawlLimits>();
        services.TryAddSingleton<WebFetch>();
        services.TryAddSingleton<PageReading>();
        services.TryAddScoped<VisitBook>();
        services.AddScoped<ISourceConnector, WebConnector>();
        services.AddScoped<ISourceConnector, OpenApiConnector>();
        services.AddScoped<ISourceConnector, JiraConnector>();
        services.AddScoped<ISourceConnector, GitHubConnector>();
        services.AddScoped<IProviderUsers, SourceUsers>();
        services.AddScoped<IProviderUsers, VectorSpaceUsers>();

        // One for each source: it remembers what it has to try again.
        services.TryAddScoped<Func<SourceIngestion>>(s => () => ActivatorUtilities.CreateInstance<SourceIngestion>(s));
        services.TryAddScoped(s => new CoverageService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<VectorSpaces>(), s.GetRequiredService<VectorIndexes>(),
            s.GetRequiredService<EmbeddingEstimates>(), s.GetRequiredService<KeptRevisions>(), s.GetRequiredService<JobRunService>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new QuestionService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<RetrievalService>(), s.GetRequiredService<ChangeFeed>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped(s => new EmbeddingChangeService(
            s.GetRequiredService<Access>(), s.GetRequiredService<StudioDb>(), s.GetRequiredService<VectorSpaces>(), s.GetRequiredService<VectorIndexes>(),
            s.GetRequiredService<EmbeddingEstimates>(), s.GetRequiredService<KeptRevisions>(), s.GetRequiredService<QuestionService>(), s.GetRequiredService<JobRunService>(), s.GetRequiredService<ChangeFeed>(),
            s.GetRequiredService<TimeProvider>()));
        services.TryAddScoped<QualityService>();
        services.AddScoped<ISamplePart, KnowledgeSamples>();
        services.AddScoped<ISamplePart, QuestionSamples>();
        services.AddSingleton<ILoadPart, KnowledgeLoad>();
        services.AddStudioJob<IngestionJob>();
        services.AddStudioJob<BackfillJob>();
        services.AddStudioJob<KnowledgeCleanUpJob>();
        services.AddStudioJob<VectorCheckJob>();
        return services;
    }
}
