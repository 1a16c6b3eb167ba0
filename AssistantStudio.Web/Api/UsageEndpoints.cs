using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="Cost">In US dollars, of the calls that have a price.</param>
/// <param name="Unpriced">Calls without a price: they are not in the cost.</param>
public sealed record UsageSumBody(
    long Calls, long Failed, long Unpriced, long InputTokens, long OutputTokens, string Cost, string? AverageCost, long? AverageLatencyMs);

public sealed record UsageGroupBody(Guid? Id, string Name, UsageSumBody Totals);

public sealed record UsagePointBody(DateTime At, UsageSumBody Totals);

public sealed record UsageSummaryBody(
    DateTime From, DateTime To, UsageSumBody Totals, IReadOnlyList<UsageGroupBody> Providers, IReadOnlyList<UsageGroupBody> Models,
    IReadOnlyList<UsageGroupBody> Operations, IReadOnlyList<UsageGroupBody> Assistants, IReadOnlyList<UsageGroupBody> Users, IReadOnlyList<UsagePointBody> Series);

/// <param name="Cost">In US dollars; null: the model had no price.</param>
public sealed record UsageRecordBody(
    Guid Id, DateTime At, UsageOperation Operation, UsageOutcome Outcome, Guid? ProviderId, string ProviderName, string Model, Guid? AssistantId, Guid? DeploymentId,
    Guid? ConversationId, Guid? ApiKeyId, Guid? UserId, int InputCount, long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens,
    string? Cost, string? VendorCost, bool Estimated, int LatencyMs, string? Fault, string? RequestId);

/// <summary>What the list of records may be narrowed to.</summary>
public sealed record UsageFilters(
    DateTimeOffset? From, DateTimeOffset? To, string? Operation, string? Outcome, Guid? ProviderId, string? Model, Guid? AssistantId, Guid? UserId);

internal static class UsageEndpoints
{
    private const string UsualRange = "30d";

    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        var usage = api.Area("/ai/usage", "AI configuration");
        usage.MapGet("/summary", SummaryAsync).WithSummary("What a period used and cost: totals, groups and a series; range like 1d, 7d, 30d, 90d").Needs(Permission.UsageView);
        usage.MapGet("/records", ListAsync).WithSummary("Every call; filters from, to, operation, outcome, providerId, model, assistantId, userId").Needs(Permission.UsageView);
    }

    private static async Task<Ok<UsageSummaryBody>> SummaryAsync(string? range, UsageService usage, CancellationToken ct)
    {
        var text = string.IsNullOrEmpty(range) ? UsualRange : range;
        var days = text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ValidationException("range", "Write a number of days, like 7d or 30d.");
        var summary = await usage.SummaryAsync(days, ct);
        return TypedResults.Ok(new UsageSummaryBody(
            summary.From, summary.To, Body(summary.Totals), Body(summary.Providers), Body(summary.Models), Body(summary.Operations), Body(summary.Assistants), Body(summary.Users),
            [.. summary.Series.Select(p => new UsagePointBody(p.At, Body(p.Totals)))]));
    }

    private static async Task<Ok<PageBody<UsageRecordBody>>> ListAsync(
        [AsParameters] ListParameters list, [AsParameters] UsageFilters filters, UsageService usage, CancellationToken ct)
    {
        var page = await usage.ListAsync(
            list.Into(new UsageQuery
            {
                From = filters.From?.UtcDateTime,
                To = filters.To?.UtcDateTime,
                Operation = ApiConventions.Word<UsageOperation>(filters.Operation, "operation"),
                Outcome = ApiConventions.Word<UsageOutcome>(filters.Outcome, "outcome"),
                ProviderId = filters.ProviderId,
                Model = filters.Model,
                AssistantId = filters.AssistantId,
                UserId = filters.UserId,
            }),
            ct);
        return TypedResults.Ok(new PageBody<UsageRecordBody>([.. page.Items.Select(Body)], page.PageNumber, page.PageSize, page.Total));
    }

    private static IReadOnlyList<UsageGroupBody> Body(IReadOnlyList<UsageGroup> groups) =>
        [.. groups.Select(g => new UsageGroupBody(g.Id == Guid.Empty ? null : g.Id, g.Name, Body(g.Totals)))];

    private static UsageSumBody Body(UsageSum t) => new(
        t.Calls, t.Failed, t.Unpriced, t.InputTokens, t.OutputTokens, ApiMoney.Of(t.Cost), t.AverageCost is { } average ? ApiMoney.Of(average) : null, t.AverageLatencyMs);

    private static UsageRecordBody Body(UsageRecord u) => new(
        u.Id, u.At, u.Operation, u.Outcome, u.ProviderId, u.ProviderName, u.Model, u.AssistantId, u.DeploymentId, u.ConversationId, u.ApiKeyId, u.UserId,
        u.InputCount, u.InputTokens, u.CachedTokens, u.OutputTokens, u.ReasoningTokens, u.Cost is { } cost ? ApiMoney.Of(cost) : null,
        u.VendorCost is { } vendor ? ApiMoney.Of(vendor) : null, u.IsEstimated, u.LatencyMs, u.Fault, u.RequestId);
}
