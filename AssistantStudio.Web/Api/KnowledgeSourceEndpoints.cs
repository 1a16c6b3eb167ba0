using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AssistantStudio.Web.Api;

/// <param name="EveryHours">Null: it is looked through when somebody asks, and not by itself.</param>
public sealed record SourceScheduleBody(int? EveryHours);

public sealed record SourceBody
{
    public string? Name { get; init; }

    public SourceKind? Kind { get; init; }

    public SourceSettings? Settings { get; init; }

    /// <summary>jira and github: the connection that it is read through.</summary>
    public Guid? ProviderId { get; init; }

    /// <summary>Left out: every six hours.</summary>
    public SourceScheduleBody? Schedule { get; init; }

    /// <summary>Whose texts these are and what may be done with them.</summary>
    public string? Licence { get; init; }

    /// <summary>everyone, members or editors: who may be told what the source says.</summary>
    public SourceAudience? Audience { get; init; }

    public int? MaxAgeDays { get; init; }

    public bool? Active { get; init; }

    public long? RowVersion { get; init; }

    /// <param name="stored">What is not said stays as it is.</param>
    internal SourceInput Input(SourceRow? stored) => new()
    {
        Name = Name ?? stored?.Name ?? "",
        Kind = Kind ?? stored?.Kind ?? throw new ValidationException("kind", $"Say of which kind the source is: {string.Join(", ", Enum.GetValues<SourceKind>().Select(ApiConventions.NameOf))}."),
        Settings = Settings ?? stored?.Settings ?? new(),
        ProviderId = ProviderId ?? stored?.ProviderId,
        Licence = Licence ?? stored?.Licence ?? "",
        Audience = Audience ?? stored?.Audience ?? SourceAudience.Everyone,
        EveryHours = Schedule is { } schedule ? schedule.EveryHours : stored is null ? KnowledgeLimits.UsualInterval : stored.EveryHours,
        MaxAgeDays = MaxAgeDays ?? stored?.MaxAgeDays,
        IsActive = Active ?? stored?.IsActive ?? true,
    };
}

/// <param name="Waiting">A run was asked for and has not begun.</param>
public sealed record SourceStateBody(
    Guid Id, string Name, SourceKind Kind, SourceSettings Settings, Guid? ProviderId, SourceScheduleBody Schedule, string Licence, SourceAudience Audience, int? MaxAgeDays, bool Active,
    int Revision, int Documents, int Chunks, RunRow? LastRun, DateTime? NextAt, bool Waiting, DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion)
{
    internal static SourceStateBody Of(SourceRow s) => new(
        s.Id, s.Name, s.Kind, s.Settings, s.ProviderId, new(s.EveryHours), s.Licence, s.Audience, s.MaxAgeDays, s.IsActive, s.Revision, s.Documents, s.Chunks, s.LastRun, s.NextAt, s.IsWaiting,
        s.CreatedAt, s.UpdatedAt, s.UpdatedBy, s.RowVersion);
}

public sealed record RecordsBody(IReadOnlyList<RecordInput>? Records);

/// <summary>What was handed over; the job that starts at once reads it.</summary>
public sealed record TakenBody(IReadOnlyList<TakenOriginal> Items);

internal static class KnowledgeSourceEndpoints
{
    /// <summary>Five hundred records of 200,000 characters would be more than any program should send at once.</summary>
    private const long RecordsBytes = 20 * 1024 * 1024;

    public static void MapKnowledgeSources(this IEndpointRouteBuilder api)
    {
        var sources = api.Area("/knowledge/sources", "Knowledge");
        sources.MapGet("", ListAsync).WithSummary("All sources and how they stand, by name").Needs(Permission.KnowledgeView);
        sources.MapGet("/{id:guid}", GetAsync).WithSummary("One source and how it stands").Needs(Permission.KnowledgeView).FindsOne();
        sources.MapPost("", CreateAsync).WithSummary("Add a source; it is looked through at once").Needs(Permission.KnowledgeManage);
        sources.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change a source").Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
        sources.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete a source with all its documents").Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
        sources.MapPost("/{id:guid}/ingest", IngestAsync).WithSummary("Look through a source now").Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
        sources.MapGet("/{id:guid}/runs", RunsAsync).WithSummary("What its runs found, changed and could not read, the latest first").Needs(Permission.KnowledgeView).FindsOne();
        sources.MapGet("/runs/{runId:guid}/failures", FailuresAsync).WithSummary("What a run could not read, and why").Needs(Permission.KnowledgeView).FindsOne();
        sources.MapPost("/{id:guid}/records", AddRecordsAsync).WithSummary("Add texts to a source of records; one with the same id is replaced")
            .WithMetadata(new RequestSizeLimitAttribute(RecordsBytes)).Needs(Permission.KnowledgeManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<IReadOnlyList<SourceStateBody>>> ListAsync(SourceService sources, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<SourceStateBody>>([.. (await sources.ListAsync(ct)).Select(SourceStateBody.Of)]);

    private static async Task<Ok<SourceStateBody>> GetAsync(Guid id, SourceService sources, HttpContext context, CancellationToken ct)
    {
        var row = await sources.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(SourceStateBody.Of(row), row.RowVersion));
    }

    private static async Task<Created<SourceStateBody>> CreateAsync(SourceBody body, SourceService sources, HttpContext context, CancellationToken ct)
    {
        var row = await sources.CreateAsync(body.Input(null), ct);
        return TypedResults.Created($"/api/v1/knowledge/sources/{row.Id}", context.WithVersion(SourceStateBody.Of(row), row.RowVersion));
    }

    private static async Task<Ok<SourceStateBody>> ChangeAsync(Guid id, SourceBody body, SourceService sources, HttpContext context, CancellationToken ct)
    {
        var row = await sources.ChangeAsync(id, body.Input(await sources.GetAsync(id, ct)), context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(SourceStateBody.Of(row), row.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, SourceService sources, HttpContext context, CancellationToken ct)
    {
        await sources.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<SourceStateBody>> IngestAsync(Guid id, SourceService sources, CancellationToken ct)
    {
        await sources.IngestAsync(id, ct);
        return TypedResults.Accepted($"/api/v1/knowledge/sources/{id}/runs", SourceStateBody.Of(await sources.GetAsync(id, ct)));
    }

    private static async Task<Ok<PageBody<RunRow>>> RunsAsync(Guid id, [AsParameters] ListParameters list, SourceService sources, CancellationToken ct) =>
        TypedResults.Ok((await sources.RunsAsync(list.Into(new RunListQuery { SourceId = id }), ct)).Body());

    private static async Task<Ok<PageBody<FailureRow>>> FailuresAsync(Guid runId, [AsParameters] ListParameters list, SourceService sources, CancellationToken ct) =>
        TypedResults.Ok((await sources.FailuresAsync(runId, list.Into(new ListQuery()), ct)).Body());

    private static async Task<Ok<TakenBody>> AddRecordsAsync(Guid id, RecordsBody body, OriginalService originals, CancellationToken ct) =>
        TypedResults.Ok(new TakenBody(await originals.AddRecordsAsync(id, body.Records ?? [], ct)));
}
