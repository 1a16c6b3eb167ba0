using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Lets conversations expire in which nobody writes, and deletes what the organisation does not keep longer.</summary>
internal sealed class ConversationCleanUpJob(StudioDb db, AiSettings settings, ChangeFeed feed, TimeProvider clock) : IStudioJob
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
            var expired = await rows.Set<Conversation>().Where(c => c.Status == ConversationStatus.Active && c.LastActivityAt < idle && c.RunningTurnId == null).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.Status, ConversationStatus.Expired).SetProperty(c => c.EndedAt, now).SetProperty(c => c.NeedsAnalysis, true), ct).ConfigureAwait(false);
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
