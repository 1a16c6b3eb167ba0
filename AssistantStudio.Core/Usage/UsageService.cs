using System.Linq.Expressions;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>What was used and what it cost: sums of a period, and the records behind them.</summary>
public sealed class UsageService(Access access, StudioDb db, TimeProvider clock)
{
    private static readonly SortMap<UsageRecord> s_sorts = new SortMap<UsageRecord>()
        .Add("-at", q => q.OrderBy(u => u.At).ThenBy(u => u.Id), q => q.OrderByDescending(u => u.At).ThenByDescending(u => u.Id));

    public async Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.PageAsync(Filtered(context.Set<UsageRecord>().AsNoTracking(), query), query, s_sorts, u => u, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The last days up to now: hour by hour for one or two, else day by day.</summary>
    public async Task<UsageSummary> SummaryAsync(int days, CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        new Validator().Check(days is >= 1 and <= UsageLimits.MaxDays, "range", $"Between 1d and {UsageLimits.MaxDays}d.").ThrowIfAny();
        var now = clock.GetUtcNow().UtcDateTime;
        var isHourly = days <= 2;
        var from = isHourly ? new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc).AddHours(1 - (24 * days)) : now.Date.AddDays(1 - days);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var hours = context.Set<UsageHour>().AsNoTracking().Where(h => h.Hour >= from);
            var byHour = (await SumsAsync(hours, h => h.Hour, ct).ConfigureAwait(false)).ToDictionary(s => s.Key, s => s.Totals);
            var providers = await SumsAsync(hours, h => h.ProviderId, ct).ConfigureAwait(false);
            var models = await SumsAsync(hours, h => h.Model, ct).ConfigureAwait(false);
            var operations = await SumsAsync(hours, h => h.Operation, ct).ConfigureAwait(false);
            var assistants = await SumsAsync(hours, h => h.AssistantId, ct).ConfigureAwait(false);
            var users = await SumsAsync(hours, h => h.UserId, ct).ConfigureAwait(false);
            return new(
                from,
                now,
                Sum(byHour.Values),
                Named(providers, await context.ProviderNamesAsync(Ids(providers), ct).ConfigureAwait(false), "Tried before it was stored", "A deleted provider"),
                [.. models.Select(m => new UsageGroup(Guid.Empty, m.Key, m.Totals))],
                [.. operations.Select(o => new UsageGroup(Guid.Empty, o.Key.ToString(), o.Totals))],
                Named(assistants, await context.AssistantNamesAsync(access, Ids(assistants), ct).ConfigureAwait(false), "No assistant", "An assistant that was deleted, or that you may not see"),
                Named(users, await context.PersonNamesAsync(Ids(users), ct).ConfigureAwait(false), "Jobs and other software", "Somebody who has left"),
                Series(byHour, from, now, isHourly));
        }
    }

    private static IQueryable<UsageRecord> Filtered(IQueryable<UsageRecord> all, UsageQuery query)
    {
        all = query.From is { } from ? all.Where(u => u.At >= from) : all;
        all = query.To is { } to ? all.Where(u => u.At < to) : all;
        all = query.Operation is { } operation ? all.Where(u => u.Operation == operation) : all;
        all = query.Outcome is { } outcome ? all.Where(u => u.Outcome == outcome) : all;
        all = query.ProviderId is { } provider ? all.Where(u => u.ProviderId == provider) : all;
        all = query.Model is { Length: > 0 } model ? all.Where(u => u.Model == model) : all;
        all = query.AssistantId is { } assistant ? all.Where(u => u.AssistantId == assistant) : all;
        return query.UserId is { } user ? all.Where(u => u.UserId == user) : all;
    }

    private static async Task<List<(TKey Key, UsageSum Totals)>> SumsAsync<TKey>(IQueryable<UsageHour> hours, Expression<Func<UsageHour, TKey>> by, CancellationToken ct)
    {
        var sums = await hours.GroupBy(by)
            .Select(g => new
            {
                g.Key,
                Calls = g.Sum(h => h.Calls),
                Failed = g.Sum(h => h.Failed),
                Unpriced = g.Sum(h => h.Unpriced),
                Input = g.Sum(h => h.InputTokens),
                Output = g.Sum(h => h.OutputTokens),
                Cost = g.Sum(h => h.Cost),
                Latency = g.Sum(h => h.LatencyMs),
            })
            .OrderByDescending(s => s.Cost).ThenByDescending(s => s.Calls)
            .Take(typeof(TKey) == typeof(DateTime) ? UsageLimits.MaxDays * 24 : UsageLimits.GroupsShown)
            .ToListAsync(ct).ConfigureAwait(false);
        return [.. sums.Select(s => (s.Key, new UsageSum(s.Calls, s.Failed, s.Unpriced, s.Input, s.Output, s.Cost, s.Latency)))];
    }

    private static Guid[] Ids(IEnumerable<(Guid Key, UsageSum Totals)> groups) => [.. groups.Select(g => g.Key).Where(k => k != Guid.Empty)];

    private static UsageGroup[] Named(IEnumerable<(Guid Key, UsageSum Totals)> groups, IReadOnlyDictionary<Guid, string> names, string none, string unknown) =>
        [.. groups.Select(g => new UsageGroup(g.Key, g.Key == Guid.Empty ? none : names.GetValueOrDefault(g.Key, unknown), g.Totals))];

    /// <summary>Hours and days without a call are there with nothing.</summary>
    private static UsagePoint[] Series(Dictionary<DateTime, UsageSum> byHour, DateTime from, DateTime now, bool isHourly)
    {
        var step = isHourly ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        var byPoint = byHour.GroupBy(h => isHourly ? h.Key : h.Key.Date).ToDictionary(g => g.Key, g => Sum(g.Select(h => h.Value)));
        return [.. Enumerable.Range(0, (int)((now - from) / step) + 1).Select(i => from + (i * step)).Select(at => new UsagePoint(at, byPoint.GetValueOrDefault(at) ?? Sum([])))];
    }

    private static UsageSum Sum(IEnumerable<UsageSum> totals) => totals.Aggregate(
        new UsageSum(0, 0, 0, 0, 0, 0, 0),
        (a, b) => new(a.Calls + b.Calls, a.Failed + b.Failed, a.Unpriced + b.Unpriced, a.InputTokens + b.InputTokens, a.OutputTokens + b.OutputTokens, a.Cost + b.Cost, a.LatencyMs + b.LatencyMs));
}
