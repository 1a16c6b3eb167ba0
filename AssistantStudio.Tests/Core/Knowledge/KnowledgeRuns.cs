using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AssistantStudio.Tests.Core.Knowledge;

internal static class KnowledgeRuns
{
    public static Task IngestAsync(this TestScope scope, Guid sourceId, CancellationToken ct = default) => scope.Get<IServiceProvider>().IngestAsync(sourceId, ct);

    /// <summary>Looks through a source in this thread, with the rights of the scope, past the queue.</summary>
    public static Task IngestAsync(this IServiceProvider scope, Guid sourceId, CancellationToken ct = default) =>
        scope.IngestAsync(new IngestionParameters { Sources = [new(sourceId, DateTime.MaxValue)] }, ct);

    public static Task IngestAsync(this TestScope scope, IngestionParameters parameters, CancellationToken ct) => scope.Get<IServiceProvider>().IngestAsync(parameters, ct);

    private static Task IngestAsync(this IServiceProvider scope, IngestionParameters parameters, CancellationToken ct) =>
        scope.RunAsync(ActivatorUtilities.CreateInstance<IngestionJob>(scope), parameters, scope.GetRequiredService<Access>(), ct);

    /// <summary>Makes the vectors that are missing.</summary>
    public static Task BackfillAsync(this IServiceProvider scope) =>
        scope.RunAsync(ActivatorUtilities.CreateInstance<BackfillJob>(scope), new BackfillParameters(), scope.GetRequiredService<Access>(), CancellationToken.None);

    public static Task CheckVectorsAsync(this IServiceProvider scope) =>
        scope.RunAsync(ActivatorUtilities.CreateInstance<VectorCheckJob>(scope), new VectorCheckParameters { Requests = 1 }, scope.GetRequiredService<Access>(), CancellationToken.None);

    public static Task CleanUpKnowledgeAsync(this TestScope scope)
    {
        var services = scope.Get<IServiceProvider>();
        return services.RunAsync(ActivatorUtilities.CreateInstance<KnowledgeCleanUpJob>(services), new KnowledgeCleanUpParameters(), scope.Get<Access>(), CancellationToken.None);
    }

    public static Task CleanUpConversationsAsync(this IServiceProvider scope) =>
        scope.RunAsync(ActivatorUtilities.CreateInstance<ConversationCleanUpJob>(scope), new NoParameters(), scope.GetRequiredService<Access>(), CancellationToken.None);

    public static Task CleanUpWebhooksAsync(this TestScope scope)
    {
        var services = scope.Get<IServiceProvider>();
        return services.RunAsync(ActivatorUtilities.CreateInstance<WebhookCleanUpJob>(services), new WebhookCleanUpParameters(), scope.Get<Access>(), CancellationToken.None);
    }

    private static async Task RunAsync(this IServiceProvider scope, IStudioJob job, object parameters, Access access, CancellationToken ct)
    {
        var (db, clock) = (scope.GetRequiredService<StudioDb>(), scope.GetRequiredService<TimeProvider>());
        var run = new ClaimedRun(Guid.NewGuid(), access.OrganizationId, "test", 1, "{}");
        using var recorder = new RunRecorder(db, scope.GetRequiredService<NodeIdentity>(), scope.GetRequiredService<ChangeFeed>(), clock, run);
        await job.RunAsync(new JobContext(run, access, parameters, recorder, new JobJournal(db, run, access, recorder, clock, NullLogger.Instance)), ct);
    }
}
