using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What the last check of the vectors of one model found.</summary>
/// <param name="IsServing">False: they are being made.</param>
/// <param name="IsOutdated">Vectors were made since.</param>
public sealed record QualityReport(Guid SpaceId, string Model, bool IsServing, DateTime At, bool IsOutdated, VectorQuality Quality);

/// <param name="Reports">Of the vectors that serve, and of those that are being made. None: nobody has checked them yet.</param>
/// <param name="Running">A check that is queued or going on.</param>
public sealed record QualityState(IReadOnlyList<QualityReport> Reports, JobRunRow? Running);

/// <summary>How good the vectors are.</summary>
public sealed class QualityService(Access access, StudioDb db, JobRunService jobs, ChangeFeed feed, TimeProvider clock)
{
    public async Task<QualityState> GetAsync(CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var running = (await jobs.OpenAsync(VectorCheckJob.Definition.Key, ct).ConfigureAwait(false)).Select(r => r.Run).FirstOrDefault();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var reports = new List<QualityReport>();
            foreach (var space in await context.Set<VectorSpace>().AsNoTracking().Where(s => s.State == VectorSpaceState.Active || s.State == VectorSpaceState.Building).OrderBy(s => s.CreatedAt).ToListAsync(ct).ConfigureAwait(false))
            {
                if (await context.Set<VectorReport>().AsNoTracking().Where(r => r.SpaceId == space.Id).OrderByDescending(r => r.At).FirstOrDefaultAsync(ct).ConfigureAwait(false) is { } report)
                {
                    reports.Add(new(space.Id, space.Model, space.State == VectorSpaceState.Active, report.At, report.Batch != space.Batch, StoredJson.Read<VectorQuality>(report.Content)));
                }
            }

            return new([.. reports.OrderByDescending(r => r.IsServing)], running);
        }
    }

    /// <summary>Has all vectors looked through now.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        access.Require(Permission.KnowledgeManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            foreach (var change in (await VectorCheckJob.AskForAsync(context, access.Grant, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false)).Append(new(SourceService.Topic, access.OrganizationId)))
            {
                feed.Publish(change);
            }
        }
    }
}
