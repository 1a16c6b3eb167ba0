using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Organizations;

public static class PersonNames
{
    /// <summary>What members are called, for features that know their user ids only.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> PersonNamesAsync(this StudioDbContext context, IReadOnlyCollection<Guid> userIds, CancellationToken ct) =>
        userIds.Count == 0 ? new Dictionary<Guid, string>()
            : await context.Set<Membership>().Where(m => userIds.Contains(m.UserId)).ToDictionaryAsync(m => m.UserId, m => m.Name, ct).ConfigureAwait(false);
}
