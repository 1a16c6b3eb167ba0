using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Jobs;

/// <summary>Starts and stops all that runs jobs. Register it after whatever brings the database up to date.</summary>
internal sealed class JobHost(JobWorker worker, JobClock clock, IOptions<JobOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        await clock.StartAsync(cancellationToken).ConfigureAwait(false);
        worker.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await clock.StopAsync(cancellationToken).ConfigureAwait(false);
        await worker.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
