using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

internal static class ProviderSpend
{
    /// <summary>Of all time, in nano-dollars, for features that know providers by their ids.</summary>
    public static async Task<Dictionary<Guid, long>> SpentByProvidersAsync(this StudioDbContext context, IReadOnlyCollection<Guid> providers, CancellationToken ct)
    {
        var keys = providers.Select(p => p.ToString()).ToArray();
        return keys.Length == 0 ? []
            : (await context.Set<UsageRollup>().Where(r => r.Slice == UsageSlice.Provider && r.Period == RollupPeriod.Month && keys.Contains(r.Key))
                .GroupBy(r => r.Key).Select(g => new { g.Key, Cost = g.Sum(r => r.Cost) }).ToListAsync(ct).ConfigureAwait(false))
                .ToDictionary(r => Guid.Parse(r.Key), r => r.Cost);
    }
}
