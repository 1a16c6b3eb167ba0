using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

internal static class ProviderSpend
{
    /// <summary>In nano-dollars, for features that know providers by their ids.</summary>
    /// <param name="since">The hour of it counts whole. Null: since ever.</param>
    public static async Task<Dictionary<Guid, long>> SpentByProvidersAsync(this StudioDbContext context, IReadOnlyCollection<Guid> providers, DateTime? since, CancellationToken ct)
    {
        if (providers.Count == 0)
        {
            return [];
        }

        var keys = providers.Select(p => p.ToString()).ToArray();
        var sums = context.Set<UsageRollup>().Where(r => r.Slice == UsageSlice.Provider && keys.Contains(r.Key));
        if (since is { } from)
        {
            // The hours of the day on which it begins, and the days after that.
            var hour = new DateTime(from.Year, from.Month, from.Day, from.Hour, 0, 0, DateTimeKind.Utc);
            var nextDay = from.Date.AddDays(1);
            sums = sums.Where(r => (r.Period == RollupPeriod.Hour && r.Start >= hour && r.Start < nextDay) || (r.Period == RollupPeriod.Day && r.Start >= nextDay));
        }
        else
        {
            sums = sums.Where(r => r.Period == RollupPeriod.Month);
        }

        return (await sums.GroupBy(r => r.Key).Select(g => new { g.Key, Cost = g.Sum(r => r.Cost) }).ToListAsync(ct).ConfigureAwait(false)).ToDictionary(r => Guid.Parse(r.Key), r => r.Cost);
    }

    /// <summary>As the ledger calls providers that are not there any more: the newest name of each, for those that were used since then.</summary>
    public static async Task<Dictionary<Guid, string>> LedgerNamesAsync(this StudioDbContext context, IReadOnlyCollection<Guid> providers, DateTime since, CancellationToken ct)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var id in providers)
        {
            // The sums know the day, so that no more than the records of one day are looked through.
            var key = id.ToString();
            var day = await context.Set<UsageRollup>().Where(r => r.Slice == UsageSlice.Provider && r.Period == RollupPeriod.Day && r.Start >= since.Date && r.Key == key)
                .OrderByDescending(r => r.Start).Select(r => (DateTime?)r.Start).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            if (day is { } start && await context.Set<UsageRecord>().Where(u => u.At >= start && u.At < start.AddDays(1) && u.ProviderId == id)
                .OrderByDescending(u => u.At).Select(u => u.ProviderName).FirstOrDefaultAsync(ct).ConfigureAwait(false) is { } name)
            {
                names[id] = name;
            }
        }

        return names;
    }
}
