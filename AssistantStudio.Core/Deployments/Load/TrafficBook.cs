using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// Counts what comes to deployments and writes it down every few seconds, so that no request waits for it. A crash loses the
/// last seconds of these counts and nothing of what was paid: that stands in the ledger.
/// </summary>
internal sealed class TrafficBook(StudioDb db, TimeProvider clock, ILogger<TrafficBook> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_keep = TimeSpan.FromDays(14);
    private static readonly string[] s_columns = ["DeploymentId", "Start", "Bucket", "OrganizationId", "Requests", "Failed", "Tokens"];
    private static readonly string s_add = $" ON CONFLICT (\"DeploymentId\", \"Start\", \"Bucket\") DO UPDATE SET {string.Join(", ", new[] { "Requests", "Failed", "Tokens" }.Select(c => $"\"{c}\" = \"{DeploymentTraffic.Table}\".\"{c}\" + excluded.\"{c}\""))}";

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Dictionary<(Guid DeploymentId, DateTime Start, int Bucket), (Guid OrganizationId, long Requests, long Failed, long Tokens)> _counts = [];
    private DateTime _cleaned;

    public void Note(Guid organizationId, Guid deploymentId, TimeSpan took, bool failed, long tokens) => Add(organizationId, deploymentId, TimeBuckets.Of(took.TotalMilliseconds), failed, tokens);

    public void NoteRejected(Guid organizationId, Guid deploymentId) => Add(organizationId, deploymentId, TimeBuckets.Rejected, false, 0);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await TryToWriteAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Whoever judges by the counts has them written down first.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct).ConfigureAwait(false);
        var counts = Swap([]);
        try
        {
            if (counts.Count > 0)
            {
                await StoreAsync(counts, ct).ConfigureAwait(false);
            }
        }
        catch
        {
            GiveBack(counts);
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
            await TryToWriteAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TryToWriteAsync(CancellationToken ct)
    {
        try
        {
            await WriteAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            DeploymentLog.TrafficNotWritten(log, e);
        }
    }

    private async Task StoreAsync(Dictionary<(Guid DeploymentId, DateTime Start, int Bucket), (Guid OrganizationId, long Requests, long Failed, long Tokens)> counts, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                // A deployment that is gone meanwhile takes no counts; in one order for all writers.
                Guid[] ids = [.. counts.Keys.Select(k => k.DeploymentId).Distinct()];
                var known = (await context.Set<Deployment>().IgnoreQueryFilters().Where(d => ids.Contains(d.Id)).Select(d => d.Id).ToListAsync(ct).ConfigureAwait(false)).ToHashSet();
                await context.InsertAsync(
                    DeploymentTraffic.Table, s_columns,
                    [
                        .. counts.Where(c => known.Contains(c.Key.DeploymentId)).OrderBy(c => c.Key).Select(c => new object?[]
                        {
                            c.Key.DeploymentId, c.Key.Start, c.Key.Bucket, c.Value.OrganizationId, c.Value.Requests, c.Value.Failed, c.Value.Tokens,
                        }),
                    ], s_add, ct).ConfigureAwait(false);
                if (now - _cleaned > TimeSpan.FromHours(1))
                {
                    var old = now - s_keep;
                    var compared = await ComparedAsync(context, ct).ConfigureAwait(false);
                    await context.Set<DeploymentTraffic>().IgnoreQueryFilters().Where(t => t.Start < old && !compared.Contains(t.DeploymentId)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
                    _cleaned = now;
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Canaries and what they stand beside: those are judged by all that came since the beginning.</summary>
    private static async Task<Guid[]> ComparedAsync(StudioDbContext context, CancellationToken ct)
    {
        var all = context.Set<Deployment>().IgnoreQueryFilters();
        return await all.Where(c => c.IsCanary)
            .Join(all.Where(d => d.IsCurrent || d.IsCanary), c => new { c.OrganizationId, c.AssistantId, c.Environment }, d => new { d.OrganizationId, d.AssistantId, d.Environment }, (c, d) => d.Id)
            .Distinct().ToArrayAsync(ct).ConfigureAwait(false);
    }

    private void Add(Guid organizationId, Guid deploymentId, int bucket, bool failed, long tokens)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var key = (deploymentId, new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Utc), bucket);
        lock (_lock)
        {
            var (_, requests, wrong, used) = _counts.GetValueOrDefault(key);
            _counts[key] = (organizationId, requests + 1, wrong + (failed ? 1 : 0), used + tokens);
        }
    }

    private Dictionary<(Guid DeploymentId, DateTime Start, int Bucket), (Guid OrganizationId, long Requests, long Failed, long Tokens)> Swap(
        Dictionary<(Guid DeploymentId, DateTime Start, int Bucket), (Guid OrganizationId, long Requests, long Failed, long Tokens)> next)
    {
        lock (_lock)
        {
            (var taken, _counts) = (_counts, next);
            return taken;
        }
    }

    private void GiveBack(Dictionary<(Guid DeploymentId, DateTime Start, int Bucket), (Guid OrganizationId, long Requests, long Failed, long Tokens)> counts)
    {
        lock (_lock)
        {
            foreach (var (key, back) in counts)
            {
                var (_, requests, failed, tokens) = _counts.GetValueOrDefault(key);
                _counts[key] = (back.OrganizationId, requests + back.Requests, failed + back.Failed, tokens + back.Tokens);
            }
        }
    }
}
