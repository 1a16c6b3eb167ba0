using System.Globalization;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

public sealed record SearchBody
{
    public string? Query { get; init; }

    public int? Limit { get; init; }

    /// <summary>None: all that the caller may see.</summary>
    public IReadOnlyList<Guid>? SourceIds { get; init; }

    /// <summary>hybrid, text or vector.</summary>
    public RetrievalMode? Mode { get; init; }

    /// <summary>everyone, members or editors: on whose behalf.</summary>
    public SourceAudience? SeenBy { get; init; }

    public int? TokenBudget { get; init; }

    /// <summary>From 0, the best however alike they are, to 1, as different as can be.</summary>
    public double? Diversity { get; init; }

    /// <summary>How alike the meaning must be of what no word found; left out: what is usual for the model.</summary>
    public double? MinimumScore { get; init; }

    public double? MeaningWeight { get; init; }

    /// <summary>Only documents that have all of these labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What the same person asked before, the latest last.</summary>
    public IReadOnlyList<string>? Earlier { get; init; }

    public QuestionRewriting? Rewriting { get; init; }

    public RetrievalModel? RewriteBy { get; init; }

    public RetrievalModel? RerankBy { get; init; }

    internal RetrievalQuery Wanted() => new()
    {
        Query = Query ?? "",
        SourceIds = SourceIds is { Count: > 0 } some ? some : null,
        SeenBy = SeenBy,
        Earlier = Earlier ?? [],
        Settings = new()
        {
            Mode = Mode ?? RetrievalMode.Hybrid,
            Passages = Limit ?? RetrievalLimits.UsualPassages,
            TokenBudget = TokenBudget,
            Diversity = Diversity ?? 0,
            MinimumScore = MinimumScore ?? 0,
            MeaningWeight = MeaningWeight,
            Labels = Labels ?? new Dictionary<string, string>(),
            Rewriting = Rewriting ?? QuestionRewriting.ByRules,
            RewriteBy = RewriteBy,
            RerankBy = RerankBy,
        },
    };
}

/// <param name="Start">Where it begins in the document's text, in UTF-16 units.</param>
/// <param name="Cosine">Null: it was found by words only.</param>
/// <param name="WordScore">Null: it was found by meaning only.</param>
public sealed record PassageBody(
    long ChunkId, Guid DocumentId, string DocumentExternalId, Guid SourceId, string SourceName, string Title, string? Address, string Heading, string Text, int Start, int Length, int Tokens,
    double Score, double? Cosine, double? WordScore, int? WordRank, int? MeaningRank, IReadOnlyList<string> Words);

/// <param name="MeaningProblem">Why only words were looked for; null: both were.</param>
/// <param name="Asked">What was looked for, where that is not what was asked.</param>
/// <param name="OrderedBy">The model that put them into this order; null: none did.</param>
/// <param name="ModelProblem">Why a model that was to help did not.</param>
public sealed record SearchResultBody(IReadOnlyList<PassageBody> Items, double TookMs, string? MeaningProblem, string? Asked, string? OrderedBy, string? ModelProblem)
{
    internal static SearchResultBody Of(RetrievalResult result) => new(
        [.. result.Items.Select(p => new PassageBody(
            p.ChunkId, p.DocumentId, p.DocumentExternalId, p.SourceId, p.SourceName, p.Title, p.Address, p.Heading, p.Text, p.Start, p.Length, p.Tokens,
            p.Score, p.Cosine, p.WordScore, p.WordRank, p.MeaningRank, p.Words))],
        Math.Round(result.TotalMs, 1), result.MeaningProblem, result.Asked, result.OrderedBy, result.ModelProblem);
}

/// <param name="Tokens">About, as the program counts them.</param>
/// <param name="Cost">What making the missing vectors costs, in US dollars; null: the model has no price here, or cannot be asked.</param>
/// <param name="Seconds">How long it takes; null: nobody knows.</param>
public sealed record BackfillBody(int Missing, long Tokens, string? Cost, double? Seconds, JobRunRow? Running)
{
    internal static BackfillBody Of(BackfillState state) => new(state.Missing, state.Tokens, state.Cost is { } cost ? ApiMoney.Of(cost) : null, state.Seconds, state.Running);
}

internal static class KnowledgeEndpoints
{
    private const long FormBytes = KnowledgeLimits.FileBytes + (64 * 1024);

    public static void MapKnowledge(this IEndpointRouteBuilder api)
    {
        api.MapKnowledgeSources();
        api.MapKnowledgeQuality();
        var documents = api.Area("/knowledge/documents", "Knowledge");
        documents.MapGet("", ListAsync).WithSummary("Documents as they are now; filter sourceId").Needs(Permission.KnowledgeView);
        documents.MapGet("/{id:guid}", GetAsync).WithSummary("One document with its text and its passages").Needs(Permission.KnowledgeView).FindsOne();
        documents.MapPost("", UploadAsync).WithSummary("Upload a file to a source of uploads: a form with file and sourceId; one of the same name is replaced")
            .Accepts<IFormFile>("multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(FormBytes)).Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
        documents.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Take away an uploaded file or a record").Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
        var knowledge = api.Area("/knowledge", "Knowledge");
        knowledge.MapPost("/search", SearchAsync).WithSummary("Find passages by words and by meaning").Needs(Permission.KnowledgeView);
        knowledge.MapGet("/chunks/{id}/similar", SimilarAsync).WithSummary("Passages that mean about the same as this one").Needs(Permission.KnowledgeView).FindsOne().MayConflict();
        knowledge.MapGet("/coverage", CoverageAsync).WithSummary("How many passages are found by their meaning, too").Needs(Permission.KnowledgeView);
        knowledge.MapGet("/backfill", BackfillAsync).WithSummary("How many vectors are missing, and whether they are being made").Needs(Permission.KnowledgeView);
        knowledge.MapPost("/backfill", StartBackfillAsync).WithSummary("Make the vectors that are missing").Needs(Permission.KnowledgeManage);
    }

    private static async Task<Ok<PageBody<DocumentRow>>> ListAsync([AsParameters] ListParameters list, Guid? sourceId, DocumentService documents, CancellationToken ct) =>
        TypedResults.Ok((await documents.ListAsync(list.Into(new DocumentListQuery { SourceId = sourceId }), ct)).Body());

    private static async Task<Ok<DocumentDetail>> GetAsync(Guid id, DocumentService documents, CancellationToken ct) => TypedResults.Ok(await documents.GetAsync(id, ct));

    private static async Task<Ok<TakenOriginal>> UploadAsync(HttpRequest request, OriginalService originals, Access access, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage); // Before megabytes are read.
        if (!request.HasFormContentType)
        {
            throw new ValidationException("file", "Send a form (multipart/form-data) with the fields file and sourceId.");
        }

        var form = await request.ReadFormAsync(ct);
        var file = form.Files.GetFile("file") ?? throw new ValidationException("file", "Send the file in the form's field file.");
        var sourceId = Guid.TryParse(form["sourceId"], out var id) ? id : throw new ValidationException("sourceId", "Name the source of uploads that the file belongs to.");
        var content = file.OpenReadStream();
        await using (content)
        {
            return TypedResults.Ok(await originals.UploadAsync(sourceId, new(file.FileName, file.ContentType, content), ct));
        }
    }

    private static async Task<NoContent> DeleteAsync(Guid id, OriginalService originals, CancellationToken ct)
    {
        await originals.DeleteAsync(id, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SearchResultBody>> SearchAsync(SearchBody body, RetrievalService retrieval, CancellationToken ct) =>
        TypedResults.Ok(SearchResultBody.Of(await retrieval.SearchAsync(body.Wanted(), ct)));

    private static async Task<Ok<SearchResultBody>> SimilarAsync(string id, int? limit, RetrievalService retrieval, CancellationToken ct) =>
        TypedResults.Ok(SearchResultBody.Of(await retrieval.SimilarAsync(long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0, limit ?? RetrievalLimits.UsualPassages, ct)));

    private static async Task<Ok<Coverage>> CoverageAsync(CoverageService coverage, CancellationToken ct) => TypedResults.Ok(await coverage.GetAsync(ct));

    private static async Task<Ok<BackfillBody>> BackfillAsync(CoverageService coverage, CancellationToken ct) => TypedResults.Ok(BackfillBody.Of(await coverage.BackfillAsync(ct)));

    private static async Task<Accepted<BackfillBody>> StartBackfillAsync(CoverageService coverage, CancellationToken ct)
    {
        await coverage.StartBackfillAsync(ct);
        return TypedResults.Accepted("/api/v1/knowledge/backfill", BackfillBody.Of(await coverage.BackfillAsync(ct)));
    }
}
