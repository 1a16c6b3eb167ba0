using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// The knowledge that releases were tested with: of what stands in an environment or waits for a second person, and of the
/// last other releases that stood there, so that one can go back to them.
/// </summary>
internal sealed class DeployedKnowledge : IKnowledgePins
{
    public async Task<IReadOnlyList<PinnedRevision>> PinnedAsync(StudioDbContext context, CancellationToken ct)
    {
        var stood = await context.Set<Deployment>()
            .Where(d => d.ActiveAt != null || d.Status == DeploymentStatus.Pending || d.Status == DeploymentStatus.Validating || d.Status == DeploymentStatus.Deploying)
            .GroupBy(d => new { d.AssistantId, d.Environment, d.ReleaseId })
            .Select(g => new { g.Key.AssistantId, g.Key.Environment, g.Key.ReleaseId, Last = g.Max(d => d.ActiveAt), Stays = g.Max(d => d.IsCurrent || d.IsCanary || d.ActiveAt == null ? 1 : 0) })
            .ToListAsync(ct).ConfigureAwait(false);
        Guid[] releases =
        [
            .. stood.GroupBy(s => (s.AssistantId, s.Environment))
                .SelectMany(place => place.Where(s => s.Stays == 1)
                    .Concat(place.Where(s => s.Stays == 0).OrderByDescending(s => s.Last).ThenByDescending(s => s.ReleaseId).Take(DeploymentLimits.ReleasesToGoBackTo)))
                .Select(s => s.ReleaseId).Distinct(),
        ];
        var pins = await context.Set<Release>().Where(r => releases.Contains(r.Id)).Select(r => r.PinsJson).Distinct().ToListAsync(ct).ConfigureAwait(false);
        return [.. pins.SelectMany(StoredJson.Read<PinnedSource[]>).Select(p => new PinnedRevision(p.SourceId, p.ReadAt)).Distinct()];
    }
}
