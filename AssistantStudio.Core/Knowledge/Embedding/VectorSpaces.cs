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
            var spaces = context.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Active);
            if (await spaces.SingleOrDefaultAsync(ct).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            var chosen = (await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Embedding;
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
    }

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
