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

    private static readonly string s_takeOne = $"DELETE FROM \"{CallReservation.Table}\" WHERE \"Id\" = @ids {Returned}";

    /// <summary>Locked in their order, where several can write at a time.</summary>
    private static readonly string s_takeAll =
        $"DELETE FROM \"{CallReservation.Table}\" WHERE \"Id\" IN (SELECT \"Id\" FROM \"{CallReservation.Table}\" WHERE \"Id\" = ANY(@ids) ORDER BY \"Id\" FOR UPDATE) {Returned}";

    private static readonly string s_spent =
        $") SELECT r.* FROM w CROSS JOIN \"{UsageLedger.Rollups}\" r WHERE r.\"OrganizationId\" = w.o AND r.\"Slice\" = w.s AND r.\"Period\" = w.p AND r.\"Start\" = w.b AND r.\"Key\" = w.k";

    /// <summary>Makes the books that are not there yet, and keeps others from changing any of them until the end of the transaction.</summary>
    public static async Task<Dictionary<BudgetHold, OpenBook>> OpenBooksAsync(this StudioDbContext context, IReadOnlyCollection<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var ordered = wanted.OrderBy(w => w.Budget.Id).ThenBy(w => w.Start).ToArray();
        var books = (await LockAsync(context, ordered, ct).ConfigureAwait(false)).ToDictionary(b => new BudgetHold(b.BudgetId, b.Start));
        var spent = await context.SpentAsync(ordered, ct).ConfigureAwait(false);
        return ordered.Select(w => (w.Budget, w.Start, Hold: new BudgetHold(w.Budget.Id, w.Start)))
            .ToDictionary(w => w.Hold, w => new OpenBook(w.Budget, w.Start, spent[w.Hold], books[w.Hold].Reserved));
    }

    /// <summary>In nano-dollars, of calls that have a price; of all of them in one query.</summary>
    public static async Task<Dictionary<BudgetHold, long>> SpentAsync(this StudioDbContext context, IReadOnlyCollection<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        // Joined in this order, each row is found by its key.
        var sql = new StringBuilder("WITH w(o, s, p, b, k) AS (VALUES ");
        var values = new List<object>();
        foreach (var (budget, start) in wanted)
        {
            AppendRow(sql, values, [context.Stored(budget.OrganizationId), budget.Scope.Slice().ToString(), budget.Period.Rollup().ToString(), start, budget.Key]);
        }

        var sums = await context.Set<UsageRollup>().FromSqlRaw(sql.Append(s_spent).ToString(), [.. values]).IgnoreQueryFilters().AsNoTracking()
            .ToDictionaryAsync(r => (r.OrganizationId, r.Slice, r.Period, r.Start, r.Key), r => r.Cost, ct).ConfigureAwait(false);
        return wanted.ToDictionary(
            w => new BudgetHold(w.Budget.Id, w.Start),
            w => sums.GetValueOrDefault((w.Budget.OrganizationId, w.Budget.Scope.Slice(), w.Budget.Period.Rollup(), w.Start, w.Budget.Key)));
    }

    /// <summary>
    /// Takes these calls off the list of those on their way. Every writer does so first, then adds to the sums and gives back
    /// last, each in one order: so no two wait for each other.
    /// </summary>
    /// <returns>Those that nobody else has taken: what another node has settled as lost since is not given back a second time.</returns>
    public static async Task<IReadOnlyList<TakenCall>> TakeAsync(this StudioDbContext context, IReadOnlyCollection<Guid> reservations, CancellationToken ct)
    {
        var taken = new List<TakenCall>(reservations.Count);
        if (reservations.Count == 0)
        {
            return taken;
        }

        // Past EF: every call comes by here, and making one statement of many anew takes longer than what it does.
        var isSqlite = context is SqliteStudioDbContext;
        var command = context.Database.GetDbConnection().CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = isSqlite ? s_takeOne : s_takeAll;
            var ids = command.CreateParameter();
            ids.ParameterName = "@ids";
            command.Parameters.Add(ids);
            object[] values = isSqlite ? [.. reservations.Order().Select(id => context.Stored(id))] : [reservations.ToArray()];
            foreach (var value in values)
            {
                ids.Value = value;
                var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(ct).ConfigureAwait(false))
                    {
                        var organization = reader.GetValue(0);
                        taken.Add(new(organization is byte[] bytes ? new(bytes, bigEndian: true) : (Guid)organization, reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
                    }
                }
            }
        }

        return taken;
    }

    /// <summary>Writes calls down that are about to be made.</summary>
    public static Task ReserveAsync(this StudioDbContext context, IReadOnlyList<CallReservation> calls, CancellationToken ct) => context.InsertAsync(
        CallReservation.Table, s_reservation, [.. calls.Select(r => new object?[] { r.Id, r.OrganizationId, r.At, r.ExpiresAt, r.Node, r.Amount, r.HoldsJson, r.DraftJson })], keepOld: false, ct);

    /// <summary>What was held for calls that were taken off the list.</summary>
    public static async Task GiveBackAsync(this StudioDbContext context, IReadOnlyCollection<TakenCall> taken, CancellationToken ct)
    {
        foreach (var hold in taken.SelectMany(r => r.Holds(), (r, hold) => (Hold: hold, r.Amount)).GroupBy(h => h.Hold, h => h.Amount).OrderBy(g => g.Key.BudgetId).ThenBy(g => g.Key.Start))
        {
            var (budget, start, amount) = (hold.Key.BudgetId, hold.Key.Start, hold.Sum());
            await context.Set<BudgetBook>().IgnoreQueryFilters().Where(b => b.BudgetId == budget && b.Start == start)
                .ExecuteUpdateAsync(set => set.SetProperty(b => b.Reserved, b => b.Reserved - amount), ct).ConfigureAwait(false);
        }
    }

    private static Task<List<BudgetBook>> LockAsync(StudioDbContext context, IReadOnlyList<(Budget Budget, DateTime Start)> wanted, CancellationToken ct)
    {
        var sql = new StringBuilder($"INSERT INTO \"{Table}\" (\"BudgetId\", \"Start\", \"OrganizationId\", \"Reserved\", \"Told\") VALUES ");
        var values = new List<object>();
        foreach (var (budget, start) in wanted)
        {
            AppendRow(sql, values, [context.Stored(budget.Id), start, context.Stored(budget.OrganizationId), 0, 0]);
        }

        sql.Append(CultureInfo.InvariantCulture, $" ON CONFLICT (\"BudgetId\", \"Start\") DO UPDATE SET \"Reserved\" = \"{Table}\".\"Reserved\" RETURNING *");
        return context.Set<BudgetBook>().FromSqlRaw(sql.ToString(), [.. values]).IgnoreQueryFilters().AsNoTracking().ToListAsync(ct);
    }

    private static void AppendRow(StringBuilder sql, List<object> values, IReadOnlyList<object> row)
    {
        sql.Append(values.Count == 0 ? "(" : ", (").AppendJoin(", ", row.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{{{values.Count + i}}}"))).Append(')');
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
