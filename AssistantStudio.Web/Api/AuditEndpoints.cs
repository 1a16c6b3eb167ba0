using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AssistantStudio.Web.Api;

/// <summary>What narrows the audit log, in the list and in its export.</summary>
public sealed record AuditFilter(
    [property: FromQuery] DateTime? From, [property: FromQuery] DateTime? To, [property: FromQuery] string? Action,
    [property: FromQuery] Guid? UserId, [property: FromQuery] string? SubjectId)
{
    public AuditListQuery Query() => new() { From = From, To = To, Action = Action, UserId = UserId, SubjectId = SubjectId };
}

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.Area("/audit", "Audit");
        audit.MapGet("", ListAsync).WithSummary("The audit log, newest first; filters from, to, action, userId, subjectId").Needs(Permission.AuditView);
        audit.MapGet("/{id:guid}", GetAsync).WithSummary("One entry").Needs(Permission.AuditView).FindsOne();
        audit.MapGet("/export", Export).WithSummary("Everything that matches, oldest first, as CSV or JSON").Needs(Permission.AuditView).Produces<string>(StatusCodes.Status200OK, "text/csv", "application/json");
    }

    private static async Task<Ok<PageBody<AuditRow>>> ListAsync([AsParameters] ListParameters list, [AsParameters] AuditFilter filter, AuditService audit, CancellationToken ct) =>
        TypedResults.Ok((await audit.ListAsync(list.Into(filter.Query()), ct)).Body());

    private static async Task<Ok<AuditRow>> GetAsync(Guid id, AuditService audit, CancellationToken ct) => TypedResults.Ok(await audit.GetAsync(id, ct));

    private static PushStreamHttpResult Export(
        string? format, string? q, [AsParameters] AuditFilter filter, AuditService audit, Access access, IOptions<JsonOptions> json, TimeProvider clock, CancellationToken ct)
    {
        access.Require(Permission.AuditView); // Before the reply starts: a stream cannot be turned into a 403.
        var asJson = format switch
        {
            null or "" or "csv" => false,
            "json" => true,
            _ => throw new ValidationException("format", "There are csv and json."),
        };
        var rows = audit.ExportAsync(filter.Query() with { Search = q }, ct);
        var name = $"audit-{clock.GetUtcNow():yyyyMMdd-HHmm}.{(asJson ? "json" : "csv")}";
        return asJson
            ? TypedResults.Stream(target => JsonSerializer.SerializeAsync(target, rows, json.Value.SerializerOptions, ct), "application/json", name)
            : TypedResults.Stream(target => WriteCsvAsync(target, rows), "text/csv; charset=utf-8", name);
    }

    private static async Task WriteCsvAsync(Stream target, IAsyncEnumerable<AuditRow> rows)
    {
        await using var writer = Csv.Open(target);
        await writer.WriteLineAsync("at,actor,source,remoteAddress,action,subjectId,subjectName,changes");
        await foreach (var row in rows)
        {
            var changes = string.Join("; ", row.Changes.Select(c => $"{c.Field}: {c.Before ?? "–"} → {c.After ?? "–"}"));
            string?[] cells =
            [
                row.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), row.Actor, ApiConventions.NameOf(row.Source), row.RemoteAddress,
                row.Action, row.SubjectId, row.SubjectName, changes,
            ];
            await writer.WriteLineAsync(Csv.Line(cells));
        }
    }
}
