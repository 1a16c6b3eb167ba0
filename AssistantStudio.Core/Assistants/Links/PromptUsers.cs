using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Tells the library which assistants use a prompt, also to somebody who may not see their names.</summary>
internal sealed class PromptUsers(Access access, TimeProvider clock) : IPromptUsers
{
    public async Task<IReadOnlyList<Change>> PromptChangedAsync(StudioDbContext context, Guid promptId, CancellationToken ct) =>
        await context.Set<PromptLink>().AnyAsync(l => l.PromptId == promptId, ct).ConfigureAwait(false)
            ? await AssistantSearchJob.AskForAsync(context, promptId, access.Grant, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false)
            : [];

    public async Task<IReadOnlyList<PromptUser>> UsersOfAsync(StudioDbContext context, Guid promptId, CancellationToken ct)
    {
        var ids = await context.Set<PromptLink>().Where(l => l.PromptId == promptId).Select(l => l.AssistantId).Distinct().ToListAsync(ct).ConfigureAwait(false);
        var names = await context.AssistantNamesAsync(access, ids, ct).ConfigureAwait(false);
        return [.. ids.Select(id => new PromptUser(id, names.GetValueOrDefault(id))).OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
