using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <param name="MessageId">Where it was said.</param>
public sealed record MemoryRow(
    Guid Id, Guid AssistantId, string AssistantName, Guid? UserId, string? ExternalUser, MemoryKind Kind, string Text, string? Detail, int Count, Guid ConversationId, Guid? MessageId, string FoundBy,
    DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt);

/// <summary>What assistants remember of people: of oneself, and for administrators of anybody. Whoever sees it can delete it.</summary>
public sealed class MemoryService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "memories";

    private const int MostListed = 500;

    /// <param name="person">Null: the caller.</param>
    public async Task<IReadOnlyList<MemoryRow>> ListAsync(PersonKey? person, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var found = await Visible(context, person).AsNoTracking().Where(m => m.ExpiresAt > now).OrderBy(m => m.AssistantId).ThenBy(m => m.Kind).ThenByDescending(m => m.LastSeenAt).Take(MostListed).ToListAsync(ct).ConfigureAwait(false);
            var ids = found.Select(m => m.ConversationId).Distinct().ToArray();
            var names = await context.Set<Conversation>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.AssistantName, ct).ConfigureAwait(false);
            return [.. found.Select(m => new MemoryRow(m.Id, m.AssistantId, names.GetValueOrDefault(m.ConversationId, ""), m.UserId, m.ExternalUser, m.Kind, m.Text, m.Detail, m.Count, m.ConversationId, m.MessageId, m.FoundBy, m.CreatedAt, m.LastSeenAt, m.ExpiresAt))];
        }
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = access.Can(Permission.ConversationsManage) ? context.VisibleMemories(access) : Visible(context, null);
            var memory = await all.SingleOrDefaultAsync(m => m.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException("What was remembered");
            context.Remove(memory);
            if (memory.UserId != access.UserId)
            {
                context.Record(access.Grant, clock.GetUtcNow().UtcDateTime, "memory.deleted", memory.AssistantId.ToString(), memory.Kind.ToString());
            }

            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    /// <summary>All that is known of oneself.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await Visible(context, null).ExecuteDeleteAsync(ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId));
        }
    }

    private IQueryable<UserMemory> Visible(StudioDbContext context, PersonKey? person)
    {
        if (person is null || (person.ExternalUser is null && person.UserId == access.UserId))
        {
            access.Require(Permission.Chat);
            var me = access.RequireUser();
            return context.VisibleMemories(access).Where(m => m.UserId == me && m.ExternalUser == null);
        }

        access.Require(Permission.ConversationsManage);
        return person.ExternalUser is { } external ? context.VisibleMemories(access).Where(m => m.ExternalUser == external) : context.VisibleMemories(access).Where(m => m.UserId == person.UserId && m.ExternalUser == null);
    }
}
