using System.Linq.Expressions;
using System.Runtime.CompilerServices;
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
        var isHourly = IsHourly(days);
        var from = StartOf(now, days);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var period = isHourly ? RollupPeriod.Hour : RollupPeriod.Day;
            var rollups = context.Set<UsageRollup>().AsNoTracking().Where(r => r.Period == period && r.Start >= from);
            var byStart = (await SumsAsync(rollups.Where(r => r.Slice == UsageSlice.All), r => r.Start, UsageLimits.MaxDays, ct).ConfigureAwait(false)).ToDictionary(s => s.Key, s => s.Totals);
            var providers = await GroupsAsync(rollups, UsageSlice.Provider, ct).ConfigureAwait(false);
            var models = await GroupsAsync(rollups, UsageSlice.Model, ct).ConfigureAwait(false);
            var operations = await GroupsAsync(rollups, UsageSlice.Operation, ct).ConfigureAwait(false);
            var assistants = await GroupsAsync(rollups, UsageSlice.Assistant, ct).ConfigureAwait(false);
            var users = await GroupsAsync(rollups, UsageSlice.User, ct).ConfigureAwait(false);
            var totals = Sum(byStart.Values);
            return new(
                from,
                now,
                totals,
                Named(totals, providers, await ProviderNamesAsync(context, Ids(providers), from, ct).ConfigureAwait(false), "Tried before it was stored", "A deleted provider"),
                WithRest(totals, models.Select(m => new UsageGroup(Guid.Empty, m.Key, m.Totals))),
                WithRest(totals, operations.Select(o => new UsageGroup(Guid.Empty, o.Key, o.Totals))),
                Named(totals, assistants, await context.AssistantNamesAsync(access, Ids(assistants), ct).ConfigureAwait(false), "No assistant", "An assistant that was deleted, or that you may not see"),
                Named(totals, users, await context.PersonNamesAsync(Ids(users), ct).ConfigureAwait(false), "Jobs and other software", "Somebody who has left"),
                Series(byStart, from, now, isHourly));
        }
    }

    /// <summary>What each provider was asked and what it cost in this month, UTC. Those that were not asked are missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, UsageSum>> ProvidersThisMonthAsync(CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var now = clock.GetUtcNow().UtcDateTime;
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rollups = context.Set<UsageRollup>().AsNoTracking().Where(r => r.Period == RollupPeriod.Month && r.Start == month && r.Slice == UsageSlice.Provider);
            var sums = await SumsAsync(rollups, r => r.Key, IntegrationLimits.PerOrganization, ct).ConfigureAwait(false);
            return sums.Where(s => s.Key.Length > 0).ToDictionary(s => IdOf(s.Key), s => s.Totals);
        }
    }

    /// <summary>Everything that matches, oldest first. Reading it is in the audit log.</summary>
    public async IAsyncEnumerable<UsageRecord> ExportAsync(UsageQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "usage.exported", null, "Usage records");
            await context.SaveAsync("The usage", ct).ConfigureAwait(false);
            var (lastAt, lastId) = (DateTime.MinValue, Guid.Empty);
            while (true)
            {
                var batch = await Filtered(context.Set<UsageRecord>().AsNoTracking(), query)
                    .Where(u => u.At > lastAt || (u.At == lastAt && u.Id.CompareTo(lastId) > 0))
                    .OrderBy(u => u.At).ThenBy(u => u.Id).Take(UsageLimits.ExportBatch).ToListAsync(ct).ConfigureAwait(false);
                foreach (var record in batch)
                {
                    yield return record;
                }

                if (batch.Count < UsageLimits.ExportBatch)
                {
                    yield break;
                }

                (lastAt, lastId) = (batch[^1].At, batch[^1].Id);
            }
        }
    }

    /// <summary>Where the last days begin: at an hour for one or two, else at midnight.</summary>
    internal static DateTime StartOf(DateTime now, int days) =>
        IsHourly(days) ? new DateTime(now.Year, now.Month, now.Day, now.Hour, 0, 0, DateTimeKind.Utc).AddHours(1 - (24 * days)) : now.Date.AddDays(1 - days);

    private static bool IsHourly(int days) => days <= 2;

    internal static IQueryable<UsageRecord> Filtered(IQueryable<UsageRecord> all, UsageQuery query)
    {
        all = query.From is { } from ? all.Where(u => u.At >= from) : all;
        all = query.To is { } to ? all.Where(u => u.At < to) : all;
        all = query.Operation is { } operation ? all.Where(u => u.Operation == operation) : all;
        // Said twice, because a database uses the small index of those that did not only where the query says so word for word.
        all = query.Outcome is not (null or UsageOutcome.Succeeded) ? all.Where(u => u.Outcome != UsageOutcome.Succeeded) : all;
        all = query.Outcome is { } outcome ? all.Where(u => u.Outcome == outcome) : all;
        all = query.ProviderId is { } provider ? all.Where(u => u.ProviderId == provider) : all;
        all = query.Model is { Length: > 0 } model ? all.Where(u => u.Model == model) : all;
        all = query.AssistantId is { } assistant ? all.Where(u => u.AssistantId == assistant) : all;
        return query.UserId is { } user ? all.Where(u => u.UserId == user) : all;
    }

    private static Task<List<(string Key, UsageSum Totals)>> GroupsAsync(IQueryable<UsageRollup> rollups, UsageSlice slice, CancellationToken ct) =>
        SumsAsync(rollups.Where(r => r.Slice == slice), r => r.Key, UsageLimits.GroupsShown, ct);

    private static async Task<List<(TKey Key, UsageSum Totals)>> SumsAsync<TKey>(
        IQueryable<UsageRollup> rollups, Expression<Func<UsageRollup, TKey>> by, int most, CancellationToken ct)
    {
        var sums = await rollups.GroupBy(by)
            .Select(g => new
            {
                g.Key,
                Calls = g.Sum(r => r.Calls),
                Failed = g.Sum(r => r.Failed),
                Unpriced = g.Sum(r => r.Unpriced),
                Input = g.Sum(r => r.InputTokens),
                Cached = g.Sum(r => r.CachedTokens),
                Output = g.Sum(r => r.OutputTokens),
                Cost = g.Sum(r => r.Cost),
                Latency = g.Sum(r => r.LatencyMs),
                FromCache = g.Sum(r => r.FromCache),
                Saved = g.Sum(r => r.Saved),
            })
            .OrderByDescending(s => s.Cost).ThenByDescending(s => s.Calls).Take(most)
            .ToListAsync(ct).ConfigureAwait(false);
        return [.. sums.Select(s => (s.Key, new UsageSum(s.Calls, s.Failed, s.Unpriced, s.Input, s.Cached, s.Output, s.Cost, s.Latency, s.FromCache, s.Saved)))];
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> ProviderNamesAsync(StudioDbContext context, Guid[] ids, DateTime from, CancellationToken ct)
    {
        var names = await context.ProviderNamesAsync(ids, ct).ConfigureAwait(false);
        var gone = await context.LedgerNamesAsync([.. ids.Where(id => !names.ContainsKey(id))], from, ct).ConfigureAwait(false);
        return names.Concat(gone.Select(g => KeyValuePair.Create(g.Key, $"{g.Value} (deleted)"))).ToDictionary();
    }

    private static Guid IdOf(string key) => Guid.TryParse(key, out var id) ? id : Guid.Empty;

    private static Guid[] Ids(IEnumerable<(string Key, UsageSum Totals)> groups) => [.. groups.Select(g => IdOf(g.Key)).Where(id => id != Guid.Empty)];

    private static UsageGroup[] Named(UsageSum totals, IEnumerable<(string Key, UsageSum Totals)> groups, IReadOnlyDictionary<Guid, string> names, string none, string unknown) =>
        WithRest(totals, groups.Select(g => new UsageGroup(IdOf(g.Key), g.Key.Length == 0 ? none : names.GetValueOrDefault(IdOf(g.Key), unknown), g.Totals)));

    /// <summary>The groups add up to the total, however many there are.</summary>
    private static UsageGroup[] WithRest(UsageSum totals, IEnumerable<UsageGroup> largest)
    {
        UsageGroup[] shown = [.. largest];
        var rest = totals - Sum(shown.Select(g => g.Totals));
        return shown.Length == UsageLimits.GroupsShown && rest.Calls > 0 ? [.. shown, new(Guid.Empty, "Others", rest, IsRest: true)] : shown;
    }

    /// <summary>Hours and days without a call are there with nothing.</summary>
    private static UsagePoint[] Series(Dictionary<DateTime, UsageSum> byStart, DateTime from, DateTime now, bool isHourly)
    {
        var step = isHourly ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        return [.. Enumerable.Range(0, (int)((now - from) / step) + 1).Select(i => from + (i * step)).Select(at => new UsagePoint(at, byStart.GetValueOrDefault(at) ?? Sum([])))];
    }

    private static UsageSum Sum(IEnumerable<UsageSum> totals) => totals.Aggregate(UsageSum.None, (a, b) => a + b);
}
