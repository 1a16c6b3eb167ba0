using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>Who sees which runs: an organisation its own, whoever administers the installation that one's too.</summary>
internal static class JobVisibility
{
    private static readonly string[] s_tenant = [StudioDbContext.TenantFilter];

    public static IQueryable<JobRun> VisibleRuns(this StudioDbContext context, Access access)
    {
        access.Require(Permission.JobsView);
        var organizationId = access.OrganizationId;
        return access.Can(Permission.SiteManage)
            ? context.Set<JobRun>().IgnoreQueryFilters(s_tenant).Where(r => r.OrganizationId == organizationId || r.OrganizationId == Guid.Empty)
            : context.Set<JobRun>().Where(r => r.OrganizationId != Guid.Empty);
    }

    /// <summary>One scope's runs: an index gives them in order, which it cannot for two at once.</summary>
    public static IQueryable<JobRun> RunsOf(this StudioDbContext context, JobScope scope, Access access)
    {
        access.Require(Permission.JobsView);
        if (scope == JobScope.Organization)
        {
            return context.Set<JobRun>().Where(r => r.OrganizationId != Guid.Empty);
        }

        access.Require(Permission.SiteManage);
        return context.Set<JobRun>().IgnoreQueryFilters(s_tenant).Where(r => r.OrganizationId == Guid.Empty);
    }

    /// <summary>Where a job of this scope runs when <paramref name="access"/> starts it.</summary>
    public static Guid ScopeOf(JobDefinition definition, Access access) => definition.Scope switch
    {
        JobScope.Installation => Guid.Empty,
        _ when access.OrganizationId == Guid.Empty => throw new ForbiddenException("Choose an organisation first: this job belongs to one."),
        _ => access.OrganizationId,
    };

    /// <summary>A context that may write rows of this scope; the caller has checked the rights.</summary>
    public static Task<StudioDbContext> OpenForAsync(this StudioDb db, JobScope scope, Access access, CancellationToken ct) =>
        scope == JobScope.Installation ? db.OpenSystemAsync(ct) : db.OpenAsync(access, ct);
}
