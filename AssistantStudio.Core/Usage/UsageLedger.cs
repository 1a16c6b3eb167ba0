using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// Writes what calls used into the records and the rollups, inside the transaction of whoever leads: a reply and what it cost
/// are there together or not at all.
/// </summary>
internal static class UsageLedger
{
    internal const string Rollups = "UsageRollups";
    internal const string Records = "UsageRecords";

    private static readonly string[] s_record =
    [
        "Id", "OrganizationId", "At", "CallId", "Attempt", "Operation", "Outcome", "ProviderId",
        "ProviderName", "Model", "AssistantId", "DeploymentId", "ConversationId", "ApiKeyId", "UserId", "InputCount",
        "InputTokens", "CachedTokens", "CacheWriteTokens", "CacheWriteLongTokens", "OutputTokens", "ReasoningTokens", "ServiceTier", "Cost",
        "VendorCost", "IsFromCache", "Route", "Saved", "IsEstimated", "LatencyMs", "Fault", "RequestId",
    ];

    private static readonly string[] s_keys = ["OrganizationId", "Slice", "Period", "Start", "Key"];
    private static readonly string[] s_sums = ["Calls", "Failed", "Unpriced", "InputTokens", "CachedTokens", "OutputTokens", "Cost", "LatencyMs", "FromCache", "Saved"];

    private static readonly string[] s_columns = [.. s_keys, .. s_sums];

    /// <summary>Adds to the rows that are there, in words that both databases understand.</summary>
    private static readonly string s_add =
        $" ON CONFLICT ({string.Join(", ", s_keys.Select(k => $"\"{k}\""))}) DO UPDATE SET "
        + string.Join(", ", s_sums.Select(s => $"\"{s}\" = \"{Rollups}\".\"{s}\" + excluded.\"{s}\""));

    /// <summary>
    /// Past the change tracker: every call comes by here. Call it inside a transaction.
    /// </summary>
    public static async Task WriteUsageAsync(this StudioDbContext context, IReadOnlyCollection<UsageDraft> drafts, CancellationToken ct)
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Records and rollups of usage are written in one transaction.");
        }

        var taken = await context.TakeAsync([.. drafts.Select(d => d.ReservationId).OfType<Guid>().Distinct()], ct).ConfigureAwait(false);
        var records = drafts.Select(d => d.Record()).ToArray();
        await context.InsertAsync(Records, s_record, [.. records.Select(ValuesOf)], keepOld: false, ct).ConfigureAwait(false);
        await context.InsertAsync(Rollups, s_columns, [.. RollupsOf(records).Select(ValuesOf)], s_add, ct).ConfigureAwait(false);
        await context.GiveBackAsync(taken, ct).ConfigureAwait(false);
    }

    /// <summary>In one order for all writers, so that no two wait for each other.</summary>
    private static IEnumerable<UsageRollup> RollupsOf(IEnumerable<UsageRecord> records) => records
        .SelectMany(KeysOf, (record, key) => (Record: record, Key: key))
        .GroupBy(r => r.Key, r => r.Record)
        .OrderBy(g => g.Key.OrganizationId).ThenBy(g => g.Key.Slice).ThenBy(g => g.Key.Period).ThenBy(g => g.Key.Start).ThenBy(g => g.Key.Text, StringComparer.Ordinal)
        .Select(g => new UsageRollup
        {
            OrganizationId = g.Key.OrganizationId,
            Slice = g.Key.Slice,
            Period = g.Key.Period,
            Start = g.Key.Start,
            Key = g.Key.Text,
            Calls = g.Count(),
            Failed = g.Count(r => r.Outcome is not UsageOutcome.Succeeded),
            Unpriced = g.Count(r => r.Cost is null),
            InputTokens = g.Sum(r => r.InputTokens),
            CachedTokens = g.Sum(r => r.CachedTokens),
            OutputTokens = g.Sum(r => r.OutputTokens),
            Cost = g.Sum(r => r.Cost ?? 0),
            LatencyMs = g.Sum(r => (long)r.LatencyMs),
            FromCache = g.Count(r => r.IsFromCache),
            Saved = g.Sum(r => r.Saved ?? 0),
        });

    /// <summary>Few calls come by a key or from a deployment; of the others nobody asks for the sum.</summary>
    private static IEnumerable<RollupKey> KeysOf(UsageRecord record) =>
        from period in Enum.GetValues<RollupPeriod>()
        from slice in Enum.GetValues<UsageSlice>()
        where (slice != UsageSlice.Deployment || record.DeploymentId is not null) && (slice != UsageSlice.ApiKey || record.ApiKeyId is not null)
        select new RollupKey(record.OrganizationId, slice, period, StartOf(period, record.At), slice switch
        {
            UsageSlice.Provider => TextOf(record.ProviderId),
            UsageSlice.Model => record.Model,
            UsageSlice.Operation => record.Operation.ToString(),
            UsageSlice.Assistant => TextOf(record.AssistantId),
            UsageSlice.User => TextOf(record.UserId),
            UsageSlice.Deployment => TextOf(record.DeploymentId),
            UsageSlice.ApiKey => TextOf(record.ApiKeyId),
            _ => "",
        });

    private static DateTime StartOf(RollupPeriod period, DateTime at) =>
        new(at.Year, at.Month, period == RollupPeriod.Month ? 1 : at.Day, period == RollupPeriod.Hour ? at.Hour : 0, 0, 0, DateTimeKind.Utc);

    private static string TextOf(Guid? id) => id?.ToString() ?? "";

    private static object?[] ValuesOf(UsageRecord r) =>
    [
        r.Id, r.OrganizationId, r.At, r.CallId, r.Attempt, r.Operation.ToString(), r.Outcome.ToString(), r.ProviderId,
        r.ProviderName, r.Model, r.AssistantId, r.DeploymentId, r.ConversationId, r.ApiKeyId, r.UserId, r.InputCount,
        r.InputTokens, r.CachedTokens, r.CacheWriteTokens, r.CacheWriteLongTokens, r.OutputTokens, r.ReasoningTokens, r.ServiceTier, r.Cost,
        r.VendorCost, r.IsFromCache, r.Route, r.Saved, r.IsEstimated, r.LatencyMs, r.Fault, r.RequestId,
    ];

    private static object?[] ValuesOf(UsageRollup row) =>
    [
        row.OrganizationId, row.Slice.ToString(), row.Period.ToString(), row.Start, row.Key,
        row.Calls, row.Failed, row.Unpriced, row.InputTokens, row.CachedTokens, row.OutputTokens, row.Cost, row.LatencyMs, row.FromCache, row.Saved,
    ];

    private readonly record struct RollupKey(Guid OrganizationId, UsageSlice Slice, RollupPeriod Period, DateTime Start, string Text);
}
