using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What stands in where a budget is used up. The budgets that lead to a cheaper model are kept until one changes: every call asks.</summary>
internal sealed class BudgetRoutes(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<IReadOnlyList<Budget>> _kept = new(feed, [BudgetService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    /// <summary>Of the budgets that one of these calls would count against, each once.</summary>
    public async ValueTask<IReadOnlyList<(Guid ProviderId, string Model)>> OfAsync(Guid organizationId, IReadOnlyCollection<UsageDraft> calls, CancellationToken ct) =>
        [.. (await _kept.OfAsync(organizationId, ct).ConfigureAwait(false)).Where(b => calls.Any(b.Covers)).Select(b => (b.CheaperProviderId!.Value, b.CheaperModel!)).Distinct()];

    public void Dispose() => _kept.Dispose();

    private static async Task<IReadOnlyList<Budget>> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("routes", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Budget>().AsNoTracking().Where(b => b.IsEnabled && b.Action == BudgetAction.Degrade).ToListAsync(ct).ConfigureAwait(false);
        }
    }
}
