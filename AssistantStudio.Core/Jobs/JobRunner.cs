using System.Diagnostics;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Jobs;

/// <summary>Runs one attempt of one run from beginning to end, whatever the end is.</summary>
internal sealed class JobRunner(
    IServiceScopeFactory scopes, JobCatalog catalog, JobQueue queue, StudioDb db, TimeProvider clock, ILogger<JobRunner> log)
{
    public const string ActivitySourceName = "AssistantStudio.Jobs";

    private const int MaxEndTries = 5;

    private static readonly ActivitySource s_activities = new(ActivitySourceName);

    public static string NewReference() => Activity.Current?.TraceId.ToString() ?? Guid.NewGuid().ToString("N");

    public async Task RunAsync(ClaimedRun run, RunRecorder recorder, CancellationToken stop)
    {
        using var activity = s_activities.StartActivity(run.JobKey);
        JobLog.Starting(log, run.JobKey, run.Id, run.Attempt);
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var ended = new CancellationTokenSource();
        var pulse = PulseAsync(recorder, halt, ended.Token);
        var (end, error, reference) = await TryAsync(run, recorder, halt.Token).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        var signal = await pulse.ConfigureAwait(false);
        if (signal == RunSignal.Lost || end is null)
        {
            JobLog.Lost(log, run.JobKey, run.Id);
            return;
        }

        // A job that was told to stop may well say so by failing: its call broke off. Only what it finished counts as finished.
        var final = signal == RunSignal.CancelRequested && end != RunEnd.Succeeded ? RunEnd.Cancelled : end.Value;
        await WriteEndAsync(run, recorder, final, error, reference).ConfigureAwait(false);
        JobLog.Ended(log, run.JobKey, run.Id, final);
    }

    /// <summary>Null: the run is no longer ours. Stopped stands for every halt; the caller knows the cause.</summary>
    private async Task<(RunEnd? End, string? Error, string? Reference)> TryAsync(ClaimedRun run, RunRecorder recorder, CancellationToken halt)
    {
        try
        {
            var job = catalog.Find(run.JobKey) ?? throw new NotFoundException("The job");
            var parameters = JobParameters.ReadStored(job.Definition, run.Parameters);
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var access = scope.ServiceProvider.GetRequiredService<Access>();
                access.Become(Grant.ForJob(run.JobKey, run.OrganizationId));
                await recorder.LoadAsync(halt).ConfigureAwait(false);
                var journal = new JobJournal(db, run, access, recorder, clock, log);
                await job.RunAsync(scope.ServiceProvider, new JobContext(run, access, parameters, recorder, journal), halt).ConfigureAwait(false);
            }

            return (RunEnd.Succeeded, null, null);
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            return (RunEnd.Stopped, null, null);
        }
        catch (RunLostException)
        {
            return (null, null, null);
        }
        catch (Exception e)
        {
            var reference = NewReference();
            JobLog.Failed(log, e, run.JobKey, run.Id, reference);
            var hopeless = e is ValidationException or ForbiddenException or NotFoundException;
            var sentence = e is StudioException ? e.Message : "An unexpected error occurred.";
            return (hopeless ? RunEnd.GivenUp : RunEnd.Failed, sentence, reference);
        }
    }

    /// <summary>Carries progress out and cancellation in while the job works. Gives back what it heard.</summary>
    private async Task<RunSignal> PulseAsync(RunRecorder recorder, CancellationTokenSource halt, CancellationToken ended)
    {
        var heard = RunSignal.GoOn;
        for (var pulse = 1; !ended.IsCancellationRequested; pulse++)
        {
            try
            {
                await recorder.WaitForPulseAsync(ended).ConfigureAwait(false);
                var signal = await recorder.FlushAsync(heartbeat: pulse % JobLimits.PulsesPerHeartbeat == 0, CancellationToken.None).ConfigureAwait(false); // Broken off, nobody knows whether it was stored.
                if (signal != RunSignal.GoOn && heard == RunSignal.GoOn)
                {
                    heard = signal;
                    await halt.CancelAsync().ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                JobLog.LoopFailed(log, e);
            }
        }

        return heard;
    }

    /// <summary>A full disk or a locked database may pass; if not, the next start finds the run and recovers it.</summary>
    private async Task WriteEndAsync(ClaimedRun run, RunRecorder recorder, RunEnd end, string? error, string? reference)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await recorder.FlushAsync(heartbeat: true, CancellationToken.None).ConfigureAwait(false);
                await queue.FinishAsync(run, end, error, reference, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (tries < MaxEndTries)
            {
                JobLog.WriteFailed(log, e, run.JobKey, run.Id);
                await Task.Delay(JobLimits.PulseInterval, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
