using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Whom an organisation can ask, kept until a provider changes: every call needs them, and nobody writes into them. Keys stay as they are stored.</summary>
internal sealed class KnownProviders(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<IReadOnlyDictionary<Guid, Integration>> _kept = new(feed, [IntegrationService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public ValueTask<IReadOnlyDictionary<Guid, Integration>> OfAsync(Guid organizationId, CancellationToken ct) => _kept.OfAsync(organizationId, ct);

    public void Dispose() => _kept.Dispose();

    private static async Task<IReadOnlyDictionary<Guid, Integration>> ReadAsync(StudioDb db, Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForCommand("providers", organizationId)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            // An organisation has a hundred at most, and a chain may lead through any of them.
            return await context.Set<Integration>().AsNoTracking().ToDictionaryAsync(i => i.Id, ct).ConfigureAwait(false);
        }
    }
}
