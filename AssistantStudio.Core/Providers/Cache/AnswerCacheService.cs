using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Providers;

/// <param name="Answers">That are kept and not too old.</param>
public sealed record AnswerCacheState(bool IsOn, int Hours, int Answers, DateTime? Oldest);

/// <summary>The kept answers of an organisation. How often they helped stands in the ledger.</summary>
public sealed class AnswerCacheService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "answer_cache";

    public async Task<AnswerCacheState> GetAsync(CancellationToken ct)
    {
        access.Require(Permission.ProvidersView);
        var now = clock.GetUtcNow().UtcDateTime;
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var features = new AiDecisions(await context.Set<AiSetting>().AsNoTracking().ToListAsync(ct).ConfigureAwait(false)).Features;
            var kept = context.Set<CachedAnswer>().Where(a => a.ExpiresAt > now);
            return new(
                features.AnswerCache, features.CacheHours, await kept.CountAsync(ct).ConfigureAwait(false),
                await kept.OrderBy(a => a.CreatedAt).Select(a => (DateTime?)a.CreatedAt).FirstOrDefaultAsync(ct).ConfigureAwait(false));
        }
    }

    /// <summary>All of them, from this moment on. Returns how many there were.</summary>
    public async Task<int> ClearAsync(CancellationToken ct)
    {
        access.Require(Permission.PoliciesManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var gone = await context.Set<CachedAnswer>().ExecuteDeleteAsync(ct).ConfigureAwait(false);
                context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "answer_cache.cleared", null, "Kept answers", [new("Answers", null, gone.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
                await context.SaveAsync("The kept answers", ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                feed.Publish(new(Topic, access.OrganizationId));
                return gone;
            }
        }
    }
}
