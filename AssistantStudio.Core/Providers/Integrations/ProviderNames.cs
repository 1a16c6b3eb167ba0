using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

public static class ProviderNames
{
    /// <summary>What providers are called, for features that know their ids only.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ProviderNamesAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<Guid, string>()
            : await context.Set<Integration>().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.Name, ct).ConfigureAwait(false);

    /// <summary>For what is read through a provider. Null: there is no such one.</summary>
    internal static Task<DataConnection?> DataConnectionAsync(this StudioDbContext context, Guid id, CancellationToken ct) =>
        context.Set<Integration>().Where(i => i.Id == id).Select(i => new DataConnection(i.Id, i.Name, i.Kind, i.IsActive)).SingleOrDefaultAsync(ct);

    /// <summary>Null: there is no such provider.</summary>
    public static Task<ProviderKind?> ProviderKindAsync(this StudioDbContext context, Guid id, CancellationToken ct) =>
        context.Set<Integration>().Where(i => i.Id == id).Select(i => (ProviderKind?)i.Kind).SingleOrDefaultAsync(ct);
}

/// <summary>A provider as whoever reads through it has to know it.</summary>
internal sealed record DataConnection(Guid Id, string Name, ProviderKind Kind, bool IsActive);
