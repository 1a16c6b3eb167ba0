using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>A run that wrote the archive in which it still says "running".</summary>
internal static class RestoredRun
{
    public static Task EndAsync(StudioDbContext context, Guid run, DateTime at, CancellationToken ct) =>
        context.Set<JobRun>().IgnoreQueryFilters().Where(r => r.Id == run && r.Status == JobRunStatus.Running)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(r => r.Status, JobRunStatus.Succeeded)
                    .SetProperty(r => r.Node, (string?)null)
                    .SetProperty(r => r.FinishedAt, at),
                ct);
}
