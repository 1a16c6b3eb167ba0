using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>The vector space that serves an organisation, and the model that fills it.</summary>
internal sealed class VectorSpaces(StudioDb db, ModelTargets targets, AiSettings settings, TimeProvider clock)
{
    /// <summary>The first one is made for the embedding model that the organisation has chosen; a later choice makes another beside it.</summary>
    public async Task<VectorSpace> ActiveAsync(Access access, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await ActiveAsync(context, access, ct).ConfigureAwait(false);
        }
    }

    public async Task<VectorSpace> ActiveAsync(StudioDbContext context, Access access, CancellationToken ct)
    {
        var spaces = context.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Active);
        if (await spaces.SingleOrDefaultAsync(ct).ConfigureAwait(false) is { } there)
        {
            return there;
        }

        var chosen = await ChosenAsync(access, ct).ConfigureAwait(false);
        context.Add(Of(access.OrganizationId, chosen, VectorSpaceState.Active, clock.GetUtcNow().UtcDateTime));
        try
        {
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            // Somebody else made it in the same moment.
        }

        return await spaces.SingleAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The spaces that are to have a vector of every text: the one that serves, and the one that is being made.</summary>
    public async Task<IReadOnlyList<VectorSpace>> ToFillAsync(Access access, CancellationToken ct)
    {
        var serving = await ActiveAsync(access, ct).ConfigureAwait(false);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return [serving, .. await context.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Building).ToListAsync(ct).ConfigureAwait(false)];
        }
    }

    /// <summary>The model that the organisation has chosen.</summary>
    public async Task<EmbeddingPreference> ChosenAsync(Access access, CancellationToken ct) => (await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Embedding;

    public Task<ModelTarget> TargetAsync(Access access, VectorSpace space, CancellationToken ct) => targets.EmbeddingAsync(access, space.ProviderId, space.Model, ct);

    public static VectorSpace Of(Guid organizationId, EmbeddingPreference chosen, VectorSpaceState state, DateTime now) => new()
    {
        OrganizationId = organizationId,
        ProviderId = chosen.ProviderId,
        Model = chosen.Model ?? HashedEmbeddingGenerator.ModelId,
        AskedDimensions = chosen.Dimensions,
        State = state,
        CreatedAt = now,
    };

    /// <summary>Whether the space is what the organisation has chosen.</summary>
    public static bool Serves(VectorSpace space, EmbeddingPreference chosen) =>
        (space.ProviderId, space.Model, space.AskedDimensions) == (chosen.ProviderId, chosen.Model ?? HashedEmbeddingGenerator.ModelId, chosen.Dimensions);
}
