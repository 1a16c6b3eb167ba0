using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>When jobs run and with which parameters.</summary>
public sealed class JobScheduleService(Access access, StudioDb db, JobCatalog catalog, ChangeFeed feed, TimeProvider clock)
{
    private const string What = "The schedule";

    public async Task<JobScheduleView> ChangeAsync(string jobKey, JobScheduleInput input, CancellationToken ct)
    {
        access.Require(Permission.JobsManage);
        var definition = catalog.Require(jobKey, access);
        var scope = JobVisibility.ScopeOf(definition, access);
        var timing = string.IsNullOrWhiteSpace(input.Cron) ? null : JobTimings.Validate(input.Cron, input.TimeZone);
        var parameters = input.Parameters is null ? null : JobParameters.Write(JobParameters.Read(definition, input.Parameters));
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenForAsync(definition.Scope, access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var row = await FindAsync(context, jobKey, scope, ct).ConfigureAwait(false);
            if ((row?.RowVersion ?? 0) != input.RowVersion)
            {
                throw ConflictException.Stale(What);
            }

            if (row is null)
            {
                row = new JobSchedule
                {
                    OrganizationId = scope,
                    JobKey = jobKey,
                    TimeZone = timing?.TimeZone ?? "UTC",
                    Parameters = JobParameters.DefaultsOf(definition),
                };
                context.Add(row);
            }

            row.Cron = timing?.Cron;
            row.TimeZone = timing?.TimeZone ?? row.TimeZone;
            row.Enabled = input.Enabled;
            row.Parameters = parameters ?? row.Parameters;
            row.UpdatedAt = now;
            context.RecordRow(access.Grant, now, "job_schedule.changed", row, row.Id, definition.Title);
            await SaveAsync(context, ct).ConfigureAwait(false);
            Publish(scope);
            return JobPlan.Of(definition, scope, row, null).View(now);
        }
    }

    /// <summary>Back to the job's own schedule and parameters.</summary>
    public async Task ResetAsync(string jobKey, CancellationToken ct)
    {
        access.Require(Permission.JobsManage);
        var definition = catalog.Require(jobKey, access);
        var scope = JobVisibility.ScopeOf(definition, access);
        var context = await db.OpenForAsync(definition.Scope, access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (await FindAsync(context, jobKey, scope, ct).ConfigureAwait(false) is not { } row)
            {
                return;
            }

            context.Remove(row);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "job_schedule.reset", row, row.Id, definition.Title);
            await SaveAsync(context, ct).ConfigureAwait(false);
            Publish(scope);
        }
    }

    private void Publish(Guid scope)
    {
        feed.Publish(new Change(JobClock.SchedulesTopic, scope));
        feed.Publish(new Change(JobQueue.Topic, scope));
    }

    private static async Task SaveAsync(StudioDbContext context, CancellationToken ct)
    {
        try
        {
            await context.SaveAsync(What, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw ConflictException.Stale(What);
        }
    }

    private static Task<JobSchedule?> FindAsync(StudioDbContext context, string jobKey, Guid scope, CancellationToken ct) =>
        context.Set<JobSchedule>().IgnoreQueryFilters([StudioDbContext.TenantFilter])
            .SingleOrDefaultAsync(s => s.JobKey == jobKey && s.OrganizationId == scope, ct);
}
