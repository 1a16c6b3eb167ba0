using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>Tells what stands in environments, is tried or waits there, and reads a source, also where the draft does not any more.</summary>
internal sealed class DeployedKnowledgeUsers(Access access) : IKnowledgeUsers
{
    public async Task<IReadOnlyList<KnowledgeUser>> UsersOfAsync(StudioDbContext context, Guid sourceId, CancellationToken ct)
    {
        var named = $"\"{sourceId}\"";
        var found = await context.Set<Deployment>().Where(d => d.IsCurrent || d.IsCanary || d.Status == DeploymentStatus.Pending)
            .Join(context.Set<Release>().Where(r => r.PinsJson.Contains(named)), d => d.ReleaseId, r => r.Id, (d, r) => new { d.AssistantId, d.Environment }).Distinct().ToListAsync(ct).ConfigureAwait(false);
        var names = await context.AssistantNamesAsync(access, [.. found.Select(f => f.AssistantId).Distinct()], ct).ConfigureAwait(false);
        return
        [
            .. found.OrderBy(f => names.GetValueOrDefault(f.AssistantId), StringComparer.OrdinalIgnoreCase).ThenBy(f => f.Environment)
                .Select(f => new KnowledgeUser(f.AssistantId, names.TryGetValue(f.AssistantId, out var name) ? $"{name} in {f.Environment.Word()}" : null)),
        ];
    }
}
