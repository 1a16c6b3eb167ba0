using System.ComponentModel.DataAnnotations;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

public sealed record RunLogCleanUpParameters
{
    [Display(Name = "Keep runs for", Description = "Days. Older runs go, with their log and their journal.")]
    [Range(1, 3650, ErrorMessage = "Between 1 and 3650 days.")]
    public int RunDays { get; init; } = 90;

    [Display(Name = "Keep journals for", Description = "Days. Journals are long; a run without one can no longer be retried where it stopped.")]
    [Range(1, 3650, ErrorMessage = "Between 1 and 3650 days.")]
    public int JournalDays { get; init; } = 14;
}

/// <summary>Removes what old runs left behind.</summary>
internal sealed class RunLogCleanUpJob(StudioDb db, TimeProvider clock) : IStudioJob
{
    private const int BatchSize = 500;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-runs",
        Title = "Clean up job history",
        Description = "Removes old runs of jobs with their logs, so that the history stays short and the database small.",
        Scope = JobScope.Installation,
        DefaultTiming = new JobTiming("40 3 * * *"),
        Parameters = new RunLogCleanUpParameters(),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var parameters = context.Parameters<RunLogCleanUpParameters>();
        var now = clock.GetUtcNow().UtcDateTime;
        var rows = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var oldRuns = rows.Set<JobRun>().IgnoreQueryFilters().Where(r => r.FinishedAt < now.AddDays(-parameters.RunDays)).OrderBy(r => r.FinishedAt).Select(r => r.Id);
            var journals = rows.Set<JobRunItem>().IgnoreQueryFilters();
            var oldJournals = rows.Set<JobRun>().IgnoreQueryFilters()
                .Where(r => r.FinishedAt < now.AddDays(-parameters.JournalDays) && journals.Any(i => i.RunId == r.Id))
                .OrderBy(r => r.FinishedAt).Select(r => r.Id);
            var runs = await InBatchesAsync(oldRuns, ids => rows.Set<JobRun>().IgnoreQueryFilters().Where(r => ids.Contains(r.Id)).ExecuteDeleteAsync(ct), ct).ConfigureAwait(false);
            var items = await InBatchesAsync(oldJournals, ids => journals.Where(i => ids.Contains(i.RunId)).ExecuteDeleteAsync(ct), ct).ConfigureAwait(false);
            context.Log($"Removed: runs {runs}, journal entries {items}.");
        }
    }

    /// <summary>Short transactions: SQLite's other writers wait for each.</summary>
    private static async Task<int> InBatchesAsync(IQueryable<Guid> old, Func<List<Guid>, Task<int>> deleteAsync, CancellationToken ct)
    {
        var deleted = 0;
        while (await old.Take(BatchSize).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } ids)
        {
            deleted += await deleteAsync(ids).ConfigureAwait(false);
        }

        return deleted;
    }
}
