using System.Globalization;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// The books of budgets inside a transaction: taken hold of in one order, so that no two writers wait for each other. What was
/// spent is read from the ledger's sums after that, so that a call is counted as held back or as spent, and never as neither.
/// </summary>
internal static class BudgetBooks
{
    internal const string Table = "BudgetBooks";

    /// <summary>Makes the books that are not there yet, and keeps others from changing any of them until the end of the transaction.</summary>
    public static async Task<Dictionary<BudgetHold, OpenBook>> OpenBooksAsync(this StudioDbContext context, IReadOnlyCollection<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var ordered = wanted.OrderBy(w => w.Budget.Id).ThenBy(w => w.Start).ToArray();
        await LockAsync(context, ordered, ct).ConfigureAwait(false);
        var (ids, starts) = (ordered.Select(w => w.Budget.Id).Distinct().ToArray(), ordered.Select(w => w.Start).Distinct().ToArray());
        var books = await context.Set<BudgetBook>().IgnoreQueryFilters().AsNoTracking().Where(b => ids.Contains(b.BudgetId) && starts.Contains(b.Start))
            .ToDictionaryAsync(b => new BudgetHold(b.BudgetId, b.Start), ct).ConfigureAwait(false);
        var open = new Dictionary<BudgetHold, OpenBook>();
        foreach (var (budget, start) in ordered)
        {
            var hold = new BudgetHold(budget.Id, start);
            open[hold] = new(budget, start, await context.SpentAsync(budget, start, ct).ConfigureAwait(false), books[hold].Reserved);
        }

        return open;
    }

    /// <summary>In nano-dollars, of calls that have a price.</summary>
    public static Task<long> SpentAsync(this StudioDbContext context, Budget budget, DateTime start, CancellationToken ct)
    {
        var (organization, slice, period, key) = (budget.OrganizationId, budget.Scope.Slice(), budget.Period.Rollup(), budget.Key);
        return context.Set<UsageRollup>().IgnoreQueryFilters()
            .Where(r => r.OrganizationId == organization && r.Slice == slice && r.Period == period && r.Start == start && r.Key == key)
            .Select(r => r.Cost).SingleOrDefaultAsync(ct);
    }

    /// <summary>
    /// Takes these calls off the list of those on their way. Every writer does so first, then adds to the sums and gives back
    /// last, each in one order: so no two wait for each other.
    /// </summary>
    /// <returns>Those that nobody else has taken: what another node has settled as lost since is not given back a second time.</returns>
    public static async Task<IReadOnlyList<CallReservation>> TakeAsync(this StudioDbContext context, IReadOnlyCollection<Guid> reservations, CancellationToken ct) =>
        reservations.Count == 0 ? []
            : await context.Set<CallReservation>().FromSqlRaw(context.DeletionOf(reservations.Count), [.. reservations.Select(id => context.Stored(id))])
                .IgnoreQueryFilters().AsNoTracking().ToListAsync(ct).ConfigureAwait(false);

    /// <summary>What was held for calls that were taken off the list.</summary>
    public static async Task GiveBackAsync(this StudioDbContext context, IReadOnlyCollection<CallReservation> taken, CancellationToken ct)
    {
        foreach (var hold in taken.SelectMany(r => r.Holds(), (r, hold) => (Hold: hold, r.Amount)).GroupBy(h => h.Hold, h => h.Amount).OrderBy(g => g.Key.BudgetId).ThenBy(g => g.Key.Start))
        {
            var (budget, start, amount) = (hold.Key.BudgetId, hold.Key.Start, hold.Sum());
            await context.Set<BudgetBook>().IgnoreQueryFilters().Where(b => b.BudgetId == budget && b.Start == start)
                .ExecuteUpdateAsync(set => set.SetProperty(b => b.Reserved, b => b.Reserved - amount), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Locked in their order where several can write at a time; SQLite has one writer, and no word for it.</summary>
    private static string DeletionOf(this StudioDbContext context, int count) =>
        new StringBuilder($"DELETE FROM \"{CallReservation.Table}\" WHERE \"Id\" IN (SELECT \"Id\" FROM \"{CallReservation.Table}\" WHERE \"Id\" IN (")
            .AppendJoin(", ", Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{{i}}}")))
            .Append(") ORDER BY \"Id\"").Append(context is SqliteStudioDbContext ? "" : " FOR UPDATE").Append(") RETURNING *").ToString();

    private static async Task LockAsync(StudioDbContext context, IReadOnlyList<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        var sql = new StringBuilder($"INSERT INTO \"{Table}\" (\"BudgetId\", \"Start\", \"OrganizationId\", \"Reserved\", \"Told\") VALUES ");
        var values = new List<object>();
        foreach (var (budget, start) in wanted)
        {
            var at = values.Count;
            sql.Append(at == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"({{{at}}}, {{{at + 1}}}, {{{at + 2}}}, 0, 0)");
            values.AddRange([context.Stored(budget.Id), start, context.Stored(budget.OrganizationId)]);
        }

        sql.Append(CultureInfo.InvariantCulture, $" ON CONFLICT (\"BudgetId\", \"Start\") DO UPDATE SET \"Reserved\" = \"{Table}\".\"Reserved\"");
        await context.Database.ExecuteSqlRawAsync(sql.ToString(), values, ct).ConfigureAwait(false);
    }
}

/// <summary>A period of a budget while a transaction holds it.</summary>
internal sealed record OpenBook(Budget Budget, DateTime Start, long Spent, long WasReserved)
{
    public long Reserved { get; set; } = WasReserved;

    public bool HasRoomFor(long amount) => Budget.Amount - Spent - Reserved >= amount;
}
