using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

public static class ProviderNames
{
    /// <summary>What providers are called, for features that know their ids only.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ProviderNamesAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<Guid, string>()
            : await context.Set<Integration>().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.Name, ct).ConfigureAwait(false);

    /// <summary>Null: there is no such provider.</summary>
    public static Task<ProviderKind?> ProviderKindAsync(this StudioDbContext context, Guid id, CancellationToken ct) =>
        context.Set<Integration>().Where(i => i.Id == id).Select(i => (ProviderKind?)i.Kind).SingleOrDefaultAsync(ct);
}
