using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <summary>Amounts are US dollars in a decimal string; what the gateway does not say is null.</summary>
/// <param name="Since">From when on both count: when the gateway last began anew. Null: since ever.</param>
/// <param name="Ours">What the ledger here has for it in the same time.</param>
/// <param name="Drift">How much more the gateway has: others may use the same key, or prices differ.</param>
/// <param name="Problem">Why it said nothing.</param>
public sealed record GatewayBody(
    Guid ProviderId, string Name, string? Spend, string? MaxBudget, string? BudgetDuration, DateTime? BudgetResetsAt, DateTime? ExpiresAt, bool Blocked, DateTime? Since, string Ours,
    string? Drift, string? Problem);

/// <param name="TotalSpend">Of those that answered.</param>
public sealed record GatewaysBody(string TotalSpend, IReadOnlyList<GatewayBody> Gateways);

/// <summary>The last call of a model. Amounts are US dollars in a decimal string.</summary>
/// <param name="RecordId">In the ledger here.</param>
/// <param name="Price">What the gateway bills for a call with these tokens; null where it has no price.</param>
/// <param name="Ours">What the ledger here has for it; null where the model has no price.</param>
/// <param name="Reported">What the gateway said with the answer.</param>
/// <param name="Problem">Why it said nothing.</param>
public sealed record GatewayPriceBody(
    string Model, Guid RecordId, DateTime At, long InputTokens, long CachedTokens, long CacheWriteTokens, long OutputTokens, string? Price, string? Ours, string? Reported, string? Drift, string? Problem);

internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder api)
    {
        var area = api.Area("/ai/gateway", "AI configuration");
        area.MapGet("/key-info", ReadAsync).WithSummary("What each gateway has on the bill of its key, beside what the ledger here has").Needs(Permission.UsageView);
        area.MapGet("/{id:guid}/prices", CompareAsync).WithSummary("The last call of each model, as the gateway prices it and as the ledger here has it").Needs(Permission.UsageView);
    }

    private static async Task<Ok<List<GatewayPriceBody>>> CompareAsync(Guid id, GatewayService gateways, CancellationToken ct) =>
        TypedResults.Ok((await gateways.CompareAsync(id, ct)).Select(Body).ToList());

    private static GatewayPriceBody Body(GatewayPrice p) => new(
        p.Call.Model, p.Call.Id, p.Call.At, p.Call.InputTokens, p.Call.CachedTokens, p.Call.CacheWriteTokens, p.Call.OutputTokens, Money(p.Price), Money(p.Call.Cost), Money(p.Call.VendorCost), Money(p.Drift),
        p.Problem);

    private static async Task<Ok<GatewaysBody>> ReadAsync(GatewayService gateways, CancellationToken ct)
    {
        var accounts = await gateways.ReadAsync(ct);
        return TypedResults.Ok(new GatewaysBody(ApiMoney.Of(accounts.Sum(a => a.Key?.Spend ?? 0)), [.. accounts.Select(Body)]));
    }

    private static GatewayBody Body(GatewayAccount a) => new(
        a.ProviderId, a.Name, Money(a.Key?.Spend), Money(a.Key?.MaxBudget), a.Key?.BudgetDuration, a.Key?.BudgetResetsAt, a.Key?.ExpiresAt, a.Key?.IsBlocked ?? false,
        a.Since, ApiMoney.Of(a.Ours), Money(a.Drift), a.Problem);

    private static string? Money(long? nano) => nano is { } known ? ApiMoney.Of(known) : null;
}
