using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <summary>Amounts are US dollars in a decimal string; what the gateway does not say is null.</summary>
/// <param name="Ours">What the ledger here has for it.</param>
/// <param name="Drift">How much more the gateway has: others may use the same key, or prices differ.</param>
/// <param name="Problem">Why it said nothing.</param>
public sealed record GatewayBody(
    Guid ProviderId, string Name, string? Spend, string? MaxBudget, string? BudgetDuration, DateTime? BudgetResetsAt, DateTime? ExpiresAt, bool Blocked, string Ours,
    string? Drift, string? Problem);

/// <param name="TotalSpend">Of those that answered.</param>
public sealed record GatewaysBody(string TotalSpend, IReadOnlyList<GatewayBody> Gateways);

internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder api) => api.Area("/ai/gateway", "AI configuration")
        .MapGet("/key-info", ReadAsync).WithSummary("What each gateway has on the bill of its key, beside what the ledger here has").Needs(Permission.UsageView);

    private static async Task<Ok<GatewaysBody>> ReadAsync(GatewayService gateways, CancellationToken ct)
    {
        var accounts = await gateways.ReadAsync(ct);
        return TypedResults.Ok(new GatewaysBody(ApiMoney.Of(accounts.Sum(a => a.Key?.Spend ?? 0)), [.. accounts.Select(Body)]));
    }

    private static GatewayBody Body(GatewayAccount a) => new(
        a.ProviderId, a.Name, Money(a.Key?.Spend), Money(a.Key?.MaxBudget), a.Key?.BudgetDuration, a.Key?.BudgetResetsAt, a.Key?.ExpiresAt, a.Key?.IsBlocked ?? false,
        ApiMoney.Of(a.Ours), Money(a.Drift), a.Problem);

    private static string? Money(long? nano) => nano is { } known ? ApiMoney.Of(known) : null;
}
