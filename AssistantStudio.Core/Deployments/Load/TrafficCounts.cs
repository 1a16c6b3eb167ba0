using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>What came to a deployment in a time.</summary>
/// <param name="Times">How many answers took how long: see <see cref="TimeBuckets"/>.</param>
internal sealed record TrafficCounts(long Requests, long Failed, long Rejected, long Tokens, IReadOnlyList<long> Times)
{
    public double FailedShare => Requests == 0 ? 0 : (double)Failed / Requests;
}

/// <summary>A minute of a deployment, or several as one.</summary>
public sealed record TrafficPoint(DateTime At, long Requests, long Failed, long Rejected, long Tokens);

/// <summary>What a deployment had to do in the last time.</summary>
/// <param name="P50">Milliseconds; null: it answered nobody.</param>
public sealed record DeploymentMetrics(DateTime From, int MinutesOfPoint, long Requests, long Failed, long Rejected, long Tokens, double? P50, double? P95, double? P99, IReadOnlyList<TrafficPoint> Points);

internal static class TrafficRows
{
    public static async Task<TrafficCounts> TrafficAsync(this StudioDbContext context, Guid deploymentId, DateTime since, CancellationToken ct)
    {
        var rows = await context.Set<DeploymentTraffic>().Where(t => t.DeploymentId == deploymentId && t.Start >= since).GroupBy(t => t.Bucket)
            .Select(g => new { Bucket = g.Key, Requests = g.Sum(t => t.Requests), Failed = g.Sum(t => t.Failed), Tokens = g.Sum(t => t.Tokens) }).ToListAsync(ct).ConfigureAwait(false);
        var times = new long[TimeBuckets.Count];
        foreach (var row in rows.Where(r => r.Bucket >= 0))
        {
            times[row.Bucket] = row.Requests - row.Failed;
        }

        var taken = rows.Where(r => r.Bucket >= 0).ToList();
        return new(taken.Sum(r => r.Requests), taken.Sum(r => r.Failed), rows.Where(r => r.Bucket == TimeBuckets.Rejected).Sum(r => r.Requests), taken.Sum(r => r.Tokens), times);
    }

    /// <summary>How many requests came to each of these, and how many of them got no answer. Who is not among them had none.</summary>
    public static async Task<Dictionary<Guid, (long Requests, long Failed)>> RequestsAsync(this StudioDbContext context, Guid[] deployments, DateTime since, CancellationToken ct) =>
        (await context.Set<DeploymentTraffic>().Where(t => deployments.Contains(t.DeploymentId) && t.Start >= since && t.Bucket >= 0).GroupBy(t => t.DeploymentId)
            .Select(g => new { g.Key, Requests = g.Sum(t => t.Requests), Failed = g.Sum(t => t.Failed) }).ToListAsync(ct).ConfigureAwait(false)).ToDictionary(t => t.Key, t => (t.Requests, t.Failed));

    /// <summary>The same for a picture: so many points from then on, each of as many minutes.</summary>
    public static async Task<DeploymentMetrics> MetricsAsync(this StudioDbContext context, Guid deploymentId, DateTime from, int minutesOfPoint, CancellationToken ct)
    {
        var counts = await context.TrafficAsync(deploymentId, from, ct).ConfigureAwait(false);
        var rows = await context.Set<DeploymentTraffic>().Where(t => t.DeploymentId == deploymentId && t.Start >= from).GroupBy(t => new { t.Start, IsRejected = t.Bucket == TimeBuckets.Rejected })
            .Select(g => new { g.Key.Start, g.Key.IsRejected, Requests = g.Sum(t => t.Requests), Failed = g.Sum(t => t.Failed), Tokens = g.Sum(t => t.Tokens) }).ToListAsync(ct).ConfigureAwait(false);
        var points = rows.GroupBy(r => from.AddMinutes(Math.Floor((r.Start - from).TotalMinutes / minutesOfPoint) * minutesOfPoint)).OrderBy(g => g.Key)
            .Select(g => new TrafficPoint(g.Key, g.Where(r => !r.IsRejected).Sum(r => r.Requests), g.Sum(r => r.Failed), g.Where(r => r.IsRejected).Sum(r => r.Requests), g.Sum(r => r.Tokens))).ToList();
        return new(from, minutesOfPoint, counts.Requests, counts.Failed, counts.Rejected, counts.Tokens, TimeBuckets.Quantile(counts.Times, 0.5), TimeBuckets.Quantile(counts.Times, 0.95), TimeBuckets.Quantile(counts.Times, 0.99), points);
    }
}
