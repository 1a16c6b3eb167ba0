using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Tells which assistants look into a source, also to somebody who may not see their names.</summary>
internal sealed class KnowledgeUsers(Access access) : IKnowledgeUsers
{
    /// <summary>The draft says it, in a list of identities. What the text finds may stand elsewhere in it, so the list itself decides.</summary>
    public async Task<IReadOnlyList<KnowledgeUser>> UsersOfAsync(StudioDbContext context, Guid sourceId, CancellationToken ct)
    {
        var named = $"\"{sourceId}\"";
        var found = await context.Set<Assistant>().AsNoTracking().Where(a => a.ContentJson.Contains(named)).ToListAsync(ct).ConfigureAwait(false);
        var ids = found.Where(a => a.Content().KnowledgeSources.Contains(sourceId)).Select(a => a.Id).ToList();
        var names = await context.AssistantNamesAsync(access, ids, ct).ConfigureAwait(false);
        return [.. ids.Select(id => new KnowledgeUser(id, names.GetValueOrDefault(id))).OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
