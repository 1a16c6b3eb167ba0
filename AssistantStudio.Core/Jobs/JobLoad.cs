using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;

namespace AssistantStudio.Core.Jobs;

/// <summary>Finished runs at scale, each with a line of its log and some with a failed item.</summary>
internal sealed class JobLoad(TimeProvider clock) : ILoadPart
{
    private const int Batch = 2_000;

    private static readonly string[] s_keys = ["load-ingest", "load-evaluate", "load-report"];
    private static readonly JobRunStatus[] s_ends =
        [JobRunStatus.Succeeded, JobRunStatus.Succeeded, JobRunStatus.Succeeded, JobRunStatus.Failed, JobRunStatus.Cancelled, JobRunStatus.Interrupted];

    public string What => "job runs";

    public async Task AddAsync(StudioDbContext db, Guid organizationId, int rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        for (var start = 0; start < rows; start += Batch)
        {
            for (var i = start; i < Math.Min(start + Batch, rows); i++)
            {
                AddOne(db, organizationId, i, now);
            }

            await db.SaveChangesAsync(ct).ConfigureAwait(false);
            db.ChangeTracker.Clear();
        }
    }

    private static void AddOne(StudioDbContext db, Guid organizationId, int i, DateTime now)
    {
        var at = now.AddSeconds(-i * 47);
        var status = s_ends[i % s_ends.Length];
        var failed = i % 11 == 0 ? 1 : 0;
        var run = new JobRun
        {
            OrganizationId = organizationId,
            JobKey = s_keys[i % s_keys.Length],
            Status = status,
            Trigger = i % 4 == 0 ? JobTrigger.Person : JobTrigger.Schedule,
            StartedBy = i % 4 == 0 ? "Load test" : "Schedule",
            Parameters = "{}",
            Attempt = 1,
            QueuedAt = at,
            StartedAt = at.AddSeconds(1),
            FinishedAt = at.AddSeconds(20 + (i % 300)),
            Done = 100,
            Total = 100,
            ItemsDone = 100 - failed,
            ItemsFailed = failed,
            Error = status == JobRunStatus.Failed ? "The source did not answer." : null,
        };
        db.Add(run);
        db.Add(new JobRunLine { RunId = run.Id, OrganizationId = organizationId, Ordinal = 1, At = at, Text = string.Create(CultureInfo.InvariantCulture, $"Run {i} finished.") });
        if (failed > 0)
        {
            db.Add(new JobRunItem { RunId = run.Id, OrganizationId = organizationId, Key = "item-1", State = JobItemState.Failed, Reason = "It could not be read.", At = at });
        }
    }
}
