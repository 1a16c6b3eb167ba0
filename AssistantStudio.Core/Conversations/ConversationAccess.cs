using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>Who reads a conversation and who writes in it. The one place that says so.</summary>
internal static class ConversationAccess
{
    /// <summary>One's own, also of a visitor of another site, and with the right to it those of others. With a key for some assistants, or environments, only theirs.</summary>
    public static IQueryable<Conversation> VisibleConversations(this StudioDbContext context, Access access)
    {
        var conversations = context.Set<Conversation>().AsQueryable();
        if (access.Grant.Visitor is { } visitor)
        {
            access.Require(Permission.Chat);
            conversations = conversations.Where(c => c.Channel == ConversationChannel.Embed && c.ExternalUser == visitor);
        }
        else if (!access.Can(Permission.ConversationsView))
        {
            access.Require(Permission.Chat);
            var me = access.UserId;
            conversations = conversations.Where(c => me != null && c.UserId == me);
        }

        if (access.Grant.Assistants is { } some)
        {
            var ids = some.ToArray();
            conversations = conversations.Where(c => ids.Contains(c.AssistantId));
        }

        if (access.Grant.Environments is { } places)
        {
            var names = places.ToArray();
            conversations = conversations.Where(c => c.Environment == null || names.Contains(c.Environment.Value));
        }

        return conversations;
    }

    public static IQueryable<UserMemory> VisibleMemories(this StudioDbContext context, Access access)
    {
        var memories = context.Set<UserMemory>().AsQueryable();
        if (access.Grant.Assistants is { } some)
        {
            var ids = some.ToArray();
            memories = memories.Where(m => ids.Contains(m.AssistantId));
        }

        return memories;
    }

    public static async Task<Conversation> FindConversationAsync(this StudioDbContext context, Access access, Guid id, CancellationToken ct) =>
        await context.VisibleConversations(access).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(ConversationRules.What);

    /// <summary>For writing in it: nobody speaks in another person's name.</summary>
    public static async Task<Conversation> FindOwnAsync(this StudioDbContext context, Access access, Guid id, CancellationToken ct)
    {
        access.Require(Permission.Chat);
        var found = await context.FindConversationAsync(access, id, ct).ConfigureAwait(false);
        return IsOwn(access, found) ? found : throw new ForbiddenException("Only the person who began this conversation writes in it.");
    }

    public static bool IsOwn(Access access, Conversation conversation) => access.Grant.Visitor is { } visitor
        ? conversation.Channel == ConversationChannel.Embed && conversation.ExternalUser == visitor
        : access.UserId is { } me && conversation.UserId == me;
}
