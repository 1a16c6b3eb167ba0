using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Tells the library which assistants use a prompt, also to somebody who may not see their names.</summary>
internal sealed class PromptUsers(Access access) : IPromptUsers
{
    /// <summary>Of more users than this, those that were changed last are found by the new title; the others when they are saved next.</summary>
    private const int Reindexed = 200;

    public async Task PromptRenamedAsync(StudioDbContext context, Guid promptId, CancellationToken ct)
    {
        var users = context.Set<PromptLink>().Where(l => l.PromptId == promptId).Select(l => l.AssistantId);
        foreach (var assistant in await context.Set<Assistant>().AsNoTracking().Where(a => users.Contains(a.Id)).OrderByDescending(a => a.UpdatedAt).Take(Reindexed).ToListAsync(ct).ConfigureAwait(false))
        {
            await AssistantSearch.IndexAsync(context, assistant, ct).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<PromptUser>> UsersOfAsync(StudioDbContext context, Guid promptId, CancellationToken ct)
    {
        var ids = await context.Set<PromptLink>().Where(l => l.PromptId == promptId).Select(l => l.AssistantId).Distinct().ToListAsync(ct).ConfigureAwait(false);
        var names = ids.Count == 0 || !access.Can(Permission.AssistantsView) ? []
            : await context.VisibleAssistants(access).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, ct).ConfigureAwait(false);
        return [.. ids.Select(id => new PromptUser(id, names.GetValueOrDefault(id))).OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
