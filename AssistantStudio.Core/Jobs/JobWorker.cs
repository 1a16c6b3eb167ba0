using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

/// <summary>This node's hands: takes queued runs as places become free, and picks up what dead programs left.</summary>
internal sealed class JobWorker(
    JobQueue queue, JobRunner runner, StudioDb db, NodeIdentity node, ChangeFeed feed, TimeProvider clock,
    JobPulse pulse, IOptions<JobOptions> options, ILogger<JobWorker> log) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, (RunRecorder Recorder, Task Task)> _running = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _subscription;
    private Task _loop = Task.CompletedTask;
    private Task? _stopped;
    private volatile bool _stopping;

    public int RunningCount => _running.Count;

    public void Start()
    {
        _subscription = feed.SubscribeAll(JobQueue.SignalsTopic, OnSignal);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>
    /// Asks the running jobs to let go and waits for them, but not for ever. A host may stop its services twice: both wait for
    /// the same end, or the one that comes second would go on and dispose what the first still works with.
    /// </summary>
    public Task StopAsync(CancellationToken ct)
    {
        lock (_stop)
        {
            return _stopped ??= _stopping ? Task.CompletedTask : StopOnceAsync(ct);
        }
    }

    private async Task StopOnceAsync(CancellationToken ct)
    {
        _stopping = true;
        _subscription?.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loop.WaitAsync(ct).ConfigureAwait(false);
            await Task.WhenAll(_running.Values.Select(r => r.Task)).WaitAsync(JobLimits.StopTime, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            JobLog.StopTimedOut(log);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _subscription?.Dispose();
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await queue.RecoverAsync([.. _running.Keys], _stop.Token).ConfigureAwait(false);
                while (_running.Count < options.Value.ParallelRuns && await queue.ClaimAsync(_stop.Token).ConfigureAwait(false) is { } run)
                {
                    Begin(run);
                }

                pulse.Beat();
                await _wake.WaitAsync(JobLimits.PollInterval, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                JobLog.LoopFailed(log, e);
                await Task.Delay(JobLimits.PollInterval, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Begin(ClaimedRun run)
    {
        var recorder = new RunRecorder(db, node, feed, clock, run);
        var gate = new TaskCompletionSource();
        var task = Task.Run(async () =>
        {
            await gate.Task.ConfigureAwait(false);
            try
            {
                await runner.RunAsync(run, recorder, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                JobLog.WriteFailed(log, e, run.JobKey, run.Id);
            }
            finally
            {
                _running.TryRemove(run.Id, out _);
                recorder.Dispose();
                Wake();
            }
        });
        _running[run.Id] = (recorder, task);
        gate.SetResult();
    }

    private void OnSignal(Change change)
    {
        if (change.Id is { } id && _running.TryGetValue(id, out var running))
        {
            running.Recorder.Nudge();
        }
        else
        {
            Wake();
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is about to look anyway, or has ended.
        }
    }
}
