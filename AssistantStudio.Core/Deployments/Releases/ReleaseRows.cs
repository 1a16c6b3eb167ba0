using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

internal static class ReleaseRows
{
    public static async Task<Release> FindReleaseAsync(this StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Release>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("The release");

    /// <summary>Between what stands there and what would.</summary>
    public static async Task<IReadOnlyList<AssistantFieldDiff>> DifferencesAsync(this StudioDbContext context, Deployment? current, AssistantSnapshot after, CancellationToken ct)
    {
        if (current is null)
        {
            return [];
        }

        var before = (await context.FindReleaseAsync(current.ReleaseId, ct).ConfigureAwait(false)).Snapshot(after.Slug);
        return ReleaseDifference.Of(before, after, await context.ReleaseNamesAsync([before, after], ct).ConfigureAwait(false));
    }

    /// <summary>What answered in the same environment before; null: there is none.</summary>
    /// <param name="id">A certain one; null: the last one with another release.</param>
    public static async Task<Deployment?> EarlierAsync(this StudioDbContext context, Deployment current, Guid? id, CancellationToken ct) => await (id is { } wanted
        ? AnsweredWith(context, current).Where(d => d.Id == wanted)
        : await BeforeAsync(context, current, ct).ConfigureAwait(false)).AsNoTracking().OrderByDescending(d => d.ActiveAt).FirstOrDefaultAsync(ct).ConfigureAwait(false);

    /// <summary>Whether there is anything to go back to.</summary>
    public static async Task<bool> HasEarlierAsync(this StudioDbContext context, Deployment current, CancellationToken ct) =>
        await (await BeforeAsync(context, current, ct).ConfigureAwait(false)).AnyAsync(ct).ConfigureAwait(false);

    /// <summary>Who goes back twice goes further back: what was gone back from is not what stood there before.</summary>
    private static async Task<IQueryable<Deployment>> BeforeAsync(StudioDbContext context, Deployment current, CancellationToken ct)
    {
        var (release, since) = (current.ReleaseId, current.ActiveAt);
        if (current is { Kind: DeploymentKind.Rollback, SourceId: { } origin })
        {
            since = await context.Set<Deployment>().Where(d => d.Id == origin).Select(d => d.ActiveAt).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }

        return AnsweredWith(context, current).Where(d => d.ReleaseId != release && d.ActiveAt < since && d.Weight == null);
    }

    private static IQueryable<Deployment> AnsweredWith(StudioDbContext context, Deployment current)
    {
        var (assistant, environment) = (current.AssistantId, current.Environment);
        return context.Set<Deployment>().Where(d => d.AssistantId == assistant && d.Environment == environment && d.ActiveAt != null);
    }
}
