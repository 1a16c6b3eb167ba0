using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>The jobs there are, and starting them.</summary>
public sealed class JobService(Access access, StudioDb db, JobCatalog catalog, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>Of the change feed: a run or a schedule changed, of an organisation or, without one, of the installation.</summary>
    public const string Topic = JobQueue.Topic;

    public async Task<IReadOnlyList<JobSummary>> ListAsync(CancellationToken ct)
    {
        access.Require(Permission.JobsView);
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var visible = catalog.Definitions
                .Where(d => d.Scope == JobScope.Installation ? access.Can(Permission.SiteManage) : access.OrganizationId != Guid.Empty)
                .ToList();
            var zone = await OrganizationZones.FindAsync(context, access.OrganizationId, ct).ConfigureAwait(false);
            var changed = await ChangedAsync(context, ct).ConfigureAwait(false);
            var last = await LastRunsAsync(context, visible, ct).ConfigureAwait(false);
            return [.. visible.Select(d =>
            {
                var scope = JobVisibility.ScopeOf(d, access);
                var plan = JobPlan.Of(d, scope, changed.GetValueOrDefault((d.Key, scope)), d.Scope == JobScope.Organization ? zone : null);
                return new JobSummary
                {
                    Key = d.Key,
                    Title = d.Title,
                    Description = d.Description,
                    Scope = d.Scope,
                    Schedule = plan.View(now),
                    ParameterFields = JobParameters.Describe(d),
                    LastRun = last.GetValueOrDefault(d.Key),
                };
            })];
        }
    }

    public async Task<JobSummary> GetAsync(string jobKey, CancellationToken ct) =>
        (await ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(j => j.Key == jobKey) ?? throw new NotFoundException("The job");

    /// <summary>Puts a run in the queue. Without parameters: those of the schedule.</summary>
    public async Task<Guid> RunNowAsync(string jobKey, string? parameters, CancellationToken ct)
    {
        access.Require(Permission.JobsRun);
        var definition = catalog.Require(jobKey, access);
        var scope = JobVisibility.ScopeOf(definition, access);
        if (parameters is not null)
        {
            parameters = JobParameters.Write(JobParameters.Read(definition, parameters));
        }

        var context = await db.OpenForAsync(definition.Scope, access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            parameters ??= await context.Set<JobSchedule>().IgnoreQueryFilters([StudioDbContext.TenantFilter])
                .Where(s => s.JobKey == jobKey && s.OrganizationId == scope)
                .Select(s => s.Parameters).SingleOrDefaultAsync(ct).ConfigureAwait(false) ?? JobParameters.DefaultsOf(definition);
            var now = clock.GetUtcNow().UtcDateTime;
            var run = new JobRun
            {
                OrganizationId = scope,
                JobKey = definition.Key,
                Trigger = JobTrigger.Person,
                StartedBy = JobText.Cut(access.Grant.ActorName, JobLimits.PersonLength),
                StartedByUserId = access.UserId,
                Parameters = parameters,
                QueuedAt = now,
            };
            context.Add(run);
            context.RecordRow(access.Grant, now, "job.started", run, run.Id, definition.Title);
            await SaveOneAtATimeAsync(context, definition, ct).ConfigureAwait(false);
            JobQueue.Signal(feed, scope, run.Id);
            return run.Id;
        }
    }

    /// <summary>The database lets only one run of a job and scope be queued or running; its refusal becomes a sentence.</summary>
    internal static async Task SaveOneAtATimeAsync(StudioDbContext context, JobDefinition definition, CancellationToken ct)
    {
        try
        {
            await context.SaveAsync("The run", ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            throw new ConflictException($"\"{definition.Title}\" is already queued or running. Wait until it has finished, or cancel it first.", "already_running");
        }
    }

    private async Task<Dictionary<(string, Guid), JobSchedule>> ChangedAsync(StudioDbContext context, CancellationToken ct)
    {
        var organizationId = access.OrganizationId;
        var site = access.Can(Permission.SiteManage);
        return await context.Set<JobSchedule>().IgnoreQueryFilters([StudioDbContext.TenantFilter]).AsNoTracking()
            .Where(s => (s.OrganizationId == organizationId && organizationId != Guid.Empty) || (site && s.OrganizationId == Guid.Empty))
            .ToDictionaryAsync(s => (s.JobKey, s.OrganizationId), ct).ConfigureAwait(false);
    }

    /// <summary>One seek in an index for each job, of which there are few; grouping would read every run there ever was.</summary>
    private async Task<Dictionary<string, JobRunRow>> LastRunsAsync(StudioDbContext context, IEnumerable<JobDefinition> definitions, CancellationToken ct)
    {
        var last = new Dictionary<string, JobRunRow>();
        foreach (var definition in definitions)
        {
            var run = await context.RunsOf(definition.Scope, access).AsNoTracking().Where(r => r.JobKey == definition.Key)
                .OrderByDescending(r => r.QueuedAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(ct).ConfigureAwait(false);
            if (run is not null)
            {
                last[definition.Key] = JobRunService.RowOf(run, catalog);
            }
        }

        return last;
    }
}
