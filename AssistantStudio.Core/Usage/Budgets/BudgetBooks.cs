using System.Globalization;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// The books of budgets inside a transaction: taken hold of in one order, so that no two writers wait for each other. What was
/// spent is read from the ledger's sums after that, so that a call is counted as held back or as spent, and never as neither.
/// </summary>
internal static class BudgetBooks
{
    internal const string Table = "BudgetBooks";

    private const string Returned = "RETURNING \"OrganizationId\", \"Amount\", \"HoldsJson\", \"DraftJson\"";

    private static readonly string[] s_reservation = ["Id", "OrganizationId", "At", "ExpiresAt", "Node", "Amount", "HoldsJson", "DraftJson"];

    private static readonly string s_takeOne = $"DELETE FROM \"{CallReservation.Table}\" WHERE \"Id\" = @p0 {Returned}";

    /// <summary>Locked in their order, where several can write at a time.</summary>
    private static readonly string s_takeAll =
        $"DELETE FROM \"{CallReservation.Table}\" WHERE \"Id\" IN (SELECT \"Id\" FROM \"{CallReservation.Table}\" WHERE \"Id\" = ANY(@p0) ORDER BY \"Id\" FOR UPDATE) {Returned}";

    private static readonly string s_spent =
        $") SELECT w.i, r.\"Cost\" FROM w CROSS JOIN \"{UsageLedger.Rollups}\" r WHERE r.\"OrganizationId\" = w.o AND r.\"Slice\" = w.s AND r.\"Period\" = w.p AND r.\"Start\" = w.b AND r.\"Key\" = w.k";

    private static readonly string s_hold = $"UPDATE \"{Table}\" SET \"Reserved\" = @p2 WHERE \"BudgetId\" = @p0 AND \"Start\" = @p1";
    private static readonly string s_giveBack = $"UPDATE \"{Table}\" SET \"Reserved\" = \"Reserved\" - @p2 WHERE \"BudgetId\" = @p0 AND \"Start\" = @p1";

    /// <summary>Makes the books that are not there yet, and keeps others from changing any of them until the end of the transaction.</summary>
    public static async Task<Dictionary<BudgetHold, OpenBook>> OpenBooksAsync(this StudioDbContext context, IReadOnlyCollection<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var ordered = wanted.OrderBy(w => w.Budget.Id).ThenBy(w => w.Start).ToArray();
        var books = (await LockAsync(context, ordered, ct).ConfigureAwait(false)).ToDictionary(b => b.Hold, b => b.Reserved);
        var spent = await context.SpentAsync(ordered, ct).ConfigureAwait(false);
        return ordered.Select(w => (w.Budget, w.Start, Hold: new BudgetHold(w.Budget.Id, w.Start)))
            .ToDictionary(w => w.Hold, w => new OpenBook(w.Budget, w.Start, spent[w.Hold], books[w.Hold]));
    }

    /// <summary>In nano-dollars, of calls that have a price; of all of them in one query.</summary>
    public static async Task<Dictionary<BudgetHold, long>> SpentAsync(this StudioDbContext context, IReadOnlyCollection<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        // Joined in this order, each row is found by its key.
        var sql = new StringBuilder("WITH w(i, o, s, p, b, k) AS (VALUES ");
        var (values, holds) = (new List<object>(), new List<BudgetHold>());
        foreach (var (budget, start) in wanted)
        {
            AppendRow(sql, values, string.Create(CultureInfo.InvariantCulture, $"{holds.Count}, "), [budget.OrganizationId, budget.Scope.Slice().ToString(), budget.Period.Rollup().ToString(), start, budget.Key]);
            holds.Add(new(budget.Id, start));
        }

        var sums = holds.ToDictionary(h => h, _ => 0L);
        foreach (var (at, cost) in await context.ReadRawAsync(sql.Append(s_spent).ToString(), values, r => (r.GetInt32(0), r.GetInt64(1)), ct).ConfigureAwait(false))
        {
            sums[holds[at]] = cost;
        }

        return sums;
    }

    /// <summary>
    /// Takes these calls off the list of those on their way. Every writer does so first, then adds to the sums and gives back
    /// last, each in one order: so no two wait for each other.
    /// </summary>
    /// <returns>Those that nobody else has taken: what another node has settled as lost since is not given back a second time.</returns>
    public static async Task<IReadOnlyList<TakenCall>> TakeAsync(this StudioDbContext context, IReadOnlyCollection<Guid> reservations, CancellationToken ct)
    {
        static TakenCall Of(System.Data.Common.DbDataReader r) => new(r.Id(0), r.GetInt64(1), r.GetString(2), r.GetString(3));
        if (reservations.Count == 0)
        {
            return [];
        }

        if (context is not SqliteStudioDbContext)
        {
            return await context.ReadRawAsync(s_takeAll, [reservations.ToArray()], Of, ct).ConfigureAwait(false);
        }

        var taken = new List<TakenCall>(reservations.Count);
        foreach (var id in reservations)
        {
            taken.AddRange(await context.ReadRawAsync(s_takeOne, [id], Of, ct).ConfigureAwait(false));
        }

        return taken;
    }

    /// <summary>What is held back of a budget from now on.</summary>
    public static Task HoldAsync(this StudioDbContext context, OpenBook book, CancellationToken ct) => context.ExecuteRawAsync(s_hold, [book.Budget.Id, book.Start, book.Reserved], ct);

    /// <summary>Writes calls down that are about to be made.</summary>
    public static Task ReserveAsync(this StudioDbContext context, IReadOnlyList<CallReservation> calls, CancellationToken ct) => context.InsertAsync(
        CallReservation.Table, s_reservation, [.. calls.Select(r => new object?[] { r.Id, r.OrganizationId, r.At, r.ExpiresAt, r.Node, r.Amount, r.HoldsJson, r.DraftJson })], keepOld: false, ct);

    /// <summary>What was held for calls that were taken off the list.</summary>
    public static async Task GiveBackAsync(this StudioDbContext context, IReadOnlyCollection<TakenCall> taken, CancellationToken ct)
    {
        foreach (var hold in taken.SelectMany(r => r.Holds(), (r, hold) => (Hold: hold, r.Amount)).GroupBy(h => h.Hold, h => h.Amount).OrderBy(g => g.Key.BudgetId).ThenBy(g => g.Key.Start))
        {
            var (budget, start, amount) = (hold.Key.BudgetId, hold.Key.Start, hold.Sum());
            await context.ExecuteRawAsync(s_giveBack, [budget, start, amount], ct).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<(BudgetHold Hold, long Reserved)>> LockAsync(StudioDbContext context, IReadOnlyList<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        var sql = new StringBuilder($"INSERT INTO \"{Table}\" (\"BudgetId\", \"Start\", \"OrganizationId\", \"Reserved\", \"Told\") VALUES ");
        var values = new List<object>();
        foreach (var (budget, start) in wanted)
        {
            AppendRow(sql, values, "", [budget.Id, start, budget.OrganizationId, 0L, 0]);
        }

        sql.Append(CultureInfo.InvariantCulture, $" ON CONFLICT (\"BudgetId\", \"Start\") DO UPDATE SET \"Reserved\" = \"{Table}\".\"Reserved\" RETURNING \"BudgetId\", \"Start\", \"Reserved\"");
        return await context.ReadRawAsync(sql.ToString(), values, r => (new BudgetHold(r.Id(0), r.GetDateTime(1)), r.GetInt64(2)), ct).ConfigureAwait(false);
    }

    /// <param name="first">Goes before the values, as it is.</param>
    private static void AppendRow(StringBuilder sql, List<object> values, string first, IReadOnlyList<object> row)
    {
        sql.Append(values.Count == 0 ? "(" : ", (").Append(first).AppendJoin(", ", row.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@p{values.Count + i}"))).Append(')');
        values.AddRange(row);
    }
}

/// <summary>A call that was taken off the list of those on their way.</summary>
internal sealed record TakenCall(Guid OrganizationId, long Amount, string HoldsJson, string DraftJson)
{
    public IReadOnlyList<BudgetHold> Holds() => StoredJson.Read<BudgetHold[]>(HoldsJson);
}

/// <summary>A period of a budget while a transaction holds it.</summary>
internal sealed record OpenBook(Budget Budget, DateTime Start, long Spent, long WasReserved)
{
    public long Reserved { get; set; } = WasReserved;

    public bool HasRoomFor(long amount) => Budget.Amount - Spent - Reserved >= amount;
}
