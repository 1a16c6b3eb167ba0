using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public static class ApiKeyNames
{
    /// <summary>What keys are called, for features that know their ids only.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> ApiKeyNamesAsync(this StudioDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<Guid, string>()
            : await context.Set<ApiKey>().Where(k => ids.Contains(k.Id)).ToDictionaryAsync(k => k.Id, k => k.Name, ct).ConfigureAwait(false);
}
