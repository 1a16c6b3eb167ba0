using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Tells which assistants ask for a model, also to somebody who may not see their names.</summary>
internal sealed class ModelUsers(Access access) : IModelUsers
{
    public async Task<IReadOnlyList<ModelUser>> ModelUsersAsync(StudioDbContext context, Func<string, bool> isMeant, CancellationToken ct)
    {
        // A handful of models, whatever the number of assistants.
        var used = await context.Set<Assistant>().Where(a => a.ModelName != null).Select(a => a.ModelName!).Distinct().ToListAsync(ct).ConfigureAwait(false);
        var meant = used.FindAll(m => isMeant(m));
        if (meant.Count == 0)
        {
            return [];
        }

        var found = await context.Set<Assistant>().Where(a => meant.Contains(a.ModelName!) && a.Status != AssistantStatus.Archived)
            .OrderBy(a => a.ModelName).ThenBy(a => a.Id).Take(AssistantLimits.ModelUsersShown)
            .Select(a => new { a.Id, a.Slug, Model = a.ModelName! }).ToListAsync(ct).ConfigureAwait(false);
        var names = await context.AssistantNamesAsync(access, found.ConvertAll(a => a.Id), ct).ConfigureAwait(false);
        return [.. found.Select(a => names.GetValueOrDefault(a.Id) is { } name ? new ModelUser(a.Model, "assistant", a.Id, name, a.Slug) : new ModelUser(a.Model, "assistant", a.Id, null))
            .OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
