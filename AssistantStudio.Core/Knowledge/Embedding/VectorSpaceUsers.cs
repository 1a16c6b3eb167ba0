using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Tells which vectors of knowledge a provider makes. Without it no question could be turned into a vector any more, so it
/// goes only when another one with the very same model takes its place, or when other vectors have taken theirs.
/// </summary>
internal sealed class VectorSpaceUsers : IProviderUsers
{
    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct) =>
        [.. (await Using(context, providerId).ToListAsync(ct).ConfigureAwait(false)).Select(s => new ProviderUser("vectors", s.Id, $"the vectors of knowledge ({s.Model})"))];

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        foreach (var space in await Using(context, providerId).ToListAsync(ct).ConfigureAwait(false))
        {
            by.SameModel(space.Model);
            context.Entry(space).Property(s => s.ProviderId).CurrentValue = by.Id;
        }
    }

    private static IQueryable<VectorSpace> Using(StudioDbContext context, Guid providerId) =>
        context.Set<VectorSpace>().Where(s => s.ProviderId == providerId && (s.State == VectorSpaceState.Active || s.State == VectorSpaceState.Building)).OrderBy(s => s.Id);
}
