using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>The budgets of an organisation that are switched on, kept until one changes: every call asks, and nobody writes into them.</summary>
internal sealed class KnownBudgets(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<IReadOnlyList<Budget>> _kept = new(feed, [BudgetService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public ValueTask<IReadOnlyList<Budget>> OfAsync(Guid organizationId, CancellationToken ct) => _kept.OfAsync(organizationId, ct);

    public void Dispose() => _kept.Dispose();

    private static async Task<IReadOnlyList<Budget>> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("budgets", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Budget>().AsNoTracking().Where(b => b.IsEnabled).ToListAsync(ct).ConfigureAwait(false);
        }
    }
}
