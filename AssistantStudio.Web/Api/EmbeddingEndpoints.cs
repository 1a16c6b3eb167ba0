using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="ProviderId">None: the built-in embeddings.</param>
/// <param name="Model">None: the provider's first.</param>
public sealed record EmbeddingTestBody(Guid? ProviderId, string? Model, IReadOnlyList<string>? Texts);

/// <param name="Norms">The length of each vector: 1 where the model normalises.</param>
/// <param name="Similarities">Of each two texts, from -1 to 1; null where one has nothing that could be alike.</param>
/// <param name="Cost">In US dollars; null: the model has no price here.</param>
public sealed record EmbeddingTestReply(
    string Model, int Dimensions, IReadOnlyList<double> Norms, IReadOnlyList<IReadOnlyList<double?>> Similarities, long LatencyMs, long InputTokens, string? Cost, bool Estimated);

internal static class EmbeddingEndpoints
{
    public static void MapEmbeddings(this IEndpointRouteBuilder api) => api.Area("/ai/embeddings", "AI configuration")
        .MapPost("/test", TestAsync).WithSummary("Embed up to twelve texts: dimensions, lengths, how alike each two are, latency and cost").Needs(Permission.ProvidersManage).FindsOne();

    private static async Task<Ok<EmbeddingTestReply>> TestAsync(EmbeddingTestBody body, ModelTrialService trials, CancellationToken ct)
    {
        var trial = await trials.EmbedAsync(body.ProviderId, body.Model, body.Texts ?? [], ct);
        return TypedResults.Ok(new EmbeddingTestReply(
            trial.Model, trial.Dimensions, trial.Norms, trial.Similarities, trial.LatencyMs, trial.InputTokens, trial.Cost is { } cost ? ApiMoney.Of(cost) : null, trial.IsEstimated));
    }
}
