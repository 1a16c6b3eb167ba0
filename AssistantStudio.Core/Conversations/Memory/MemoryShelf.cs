using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>What an assistant knows of the person it talks to. Off unless the assistant and the organisation both want it.</summary>
internal sealed class MemoryShelf(AiSettings settings, TimeProvider clock)
{
    public async Task<bool> IsOnAsync(Conversation conversation, Assistants.MemoryPolicy policy, CancellationToken ct) =>
        policy.RememberPeople && (conversation.UserId is not null || conversation.ExternalUser is not null) && conversation.Channel is not (ConversationChannel.Playground or ConversationChannel.Embed) // A visitor who comes back is another one.
        && (await settings.OfAsync(conversation.OrganizationId, ct).ConfigureAwait(false)).Keeping.RememberPeople;

    public async Task<IReadOnlyList<UserMemory>> ForTurnAsync(StudioDbContext context, TurnState turn, CancellationToken ct) =>
        await IsOnAsync(turn.Conversation, turn.Content.Memory, ct).ConfigureAwait(false)
            ? Ordered(await OfPersonAsync(context, turn.Conversation, clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false))
            : [];

    /// <summary>
    /// A few dozen at most: how many of each kind are kept is limited. Whom a program talks for is named by the program: what is
    /// known of them is for conversations of the same user's programs, and nobody else learns it by giving the name.
    /// </summary>
    internal static Task<List<UserMemory>> OfPersonAsync(StudioDbContext context, Conversation conversation, DateTime now, CancellationToken ct)
    {
        var (assistant, user, external) = (conversation.AssistantId, conversation.UserId, conversation.ExternalUser);
        var memories = context.Set<UserMemory>().Where(m => m.AssistantId == assistant && m.ExpiresAt > now);
        return memories.Where(m => m.UserId == user && m.ExternalUser == external).ToListAsync(ct);
    }

    private static IReadOnlyList<UserMemory> Ordered(IEnumerable<UserMemory> memories) => [.. memories.OrderBy(m => m.Kind).ThenByDescending(m => m.Count).ThenBy(m => m.CreatedAt).ThenBy(m => m.Id)];
}
