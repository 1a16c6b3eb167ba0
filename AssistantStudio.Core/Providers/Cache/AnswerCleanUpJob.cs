using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <summary>Removes kept answers that are too old, and the oldest where there are too many.</summary>
internal sealed class AnswerCleanUpJob(StudioDb db, TimeProvider clock) : IStudioJob
{
    private const int BatchSize = 500;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-answers",
        Title = "Clean up kept answers",
        Description = "Removes answers that were kept for questions asked again, once they are too old or there are too many.",
        Scope = JobScope.Installation,
        DefaultTiming = new JobTiming("25 * * * *"),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var rows = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var answers = rows.Set<CachedAnswer>().IgnoreQueryFilters();
            var old = await RemoveAsync(answers, answers.Where(a => a.ExpiresAt <= now), null, ct).ConfigureAwait(false);
            var many = 0;
            var full = await answers.GroupBy(a => a.OrganizationId).Select(g => new { g.Key, Count = g.Count() }).Where(g => g.Count > CacheLimits.PerOrganization).ToListAsync(ct).ConfigureAwait(false);
            foreach (var organization in full)
            {
                many += await RemoveAsync(answers, answers.Where(a => a.OrganizationId == organization.Key), organization.Count - CacheLimits.PerOrganization, ct).ConfigureAwait(false);
            }

            context.Log($"Removed: {old} too old, {many} too many.");
        }
    }

    /// <summary>The oldest first, in short transactions: SQLite's other writers wait for each.</summary>
    private static async Task<int> RemoveAsync(IQueryable<CachedAnswer> all, IQueryable<CachedAnswer> which, int? most, CancellationToken ct)
    {
        var removed = 0;
        while (true)
        {
            var size = Math.Min(BatchSize, (most ?? int.MaxValue) - removed);
            var batch = size <= 0 ? [] : await which.OrderBy(a => a.CreatedAt).Take(size).Select(a => new { a.OrganizationId, a.Key }).ToListAsync(ct).ConfigureAwait(false);
            if (batch.Count == 0)
            {
                return removed;
            }

            foreach (var organization in batch.GroupBy(a => a.OrganizationId, a => a.Key))
            {
                var keys = organization.ToArray();
                removed += await all.Where(a => a.OrganizationId == organization.Key && keys.Contains(a.Key)).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            }
        }
    }
}
