using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Jobs;

/// <summary>A job in one scope, with the schedule that holds there now.</summary>
internal sealed record JobPlan(JobDefinition Definition, Guid OrganizationId, JobTiming? Timing, bool Enabled, string Parameters, long RowVersion)
{
    public bool IsDue => Enabled && Timing is not null;

    public JobScheduleView View(DateTime now) => new(
        Timing?.Cron, Timing?.TimeZone ?? "UTC", Enabled, RowVersion == 0, IsDue ? JobTimings.Next(Timing!, now) : null, Parameters, RowVersion);

    public static JobPlan Of(JobDefinition definition, Guid organizationId, JobSchedule? changed, string? organizationZone) => changed is null
        ? new(
            definition, organizationId,
            definition.DefaultTiming is { } timing && organizationZone is not null ? timing with { TimeZone = organizationZone } : definition.DefaultTiming,
            true, JobParameters.DefaultsOf(definition), 0)
        : new(
            definition, organizationId, changed.Cron is null ? null : new JobTiming(changed.Cron, changed.TimeZone),
            changed.Enabled, changed.Parameters, changed.RowVersion);
}

/// <summary>All plans of the installation, for the clock.</summary>
internal sealed class JobPlans(StudioDb db, JobCatalog catalog)
{
    public async Task<IReadOnlyList<JobPlan>> LoadAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var zones = await OrganizationZones.ListAsync(context, ct).ConfigureAwait(false);
            var changed = await context.Set<JobSchedule>().IgnoreQueryFilters().AsNoTracking()
                .ToDictionaryAsync(s => (s.JobKey, s.OrganizationId), ct).ConfigureAwait(false);
            var plans = new List<JobPlan>();
            foreach (var definition in catalog.Definitions)
            {
                if (definition.Scope == JobScope.Installation)
                {
                    plans.Add(JobPlan.Of(definition, Guid.Empty, changed.GetValueOrDefault((definition.Key, Guid.Empty)), null));
                    continue;
                }

                plans.AddRange(zones.Select(zone =>
                    JobPlan.Of(definition, zone.Key, changed.GetValueOrDefault((definition.Key, zone.Key)), zone.Value)));
            }

            return plans;
        }
    }
}
