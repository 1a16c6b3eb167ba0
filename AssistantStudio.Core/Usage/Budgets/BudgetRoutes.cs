namespace AssistantStudio.Core.Usage;

/// <summary>What stands in where a budget is used up.</summary>
internal static class BudgetRoutes
{
    /// <summary>Of the budgets that lead to a cheaper model, those that one of these calls would count against, each once.</summary>
    public static IReadOnlyList<(Guid ProviderId, string Model)> RoutesOf(this IEnumerable<Budget> budgets, IReadOnlyCollection<UsageDraft> calls) =>
        [.. budgets.Where(b => calls.Any(b.Covers)).Select(b => (b.CheaperProviderId!.Value, b.CheaperModel!)).Distinct()];
}
