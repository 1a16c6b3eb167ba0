using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>The catalogue of each organisation: a call asks for its price without a query.</summary>
public sealed class ModelCatalogues(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<ModelCatalogue> _kept = new(feed, [ModelService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public ValueTask<ModelCatalogue> OfAsync(Guid organizationId, CancellationToken ct) => _kept.OfAsync(organizationId, ct);

    public void Dispose() => _kept.Dispose();

    private static async Task<ModelCatalogue> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("models", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return ModelCatalogue.Shipped.With(await context.Set<ModelEntry>().AsNoTracking().ToListAsync(ct).ConfigureAwait(false));
        }
    }
}
