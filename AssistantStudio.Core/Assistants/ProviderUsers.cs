using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Tells which assistants ask a provider, also to somebody who may not see their names.</summary>
internal sealed class ProviderUsers(Access access, TimeProvider clock) : IProviderUsers
{
    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var ids = await Using(context, providerId).Select(a => a.Id).ToListAsync(ct).ConfigureAwait(false);
        var names = await context.AssistantNamesAsync(access, ids, ct).ConfigureAwait(false);
        return [.. ids.Select(id => new ProviderUser("assistant", id, names.GetValueOrDefault(id))).OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Guid by, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var assistant in await Using(context, providerId).ToListAsync(ct).ConfigureAwait(false))
        {
            var before = assistant.Content();
            var after = before with { Model = before.Model! with { ProviderId = by } };
            assistant.Write(after);
            (assistant.UpdatedAt, assistant.UpdatedBy) = (now, access.Grant.ActorName);
            context.Record(access.Grant, now, "assistant.changed", assistant.Id.ToString(), assistant.Name, [.. AssistantRows.Changes(before, after)]);
        }
    }

    /// <summary>The draft says it; versions stay as they were. Nobody deletes providers often enough for an index.</summary>
    private static IQueryable<Assistant> Using(StudioDbContext context, Guid providerId)
    {
        var named = $"\"providerId\":\"{providerId}\"";
        return context.Set<Assistant>().Where(a => a.ContentJson.Contains(named));
    }
}
