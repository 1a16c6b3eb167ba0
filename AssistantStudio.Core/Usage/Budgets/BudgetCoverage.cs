using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

internal static class BudgetCoverage
{
    /// <summary>Whether something keeps what an assistant spends from growing without end: a budget of its own, or of the organisation, that does more than tell.</summary>
    public static async Task<Budget?> BudgetOfAssistantAsync(this StudioDbContext context, Guid assistantId, CancellationToken ct)
    {
        var key = assistantId.ToString();
        var binding = await context.Set<Budget>().AsNoTracking()
            .Where(b => b.IsEnabled && b.Action != BudgetAction.Alert && (b.Scope == BudgetScope.Organization || (b.Scope == BudgetScope.Assistant && b.Key == key)))
            .ToListAsync(ct).ConfigureAwait(false);
        return binding.OrderByDescending(b => b.Scope == BudgetScope.Assistant).FirstOrDefault();
    }
}
