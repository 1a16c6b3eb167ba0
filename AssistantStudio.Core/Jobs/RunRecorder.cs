using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

internal enum RunSignal
{
    GoOn,
    CancelRequested,

    /// <summary>Another node has taken the run: this one was silent for too long.</summary>
    Lost,
}

/// <summary>
/// The live link between a running job and its row: collects progress and log lines, writes them at most once a second,
/// and hears of cancellation.
/// </summary>
internal sealed class RunRecorder(StudioDb db, NodeIdentity node, ChangeFeed feed, TimeProvider clock, ClaimedRun run) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly SemaphoreSlim _nudge = new(0, 1);
    private List<JobRunLine> _lines = [];
    private Progress _progress = new(0, null, null, default);
    private int _lastOrdinal;
    private bool _dirty;

    public Guid RunId => run.Id;

    public async Task LoadAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            _lastOrdinal = await context.Set<JobRunLine>().IgnoreQueryFilters().Where(l => l.RunId == run.Id)
                .MaxAsync(l => (int?)l.Ordinal, ct).ConfigureAwait(false) ?? 0;
        }
    }

    public void Report(long done, long? total, string? message) =>
        Change(p => p with { Done = done, Total = total, Message = JobText.Cut(message, JobLimits.MessageLength) });

    public void Count(JobItemCounts items, long done, long total) => Change(p => p with { Items = items, Done = done, Total = total });

    public void Line(JobLineLevel level, string text)
    {
        lock (_lock)
        {
            if (_lastOrdinal >= JobLimits.MaxLinesPerRun)
            {
                return;
            }

            _lastOrdinal++;
            _dirty = true;
            _lines.Add(new JobRunLine
            {
                RunId = run.Id,
                OrganizationId = run.OrganizationId,
                Ordinal = _lastOrdinal,
                At = clock.GetUtcNow().UtcDateTime,
                Level = _lastOrdinal == JobLimits.MaxLinesPerRun ? JobLineLevel.Warning : level,
                Text = _lastOrdinal == JobLimits.MaxLinesPerRun
                    ? string.Create(CultureInfo.InvariantCulture, $"This log is full ({JobLimits.MaxLinesPerRun} lines). Further lines are left out.")
                    : JobText.Cut(text, JobLimits.LineLength),
            });
        }
    }

    /// <summary>Something happened to the run outside: look now instead of at the next pulse.</summary>
    public void Nudge()
    {
        try
        {
            _nudge.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is going to look anyway, or has ended.
        }
    }

    public Task WaitForPulseAsync(CancellationToken ct) => _nudge.WaitAsync(JobLimits.PulseInterval, ct);

    public async Task<RunSignal> FlushAsync(bool heartbeat, CancellationToken ct)
    {
        await _flushing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var (progress, lines, dirty) = Take();
            try
            {
                return await WriteAsync(progress, lines, dirty || heartbeat, dirty, ct).ConfigureAwait(false);
            }
            catch
            {
                PutBack(lines);
                throw;
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose()
    {
        _flushing.Dispose();
        _nudge.Dispose();
    }

    private async Task<RunSignal> WriteAsync(Progress progress, List<JobRunLine> lines, bool write, bool dirty, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var mine = context.Set<JobRun>().IgnoreQueryFilters()
                .Where(r => r.Id == run.Id && r.Node == node.Name && r.Attempt == run.Attempt && r.Status == JobRunStatus.Running);
            if (write && await UpdateAsync(mine, progress, ct).ConfigureAwait(false) == 0)
            {
                return RunSignal.Lost;
            }

            if (lines.Count > 0)
            {
                context.AddRange(lines);
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                lines.Clear(); // Stored: a failure after this must not put them back.
            }

            var state = await mine.Select(r => new { Cancel = r.CancelRequestedAt != null }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (dirty)
            {
                feed.Publish(new Change(JobQueue.Topic, run.OrganizationId, run.Id));
            }

            return state is null ? RunSignal.Lost : state.Cancel ? RunSignal.CancelRequested : RunSignal.GoOn;
        }
    }

    private Task<int> UpdateAsync(IQueryable<JobRun> mine, Progress progress, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return mine.ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.HeartbeatAt, now)
                .SetProperty(r => r.Done, progress.Done)
                .SetProperty(r => r.Total, progress.Total)
                .SetProperty(r => r.Message, progress.Message)
                .SetProperty(r => r.ItemsDone, progress.Items.Done)
                .SetProperty(r => r.ItemsSkipped, progress.Items.Skipped)
                .SetProperty(r => r.ItemsFailed, progress.Items.Failed),
            ct);
    }

    private void Change(Func<Progress, Progress> change)
    {
        lock (_lock)
        {
            _progress = change(_progress);
            _dirty = true;
        }
    }

    private (Progress Progress, List<JobRunLine> Lines, bool Dirty) Take()
    {
        lock (_lock)
        {
            var taken = (_progress, _lines, _dirty);
            _lines = [];
            _dirty = false;
            return taken;
        }
    }

    private void PutBack(List<JobRunLine> lines)
    {
        lock (_lock)
        {
            _lines.InsertRange(0, lines);
            _dirty = true;
        }
    }

    private sealed record Progress(long Done, long? Total, string? Message, JobItemCounts Items);
}
