using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>Work that follows from a change, asked for in the transaction of the change: it is done when that is committed, and only then.</summary>
internal static class JobRequests
{
    /// <summary>Each try loses against a worker that takes or ends the run in this moment.</summary>
    private const int Tries = 20;

    /// <summary>
    /// Makes sure that a run begins after this transaction which has these parameters. A run that waits takes them in; one that
    /// is going on takes them in too, and begins once more when it has ended.
    /// </summary>
    /// <param name="merge">The parameters of the run that is there, or null, with what is asked for now. They must differ from what they were.</param>
    /// <returns>What the change feed is told after the commit.</returns>
    public static async Task<IReadOnlyList<Change>> AskForRunAsync<T>(
        this StudioDbContext context, JobDefinition job, Grant grant, DateTime now, Func<T?, T> merge, CancellationToken ct)
        where T : class
    {
        for (var left = Tries; ; left--)
        {
            var open = await context.Set<JobRun>()
                .Where(r => r.JobKey == job.Key && (r.Status == JobRunStatus.Queued || r.Status == JobRunStatus.Running))
                .Select(r => new { r.Id, r.Status, r.Parameters }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            var id = open is null
                ? await AddAsync(context, job, grant, now, JobParameters.Write(merge(null)), ct).ConfigureAwait(false)
                : await ChangeAsync(context, open.Id, open.Status, open.Parameters, JobParameters.Write(merge((T)JobParameters.ReadStored(job, open.Parameters))), ct).ConfigureAwait(false);
            if (id is { } run)
            {
                return JobQueue.SignalsOf(context.OrganizationId, run);
            }

            if (left == 0)
            {
                throw new ConflictException($"\"{job.Title}\" could not be asked for. Try again.", "already_running");
            }
        }
    }

    private static async Task<Guid?> AddAsync(StudioDbContext context, JobDefinition job, Grant grant, DateTime now, string parameters, CancellationToken ct)
    {
        var run = new JobRun
        {
            OrganizationId = context.OrganizationId,
            JobKey = job.Key,
            Trigger = JobTrigger.Person,
            StartedBy = JobText.Cut(grant.ActorName, JobLimits.PersonLength),
            StartedByUserId = grant.UserId,
            Parameters = parameters,
            QueuedAt = now,
        };
        context.Add(run);
        try
        {
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            return run.Id;
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            context.Entry(run).State = EntityState.Detached; // Somebody else asked in the same moment.
            return null;
        }
    }

    private static async Task<Guid?> ChangeAsync(StudioDbContext context, Guid id, JobRunStatus status, string before, string after, CancellationToken ct) =>
        await context.Set<JobRun>().Where(r => r.Id == id && r.Status == status && r.Parameters == before)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Parameters, after), ct).ConfigureAwait(false) == 1 ? id : null;
}
