using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Tests.Support;

internal static class QueuedJobs
{
    /// <summary>Carries out what waits in the queue, in this thread, as a worker would.</summary>
    public static async Task WorkOffJobsAsync(this TestStudio studio)
    {
        while (await studio.Get<JobQueue>().ClaimAsync(CancellationToken.None) is { } run)
        {
            using var recorder = new RunRecorder(studio.Get<StudioDb>(), studio.Get<NodeIdentity>(), studio.Get<ChangeFeed>(), studio.Clock, run);
            await studio.Get<JobRunner>().RunAsync(run, recorder, CancellationToken.None);
        }
    }
}
