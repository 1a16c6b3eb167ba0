using System.Globalization;
using System.Text;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// Writes what calls used into the records and the hours, inside the transaction of whoever leads: a reply and what it cost
/// are there together or not at all.
/// </summary>
internal static class UsageLedger
{
    internal const string Hours = "UsageHours";

    /// <summary>SQLite takes 32,766 values in one statement, PostgreSQL 65,535.</summary>
    private const int HoursAtOnce = 500;

    private static readonly string[] s_keys = ["OrganizationId", "Hour", "ProviderId", "Model", "Operation", "AssistantId", "UserId"];
    private static readonly string[] s_sums = ["Calls", "Failed", "Unpriced", "InputTokens", "OutputTokens", "Cost", "LatencyMs"];

    /// <summary>The records go in with the next save of the context, the hours at once. Call it inside a transaction.</summary>
    public static async Task WriteUsageAsync(this StudioDbContext context, IReadOnlyCollection<UsageDraft> drafts, CancellationToken ct)
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Records and hours of usage are written in one transaction.");
        }

        context.AddRange(drafts.Select(d => d.Record()));
        foreach (var some in HoursOf(drafts).Chunk(HoursAtOnce))
        {
            await AddAsync(context, some, ct).ConfigureAwait(false);
        }
    }

    /// <summary>In one order for all writers, so that no two wait for each other.</summary>
    private static IEnumerable<UsageHour> HoursOf(IEnumerable<UsageDraft> drafts) => drafts
        .GroupBy(d => (
            d.OrganizationId, Hour: new DateTime(d.At.Year, d.At.Month, d.At.Day, d.At.Hour, 0, 0, DateTimeKind.Utc),
            Provider: d.ProviderId ?? Guid.Empty, Model: d.Record().Model, d.Operation, Assistant: d.AssistantId ?? Guid.Empty, User: d.UserId ?? Guid.Empty))
        .OrderBy(g => g.Key.OrganizationId).ThenBy(g => g.Key.Hour).ThenBy(g => g.Key.Provider).ThenBy(g => g.Key.Model, StringComparer.Ordinal)
        .ThenBy(g => g.Key.Operation).ThenBy(g => g.Key.Assistant).ThenBy(g => g.Key.User)
        .Select(g => new UsageHour
        {
            OrganizationId = g.Key.OrganizationId,
            Hour = g.Key.Hour,
            ProviderId = g.Key.Provider,
            Model = g.Key.Model,
            Operation = g.Key.Operation,
            AssistantId = g.Key.Assistant,
            UserId = g.Key.User,
            Calls = g.Count(),
            Failed = g.Count(d => d.Outcome is not UsageOutcome.Succeeded),
            Unpriced = g.Count(d => d.Cost is null),
            InputTokens = g.Sum(d => d.Usage.Input),
            OutputTokens = g.Sum(d => d.Usage.Output),
            Cost = g.Sum(d => d.Cost ?? 0),
            LatencyMs = g.Sum(d => (long)d.LatencyMs),
        });

    /// <summary>Adds to the rows that are there and makes those that are not, in one statement that both databases understand.</summary>
    private static async Task AddAsync(StudioDbContext context, UsageHour[] hours, CancellationToken ct)
    {
        var columns = s_keys.Concat(s_sums).ToArray();
        var sql = new StringBuilder($"INSERT INTO \"{Hours}\" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ");
        var values = new List<object>(hours.Length * columns.Length);
        foreach (var hour in hours)
        {
            sql.Append(values.Count == 0 ? "(" : ", (");
            object[] row = [Stored(context, hour.OrganizationId), hour.Hour, Stored(context, hour.ProviderId), hour.Model, hour.Operation.ToString(), Stored(context, hour.AssistantId), Stored(context, hour.UserId),
                hour.Calls, hour.Failed, hour.Unpriced, hour.InputTokens, hour.OutputTokens, hour.Cost, hour.LatencyMs];
            sql.AppendJoin(", ", row.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{{{values.Count + i}}}"))).Append(')');
            values.AddRange(row);
        }

        sql.Append(CultureInfo.InvariantCulture, $" ON CONFLICT ({string.Join(", ", s_keys.Select(k => $"\"{k}\""))}) DO UPDATE SET ")
            .AppendJoin(", ", s_sums.Select(s => $"\"{s}\" = \"{Hours}\".\"{s}\" + excluded.\"{s}\""));
        await context.Database.ExecuteSqlRawAsync(sql.ToString(), values, ct).ConfigureAwait(false);
    }

    /// <summary>Ids are bytes on SQLite, and a value that is no property of an entity is not converted by itself.</summary>
    private static object Stored(StudioDbContext context, Guid id) => context is SqliteStudioDbContext ? id.ToByteArray(bigEndian: true) : id;
}
