using System.Globalization;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AssistantStudio.Web.Api;

/// <param name="Cost">In US dollars, of the calls that have a price.</param>
/// <param name="Unpriced">Calls without a price: they are not in the cost.</param>
/// <param name="FromCache">Calls whose answer had been kept.</param>
/// <param name="Saved">In US dollars, by kept answers and by cheaper models for easy questions.</param>
public sealed record UsageSumBody(
    long Calls, long Failed, long Unpriced, long InputTokens, long OutputTokens, string Cost, string? AverageCost, long? AverageLatencyMs, long FromCache, string Saved);

/// <param name="Others">True for the last row where there are more than are shown: all the others, in one.</param>
public sealed record UsageGroupBody(Guid? Id, string Name, UsageSumBody Totals, bool Others);

public sealed record UsagePointBody(DateTime At, UsageSumBody Totals);

public sealed record UsageSummaryBody(
    DateTime From, DateTime To, UsageSumBody Totals, IReadOnlyList<UsageGroupBody> Providers, IReadOnlyList<UsageGroupBody> Models,
    IReadOnlyList<UsageGroupBody> Operations, IReadOnlyList<UsageGroupBody> Assistants, IReadOnlyList<UsageGroupBody> Users, IReadOnlyList<UsagePointBody> Series);

/// <param name="Cost">In US dollars; null: the model had no price.</param>
/// <param name="CacheWriteTokens">Of the input, what the vendor kept for the next calls and bills for it at a rate of its own.</param>
/// <param name="CacheWriteLongTokens">The same, kept for longer.</param>
/// <param name="ServiceTier">As the vendor said it, where it has a price of its own.</param>
public sealed record UsageRecordBody(
    Guid Id, DateTime At, UsageOperation Operation, UsageOutcome Outcome, Guid? ProviderId, string ProviderName, string Model, Guid? AssistantId, Guid? DeploymentId,
    Guid? ConversationId, Guid? ApiKeyId, Guid? UserId, int InputCount, long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens,
    string? Cost, string? VendorCost, bool Estimated, int LatencyMs, string? Fault, string? RequestId, bool FromCache, string? Route, string? Saved,
    long CacheWriteTokens, long CacheWriteLongTokens, string? ServiceTier);

/// <summary>What the list of records may be narrowed to.</summary>
public sealed record UsageFilters(
    DateTimeOffset? From, DateTimeOffset? To, string? Operation, string? Outcome, Guid? ProviderId, string? Model, Guid? AssistantId, Guid? UserId)
{
    internal UsageQuery Query() => new()
    {
        From = From?.UtcDateTime,
        To = To?.UtcDateTime,
        Operation = ApiConventions.Word<UsageOperation>(Operation, "operation"),
        Outcome = ApiConventions.Word<UsageOutcome>(Outcome, "outcome"),
        ProviderId = ProviderId,
        Model = Model,
        AssistantId = AssistantId,
        UserId = UserId,
    };
}

/// <param name="Range">The last days up to now, like 30d; or from and to.</param>
/// <param name="Models">Names of the catalogue to price the calls on.</param>
/// <param name="Model">Only calls of this model.</param>
public sealed record WhatIfBody(
    string? Range, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<string>? Models, UsageOperation? Operation, Guid? ProviderId, string? Model, Guid? AssistantId);

/// <param name="Calls">That have a price now and on this model: only they are compared.</param>
/// <param name="CostNow">What was charged for the same calls.</param>
/// <param name="Difference">Less than 0: the other model would have been cheaper.</param>
/// <param name="Gaps">Calls that are not compared, and why.</param>
public sealed record WhatIfModelBody(string Model, string Vendor, long Calls, string Cost, string CostNow, string Difference, IReadOnlyList<WhatIfGap> Gaps);

/// <param name="Cost">What was charged for the calls that have a price.</param>
/// <param name="Unpriced">Calls that have none.</param>
public sealed record WhatIfResultBody(DateTime From, DateTime To, long Calls, string Cost, long Unpriced, IReadOnlyList<WhatIfModelBody> Models);

internal static class UsageEndpoints
{
    private const string UsualRange = "30d";

    private static readonly string[] s_columns =
    [
        "at", "operation", "outcome", "provider", "model", "inputTokens", "cachedTokens", "outputTokens", "reasoningTokens", "cost", "vendorCost", "estimated", "latencyMs",
        "fault", "providerId", "assistantId", "deploymentId", "conversationId", "apiKeyId", "userId", "requestId", "id", "fromCache", "route", "saved",
        "cacheWriteTokens", "cacheWriteLongTokens", "serviceTier",
    ];

    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        var usage = api.Area("/ai/usage", "AI configuration");
        usage.MapGet("/summary", SummaryAsync).WithSummary("What a period used and cost: totals, groups and a series; range like 1d, 7d, 30d, 90d").Needs(Permission.UsageView);
        usage.MapGet("/records", RecordsAsync)
            .WithSummary("Every call; filters from, to, operation, outcome, providerId, model, assistantId, userId. format=csv or json gives everything that matches as a file, oldest first")
            .Needs(Permission.UsageView).Produces<PageBody<UsageRecordBody>>().Produces<string>(StatusCodes.Status200OK, "text/csv");
        usage.MapPost("/what-if", WhatIfAsync).WithSummary("The calls of a period priced on other models, each by itself; what cannot be priced is named").Needs(Permission.UsageView);
    }

    private static async Task<Ok<UsageSummaryBody>> SummaryAsync(string? range, UsageService usage, CancellationToken ct)
    {
        var summary = await usage.SummaryAsync(DaysOf(range), ct);
        return TypedResults.Ok(new UsageSummaryBody(
            summary.From, summary.To, Body(summary.Totals), Body(summary.Providers), Body(summary.Models), Body(summary.Operations), Body(summary.Assistants), Body(summary.Users),
            [.. summary.Series.Select(p => new UsagePointBody(p.At, Body(p.Totals)))]));
    }

    private static async Task<IResult> RecordsAsync(
        string? format, [AsParameters] ListParameters list, [AsParameters] UsageFilters filters, UsageService usage, Access access, IOptions<JsonOptions> json, TimeProvider clock, CancellationToken ct)
    {
        access.Require(Permission.UsageView); // Before the reply starts: a stream cannot be turned into a 403.
        var query = filters.Query();
        if (string.IsNullOrEmpty(format))
        {
            var page = await usage.ListAsync(list.Into(query), ct);
            return TypedResults.Ok(new PageBody<UsageRecordBody>([.. page.Items.Select(Body)], page.PageNumber, page.PageSize, page.Total));
        }

        var name = $"usage-{clock.GetUtcNow():yyyyMMdd-HHmm}.{format}";
        var rows = usage.ExportAsync(query, ct).Select(Body);
        return format switch
        {
            "csv" => TypedResults.Stream(target => WriteCsvAsync(target, rows), "text/csv; charset=utf-8", name),
            "json" => TypedResults.Stream(target => JsonSerializer.SerializeAsync(target, rows, json.Value.SerializerOptions, ct), "application/json", name),
            _ => throw new ValidationException("format", "There are csv and json."),
        };
    }

    private static async Task WriteCsvAsync(Stream target, IAsyncEnumerable<UsageRecordBody> rows)
    {
        await using var writer = Csv.Open(target);
        await writer.WriteLineAsync(string.Join(',', s_columns));
        await foreach (var u in rows)
        {
            await writer.WriteLineAsync(Csv.Line(
                u.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), ApiConventions.NameOf(u.Operation), ApiConventions.NameOf(u.Outcome), u.ProviderName, u.Model,
                Text(u.InputTokens), Text(u.CachedTokens), Text(u.OutputTokens), Text(u.ReasoningTokens), u.Cost, u.VendorCost, u.Estimated ? "true" : "false", Text(u.LatencyMs),
                u.Fault, u.ProviderId?.ToString(), u.AssistantId?.ToString(), u.DeploymentId?.ToString(), u.ConversationId?.ToString(), u.ApiKeyId?.ToString(), u.UserId?.ToString(), u.RequestId, u.Id.ToString(),
                u.FromCache ? "true" : "false", u.Route, u.Saved, Text(u.CacheWriteTokens), Text(u.CacheWriteLongTokens), u.ServiceTier));
        }
    }

    private static async Task<Ok<WhatIfResultBody>> WhatIfAsync(WhatIfBody body, WhatIfService whatIf, CancellationToken ct)
    {
        var result = await whatIf.AskAsync(
            new()
            {
                Days = DaysOf(body.Range),
                From = body.From?.UtcDateTime,
                To = body.To?.UtcDateTime,
                Operation = body.Operation,
                ProviderId = body.ProviderId,
                Model = body.Model,
                AssistantId = body.AssistantId,
                Models = body.Models ?? [],
            },
            ct);
        return TypedResults.Ok(new WhatIfResultBody(
            result.From, result.To, result.Calls, ApiMoney.Of(result.Cost), result.Unpriced,
            [.. result.Models.Select(m => new WhatIfModelBody(m.Model, m.Vendor, m.Calls, ApiMoney.Of(m.Cost), ApiMoney.Of(m.CostNow), ApiMoney.Of(m.Cost - m.CostNow), m.Gaps))]));
    }

    private static int DaysOf(string? range)
    {
        var text = string.IsNullOrEmpty(range) ? UsualRange : range;
        return text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ValidationException("range", "Write a number of days, like 7d or 30d.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<UsageGroupBody> Body(IReadOnlyList<UsageGroup> groups) =>
        [.. groups.Select(g => new UsageGroupBody(g.Id == Guid.Empty ? null : g.Id, g.Name, Body(g.Totals), g.IsRest))];

    private static UsageSumBody Body(UsageSum t) => new(
        t.Calls, t.Failed, t.Unpriced, t.InputTokens, t.OutputTokens, ApiMoney.Of(t.Cost), t.AverageCost is { } average ? ApiMoney.Of(average) : null, t.AverageLatencyMs,
        t.FromCache, ApiMoney.Of(t.Saved));

    private static UsageRecordBody Body(UsageRecord u) => new(
        u.Id, u.At, u.Operation, u.Outcome, u.ProviderId, u.ProviderName, u.Model, u.AssistantId, u.DeploymentId, u.ConversationId, u.ApiKeyId, u.UserId,
        u.InputCount, u.InputTokens, u.CachedTokens, u.OutputTokens, u.ReasoningTokens, u.Cost is { } cost ? ApiMoney.Of(cost) : null,
        u.VendorCost is { } vendor ? ApiMoney.Of(vendor) : null, u.IsEstimated, u.LatencyMs, u.Fault, u.RequestId,
        u.IsFromCache, u.Route, u.Saved is { } saved ? ApiMoney.Of(saved) : null, u.CacheWriteTokens, u.CacheWriteLongTokens, u.ServiceTier);
}
