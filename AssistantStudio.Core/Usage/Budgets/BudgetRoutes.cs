using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What stands in where a budget is used up.</summary>
internal static class BudgetRoutes
{
    /// <summary>Of the budgets that one of these calls would count against, each once.</summary>
    public static async Task<IReadOnlyList<(Guid ProviderId, string Model)>> CheaperRoutesAsync(this StudioDbContext context, IReadOnlyCollection<UsageDraft> calls, CancellationToken ct)
    {
        var budgets = await context.Set<Budget>().AsNoTracking().Where(b => b.IsEnabled && b.Action == BudgetAction.Degrade).ToListAsync(ct).ConfigureAwait(false);
        return [.. budgets.Where(b => calls.Any(b.Covers)).Select(b => (b.CheaperProviderId!.Value, b.CheaperModel!)).Distinct()];
    }
}
