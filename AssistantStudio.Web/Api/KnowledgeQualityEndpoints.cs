using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="Score">From 0 to 1; above 0.85 is healthy. Null: there is no vector.</param>
public sealed record QualityReportBody(string Model, bool Serving, DateTime At, bool Outdated, double? Score, bool Healthy, VectorQuality Quality)
{
    internal static QualityReportBody Of(QualityReport r) => new(r.Model, r.IsServing, r.At, r.IsOutdated, r.Quality.Score, r.Quality.IsHealthy, r.Quality);
}

/// <param name="Reports">Of the vectors that serve, and of those that are being made.</param>
public sealed record QualityBody(IReadOnlyList<QualityReportBody> Reports, JobRunRow? Running)
{
    internal static QualityBody Of(QualityState state) => new([.. state.Reports.Select(QualityReportBody.Of)], state.Running);
}

/// <summary>Ways of looking to compare, the first one mostly the one that is used now.</summary>
public sealed record CompareBody(IReadOnlyList<RetrievalSettings>? Ways, IReadOnlyList<Guid>? SourceIds);

/// <param name="Cost">In US dollars; null: the model has no price here.</param>
/// <param name="Seconds">Null: nobody knows.</param>
public sealed record EstimateBody(int Passages, long Tokens, string? Cost, double? Seconds)
{
    internal static EstimateBody Of(WorkEstimate e) => new(e.Passages, e.Tokens, e.Cost is { } cost ? ApiMoney.Of(cost) : null, e.Seconds);
}

public sealed record ChosenEmbeddingBody(Guid? ProviderId, string Model, EstimateBody? Estimate, string? Problem);

/// <param name="Building">Its vectors are being made beside those that serve.</param>
/// <param name="Previous">Served before; one can still go back to it.</param>
/// <param name="Chosen">The model that was chosen, where it neither serves nor is being made.</param>
public sealed record EmbeddingChangeBody(SpaceView Serving, SpaceView? Building, SpaceView? Previous, ChosenEmbeddingBody? Chosen, JobRunRow? Running)
{
    internal static EmbeddingChangeBody Of(EmbeddingChange c) => new(
        c.Serving, c.Building, c.Previous, c.Chosen is { } chosen ? new(chosen.ProviderId, chosen.Model, chosen.Estimate is { } estimate ? EstimateBody.Of(estimate) : null, chosen.Problem) : null, c.Running);
}

/// <summary>How good vectors and ways of looking are, and changing the model that makes the vectors.</summary>
internal static class KnowledgeQualityEndpoints
{
    public static void MapKnowledgeQuality(this IEndpointRouteBuilder api)
    {
        var knowledge = api.Area("/knowledge", "Knowledge");
        knowledge.MapGet("/quality", QualityAsync).WithSummary("What the last checks of the vectors found").Needs(Permission.KnowledgeView);
        knowledge.MapPost("/quality", CheckAsync).WithSummary("Check the vectors now").Needs(Permission.KnowledgeManage);
        var questions = api.Area("/knowledge/questions", "Knowledge");
        questions.MapGet("", QuestionsAsync).WithSummary("Test questions and their right passages").Needs(Permission.KnowledgeView);
        questions.MapPost("", AddQuestionAsync).WithSummary("Add a test question; without passages nothing answers it").Needs(Permission.KnowledgeManage).FindsOne();
        questions.MapDelete("/{id:guid}", DeleteQuestionAsync).WithSummary("Delete a test question").Needs(Permission.KnowledgeManage).FindsOne();
        questions.MapPost("/compare", CompareAsync).WithSummary("Ask all test questions in several ways and compare what is found").Needs(Permission.KnowledgeView);
        var embedding = api.Area("/knowledge/embedding", "Knowledge");
        embedding.MapGet("", EmbeddingAsync).WithSummary("Which model's vectors serve, and how a change of it stands").Needs(Permission.KnowledgeView);
        embedding.MapPost("", StartAsync).WithSummary("Make the vectors of the chosen model beside those that serve").Needs(Permission.KnowledgeManage).MayConflict();
        embedding.MapPost("/compare", CompareEmbeddingsAsync).WithSummary("Ask all test questions of both").Needs(Permission.KnowledgeView).MayConflict();
        embedding.MapPost("/switch", SwitchAsync).WithSummary("Have the new vectors serve").Needs(Permission.KnowledgeManage).MayConflict();
        embedding.MapPost("/back", GoBackAsync).WithSummary("Have the vectors serve that served before").Needs(Permission.KnowledgeManage).MayConflict();
        embedding.MapDelete("", DropAsync).WithSummary("Give up the new vectors").Needs(Permission.KnowledgeManage).MayConflict();
    }

    private static async Task<Ok<QualityBody>> QualityAsync(QualityService quality, CancellationToken ct) => TypedResults.Ok(QualityBody.Of(await quality.GetAsync(ct)));

    private static async Task<Accepted<QualityBody>> CheckAsync(QualityService quality, CancellationToken ct)
    {
        await quality.CheckAsync(ct);
        return TypedResults.Accepted("/api/v1/knowledge/quality", QualityBody.Of(await quality.GetAsync(ct)));
    }

    private static async Task<Ok<IReadOnlyList<QuestionRow>>> QuestionsAsync(QuestionService questions, CancellationToken ct) => TypedResults.Ok(await questions.ListAsync(ct));

    private static async Task<Created<QuestionRow>> AddQuestionAsync(QuestionInput body, QuestionService questions, CancellationToken ct)
    {
        var row = await questions.AddAsync(body, ct);
        return TypedResults.Created("/api/v1/knowledge/questions", row);
    }

    private static async Task<NoContent> DeleteQuestionAsync(Guid id, QuestionService questions, CancellationToken ct)
    {
        await questions.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<WayResult>>> CompareAsync(CompareBody body, QuestionService questions, CancellationToken ct) =>
        TypedResults.Ok(await questions.CompareAsync(body.Ways ?? [new()], body.SourceIds is { Count: > 0 } some ? some : null, null, ct));

    private static async Task<Ok<EmbeddingChangeBody>> EmbeddingAsync(EmbeddingChangeService changes, CancellationToken ct) => TypedResults.Ok(EmbeddingChangeBody.Of(await changes.GetAsync(ct)));

    private static async Task<Accepted<EmbeddingChangeBody>> StartAsync(EmbeddingChangeService changes, CancellationToken ct)
    {
        await changes.StartAsync(ct);
        return TypedResults.Accepted("/api/v1/knowledge/embedding", EmbeddingChangeBody.Of(await changes.GetAsync(ct)));
    }

    private static async Task<Ok<SpaceComparison>> CompareEmbeddingsAsync(EmbeddingChangeService changes, CancellationToken ct) => TypedResults.Ok(await changes.CompareAsync(null, ct));

    private static async Task<Ok<EmbeddingChangeBody>> SwitchAsync(EmbeddingChangeService changes, CancellationToken ct)
    {
        await changes.SwitchAsync(ct);
        return TypedResults.Ok(EmbeddingChangeBody.Of(await changes.GetAsync(ct)));
    }

    private static async Task<Ok<EmbeddingChangeBody>> GoBackAsync(EmbeddingChangeService changes, CancellationToken ct)
    {
        await changes.GoBackAsync(ct);
        return TypedResults.Ok(EmbeddingChangeBody.Of(await changes.GetAsync(ct)));
    }

    private static async Task<NoContent> DropAsync(EmbeddingChangeService changes, CancellationToken ct)
    {
        await changes.DropAsync(ct);
        return TypedResults.NoContent();
    }
}
