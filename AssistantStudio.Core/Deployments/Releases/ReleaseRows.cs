using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

internal static class ReleaseRows
{
    public static async Task<Release> FindReleaseAsync(this StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Release>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The release");

    /// <summary>What answered in the same environment before; null: there is none.</summary>
    /// <param name="id">A certain one; null: the last one with another release.</param>
    public static Task<Deployment?> EarlierAsync(this StudioDbContext context, Deployment current, Guid? id, CancellationToken ct)
    {
        var (assistant, environment, release) = (current.AssistantId, current.Environment, current.ReleaseId);
        var earlier = context.Set<Deployment>().AsNoTracking().Where(d => d.AssistantId == assistant && d.Environment == environment && d.ActiveAt != null);
        return (id is { } wanted ? earlier.Where(d => d.Id == wanted) : earlier.Where(d => d.ReleaseId != release && d.ActiveAt <= current.ActiveAt && d.Weight == null))
            .OrderByDescending(d => d.ActiveAt).ThenByDescending(d => d.Id).FirstOrDefaultAsync(ct);
    }
}
