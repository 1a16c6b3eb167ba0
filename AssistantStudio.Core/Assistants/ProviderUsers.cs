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
        var ids = (await UsingAsync(context, providerId, ct).ConfigureAwait(false)).ConvertAll(a => a.Id);
        var names = await context.AssistantNamesAsync(access, ids, ct).ConfigureAwait(false);
        return [.. ids.Select(id => new ProviderUser("assistant", id, names.GetValueOrDefault(id))).OrderBy(u => u.Name is null).ThenBy(u => u.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var assistant in await UsingAsync(context, providerId, ct).ConfigureAwait(false))
        {
            var before = assistant.Content();
            var after = before with { Model = before.Model! with { ProviderId = by.Id, Name = by.ModelFor(before.Model!.Name) } };
            assistant.Write(after);
            (assistant.UpdatedAt, assistant.UpdatedBy) = (now, access.Grant.ActorName);
            context.Record(access.Grant, now, "assistant.changed", assistant.Id.ToString(), assistant.Name, [.. AssistantRows.Changes(before, after)]);
        }
    }

    /// <summary>
    /// The draft says it; versions stay as they were. Nobody deletes providers often enough for an index. What the text finds
    /// may stand in a capability's settings as well, so the route itself decides.
    /// </summary>
    private static async Task<List<Assistant>> UsingAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var named = $"\"providerId\":\"{providerId}\"";
        var found = await context.Set<Assistant>().Where(a => a.ContentJson.Contains(named)).ToListAsync(ct).ConfigureAwait(false);
        return found.FindAll(a => a.Content().Model?.ProviderId == providerId);
    }
}
