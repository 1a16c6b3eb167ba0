using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

public static class AssistantNames
{
    /// <summary>What assistants are called, for features that know their ids only. Those that the caller may not see are missing.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> AssistantNamesAsync(this StudioDbContext context, Access access, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 || !access.Can(Permission.AssistantsView) ? new Dictionary<Guid, string>()
            : await context.VisibleAssistants(access).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, ct).ConfigureAwait(false);
}

public static class AssistantVersions
{
    /// <summary>Null: no version was saved yet.</summary>
    public static Task<int?> NewestVersionAsync(this StudioDbContext context, Guid assistantId, CancellationToken ct) =>
        context.Set<Assistant>().Where(a => a.Id == assistantId && a.LatestVersion > 0).Select(a => (int?)a.LatestVersion).SingleOrDefaultAsync(ct);
}
