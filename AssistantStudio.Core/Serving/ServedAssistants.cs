using System.Collections.Concurrent;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Serving;

/// <summary>Which assistant a slug means: every call asks.</summary>
internal sealed class ServedAssistants(StudioDb db, ChangeFeed feed) : IDisposable
{
    /// <summary>Names that mean nothing are kept too, so a flood of them must not fill the memory.</summary>
    private const int MostKept = 10_000;

    private readonly PerOrganization<ConcurrentDictionary<string, Guid?>> _kept =
        new(feed, [AssistantService.Topic], (_, _) => Task.FromResult(new ConcurrentDictionary<string, Guid?>(StringComparer.Ordinal)));

    /// <summary>Null: there is no such assistant.</summary>
    public async ValueTask<Guid?> FindAsync(Access access, string slug, CancellationToken ct)
    {
        var kept = await _kept.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        if (kept.TryGetValue(slug, out var known))
        {
            return known;
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.IdOfSlugAsync(slug, ct).ConfigureAwait(false);
            if (kept.Count < MostKept)
            {
                kept[slug] = found;
            }

            return found;
        }
    }

    public void Dispose() => _kept.Dispose();
}
