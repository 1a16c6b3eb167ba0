namespace AssistantStudio.Core.Usage;

/// <summary>What stands in where a budget is used up.</summary>
internal sealed class BudgetRoutes(KnownBudgets budgets)
{
    /// <summary>Of the budgets that one of these calls would count against, each once.</summary>
    public async ValueTask<IReadOnlyList<(Guid ProviderId, string Model)>> OfAsync(Guid organizationId, IReadOnlyCollection<UsageDraft> calls, CancellationToken ct) =>
    [
        .. (await budgets.OfAsync(organizationId, ct).ConfigureAwait(false)).Where(b => b.Action == BudgetAction.Degrade && calls.Any(b.Covers))
            .Select(b => (b.CheaperProviderId!.Value, b.CheaperModel!)).Distinct(),
    ];
}
