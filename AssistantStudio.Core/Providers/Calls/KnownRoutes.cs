using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Whom an organisation can ask, and what budgets lead to that are used up. Nobody writes into it.</summary>
/// <param name="Cheaper">The budgets that lead to a cheaper model.</param>
internal sealed record RouteMap(IReadOnlyDictionary<Guid, Integration> Providers, IReadOnlyList<Budget> Cheaper);

/// <summary>Kept until a provider or a budget changes: every call needs it. Keys stay as they are stored.</summary>
internal sealed class KnownRoutes(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<RouteMap> _kept = new(feed, [IntegrationService.Topic, BudgetService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public ValueTask<RouteMap> OfAsync(Guid organizationId, CancellationToken ct) => _kept.OfAsync(organizationId, ct);

    public void Dispose() => _kept.Dispose();

    private static async Task<RouteMap> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("routes", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // An organisation has a hundred at most, and a chain may lead through any of them.
            var providers = await context.Set<Integration>().AsNoTracking().ToDictionaryAsync(i => i.Id, ct).ConfigureAwait(false);
            return new(providers, await context.Set<Budget>().AsNoTracking().Where(b => b.IsEnabled && b.Action == BudgetAction.Degrade).ToListAsync(ct).ConfigureAwait(false));
        }
    }
}
