using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Lets conversations expire in which nobody writes, and deletes what the organisation does not keep longer.</summary>
internal sealed class ConversationCleanUpJob(StudioDb db, AiSettings settings, WebhookOutbox outbox, ChangeFeed feed, TimeProvider clock) : IStudioJob
{
    private const int AtOnce = 100;

    public static JobDefinition Definition { get; } = new()
    {
        Key = "clean-up-conversations",
        Title = "Clean up conversations",
        Description = "Lets conversations expire in which nobody writes any more, and deletes those, and memories of people, that are older than the organisation keeps them.",
        Scope = JobScope.Organization,
        DefaultTiming = new JobTiming("35 * * * *"),
    };

    public async Task RunAsync(JobContext context, CancellationToken ct)
    {
        var policy = (await settings.OfAsync(context.Access.OrganizationId, ct).ConfigureAwait(false)).Keeping;
        var now = clock.GetUtcNow().UtcDateTime;
        var (idle, trials) = (now.AddHours(-policy.IdleHours), now.AddDays(-policy.TrialDays));
        var rows = await db.OpenAsync(context.Access, ct).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            var expired = await ExpireAsync(rows, idle, now, ct).ConfigureAwait(false);
            var deleted = await DeleteAsync(rows, rows.Set<Conversation>().Where(c => c.Channel == ConversationChannel.Playground && c.LastActivityAt < trials), now, ct).ConfigureAwait(false);
            if (policy.KeepDays is { } days)
            {
                var old = now.AddDays(-days);
                deleted += await DeleteAsync(rows, rows.Set<Conversation>().Where(c => c.LastActivityAt < old), now, ct).ConfigureAwait(false);
            }

            var memories = await rows.Set<UserMemory>().Where(m => m.ExpiresAt < now).ExecuteDeleteAsync(ct).ConfigureAwait(false);

            // Kept for the replies that they explain; a draft that was tried leaves one behind for each change of it.
            var aDayAgo = now.AddDays(-1);
            if (await rows.Set<StoredSnapshot>().Where(s => s.CreatedAt < aDayAgo && !rows.Set<TurnTrace>().Any(t => t.SnapshotHash == s.Hash)).ExecuteDeleteAsync(ct).ConfigureAwait(false) > 0)
            {
                feed.Publish(new(AssistantService.Topic, context.Access.OrganizationId)); // Who holds one in memory must not take it for stored.
            }

            context.Log($"Expired: {expired}. Deleted: {deleted} conversations, {memories} memories.");
        }

        feed.Publish(new(ConversationService.Topic, context.Access.OrganizationId));
    }

    /// <summary>A hundred at a time, each hundred together with what webhooks tell of it.</summary>
    private async Task<int> ExpireAsync(StudioDbContext rows, DateTime idle, DateTime now, CancellationToken ct)
    {
        var forgotten = rows.Set<Conversation>().Where(c => c.Status == ConversationStatus.Active && c.LastActivityAt < idle && c.RunningTurnId == null);
        var expired = 0;
        while (await forgotten.OrderBy(c => c.LastActivityAt).Take(AtOnce).Select(c => c.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } some)
        {
            var transaction = await rows.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                expired += await forgotten.Where(c => some.Contains(c.Id)).ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.Status, ConversationStatus.Expired).SetProperty(c => c.EndedAt, now).SetProperty(c => c.NeedsAnalysis, true), ct).ConfigureAwait(false);
                await TellAsync(rows, some, now, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
            }

            rows.ChangeTracker.Clear();
        }

        return expired;
    }

    private async Task TellAsync(StudioDbContext rows, List<Guid> some, DateTime now, CancellationToken ct)
    {
        if (!await outbox.IsWantedAsync(rows.OrganizationId, WebhookEvents.ConversationEnded, ct).ConfigureAwait(false))
        {
            return;
        }

        // Somebody may have written in one of them at the last moment: then it is not among these.
        foreach (var one in await rows.Set<Conversation>().AsNoTracking().Where(c => some.Contains(c.Id) && c.Status == ConversationStatus.Expired && c.EndedAt == now).ToListAsync(ct).ConfigureAwait(false))
        {
            await outbox.TellAsync(rows, WebhookEvents.ConversationEnded, one, ct).ConfigureAwait(false);
        }

        await rows.SaveChangesAsync(ct).ConfigureAwait(false);
    }

    private static async Task<int> DeleteAsync(StudioDbContext rows, IQueryable<Conversation> which, DateTime now, CancellationToken ct)
    {
        var deleted = 0;
        while (await which.Where(c => c.RunningTurnId == null).OrderBy(c => c.LastActivityAt).Take(AtOnce).Select(c => c.Id).ToListAsync(ct).ConfigureAwait(false) is { Count: > 0 } some)
        {
            await rows.EraseAsync(some, null, now, ct).ConfigureAwait(false);
            rows.ChangeTracker.Clear();
            deleted += some.Count;
        }

        return deleted;
    }
}
