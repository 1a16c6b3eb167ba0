using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AssistantStudio.Web.Api;

/// <param name="ProviderId">Who answers when the budget is used up.</param>
public sealed record CheaperBody(Guid? ProviderId, string? Model);

/// <summary>Amounts are US dollars in a decimal string.</summary>
public sealed record BudgetBody
{
    /// <summary>organization, assistant, deployment, api_key, user, provider or operation.</summary>
    public BudgetScope? Scope { get; init; }

    /// <summary>The id of what it is for, or the name of the operation; nothing for the organisation.</summary>
    public string? Key { get; init; }

    public BudgetPeriod? Period { get; init; }

    public string? Amount { get; init; }

    /// <summary>In percent of the amount.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }

    public BudgetAction? Action { get; init; }

    public CheaperBody? Cheaper { get; init; }

    public bool? Enabled { get; init; }

    public long? RowVersion { get; init; }

    /// <param name="stored">What is not said stays as it is.</param>
    internal BudgetInput Input(BudgetRow? stored) => new()
    {
        Scope = Scope ?? stored?.Scope ?? BudgetScope.Organization,
        Key = Key ?? stored?.Key,
        Period = Period ?? stored?.Period ?? BudgetPeriod.Month,
        Amount = Amount is { } amount ? ApiMoney.Read(amount, "amount") : stored?.Amount ?? throw new ValidationException("amount", "Enter an amount in US dollars, like \"100.00\"."),
        Thresholds = Thresholds ?? stored?.Thresholds ?? [],
        Action = Action ?? stored?.Action ?? BudgetAction.Alert,
        CheaperProviderId = Cheaper is null ? stored?.CheaperProviderId : Cheaper.ProviderId,
        CheaperModel = Cheaper is null ? stored?.CheaperModel : Cheaper.Model,
        Enabled = Enabled ?? stored?.Enabled ?? true,
    };
}

/// <param name="Forecast">What is spent by the end of the period if it goes on like this; null while it is too early to say.</param>
/// <param name="Reached">The highest threshold that was reached in this period, in percent.</param>
public sealed record BudgetStateBody(
    Guid Id, BudgetScope Scope, string Key, string? Name, BudgetPeriod Period, string Amount, IReadOnlyList<int> Thresholds, BudgetAction Action, CheaperBody? Cheaper,
    bool Enabled, DateTime Start, DateTime End, string Spent, string Reserved, string Left, string? Forecast, int Reached, DateTime UpdatedAt, string UpdatedBy, long RowVersion);

internal static class BudgetEndpoints
{
    public static void MapBudgets(this IEndpointRouteBuilder api)
    {
        var budgets = api.Area("/ai/budgets", "AI configuration");
        budgets.MapGet("", ListAsync).WithSummary("All budgets and how they stand, those nearest to their end first").Needs(Permission.UsageView);
        budgets.MapGet("/{id:guid}", GetAsync).WithSummary("One budget and how it stands").Needs(Permission.UsageView).FindsOne();
        budgets.MapPost("", CreateAsync).WithSummary("Set a budget: for what, how much in a day or a month, and what happens when it is used up").Needs(Permission.BudgetsManage);
        budgets.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change amount, thresholds or action; what it is for stays").Needs(Permission.BudgetsManage).FindsOne().MayConflict();
        budgets.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Delete a budget; what was spent stays in the ledger").Needs(Permission.BudgetsManage).FindsOne().MayConflict();
    }

    private static async Task<Ok<IReadOnlyList<BudgetStateBody>>> ListAsync(BudgetService budgets, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<BudgetStateBody>>([.. (await budgets.ListAsync(ct)).Select(Body)]);

    private static async Task<Ok<BudgetStateBody>> GetAsync(Guid id, BudgetService budgets, HttpContext context, CancellationToken ct)
    {
        var row = await budgets.GetAsync(id, ct);
        return TypedResults.Ok(context.WithVersion(Body(row), row.RowVersion));
    }

    private static async Task<Created<BudgetStateBody>> CreateAsync(BudgetBody body, BudgetService budgets, HttpContext context, CancellationToken ct)
    {
        var row = await budgets.CreateAsync(body.Input(null), ct);
        return TypedResults.Created($"/api/v1/ai/budgets/{row.Id}", context.WithVersion(Body(row), row.RowVersion));
    }

    private static async Task<Ok<BudgetStateBody>> ChangeAsync(Guid id, BudgetBody body, BudgetService budgets, HttpContext context, CancellationToken ct)
    {
        var row = await budgets.ChangeAsync(id, body.Input(await budgets.GetAsync(id, ct)), context.ExpectedVersion(body.RowVersion), ct);
        return TypedResults.Ok(context.WithVersion(Body(row), row.RowVersion));
    }

    private static async Task<NoContent> DeleteAsync(Guid id, BudgetService budgets, HttpContext context, CancellationToken ct)
    {
        await budgets.DeleteAsync(id, context.ExpectedVersion(null), ct);
        return TypedResults.NoContent();
    }

    private static BudgetStateBody Body(BudgetRow b) => new(
        b.Id, b.Scope, b.Key, b.Name, b.Period, ApiMoney.Of(b.Amount), b.Thresholds, b.Action, b.CheaperProviderId is null ? null : new(b.CheaperProviderId, b.CheaperModel),
        b.Enabled, b.Start, b.End, ApiMoney.Of(b.Spent), ApiMoney.Of(b.Reserved), ApiMoney.Of(b.Left), b.Forecast is { } forecast ? ApiMoney.Of(forecast) : null,
        b.Told, b.UpdatedAt, b.UpdatedBy, b.RowVersion);
}
