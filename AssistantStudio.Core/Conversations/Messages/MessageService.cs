using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>What somebody says of a reply.</summary>
public sealed record FeedbackInput
{
    /// <summary>Null: takes it back.</summary>
    public MessageFeedback? Feedback { get; init; }

    /// <summary>From 1 to 5.</summary>
    public int? Score { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public string? Comment { get; init; }
}

/// <summary>The messages of conversations: pages of them, the way through them that is shown, what is said of replies, how they came about.</summary>
public sealed class MessageService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>The end of the way that is shown, or what is before or after a message of it.</summary>
    /// <param name="before">Ordinals; null for both: the newest.</param>
    public Task<MessagePage> PageAsync(Guid conversationId, int? before, int? after, int size, CancellationToken ct) => PageAsync(conversationId, null, before, after, size, ct);

    /// <param name="way">A message on the way that is read, to its newest end, whatever is shown to those who talk; null: what is shown to them.</param>
    public async Task<MessagePage> PageAsync(Guid conversationId, Guid? way, int? before, int? after, int size, CancellationToken ct)
    {
        new Validator().Check(size is >= 1 and <= ConversationLimits.MaxPageSize, "pageSize", $"A page has 1 to {ConversationLimits.MaxPageSize} messages.")
            .Check(before is null || after is null, "after", "Either before or after.").ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);
            if (way is { } on)
            {
                await FindAsync(context.Set<Message>().AsNoTracking(), conversationId, on, ct).ConfigureAwait(false);
                conversation.HeadId = await BranchPages.EndOfAsync(context, conversationId, on, ct).ConfigureAwait(false);
            }

            return conversation.HasBranches
                ? await BranchPages.PageAsync(context, conversation, before, after, size, ct).ConfigureAwait(false)
                : await StraightAsync(context, conversationId, before, after, size, ct).ConfigureAwait(false);
        }
    }

    public async Task<MessageView> GetAsync(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);
            return MessageView.Of(await FindAsync(context.Set<Message>().AsNoTracking(), conversationId, messageId, ct).ConfigureAwait(false));
        }
    }

    /// <summary>The messages that follow the same one as this, itself among them, in the order of their places.</summary>
    public async Task<IReadOnlyList<Guid>> BesideAsync(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);
            var parent = (await FindAsync(context.Set<Message>().AsNoTracking(), conversationId, messageId, ct).ConfigureAwait(false)).ParentId;
            return await context.Set<Message>().Where(m => m.ConversationId == conversationId && m.ParentId == parent).OrderBy(m => m.Ordinal).Select(m => m.Id).ToListAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Shows the way on which a message stands, to its newest end.</summary>
    public async Task SwitchAsync(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindOwnAsync(access, conversationId, ct).ConfigureAwait(false);
            await FindAsync(context.Set<Message>().AsNoTracking(), conversationId, messageId, ct).ConfigureAwait(false);
            var head = await BranchPages.EndOfAsync(context, conversationId, messageId, ct).ConfigureAwait(false);
            if (await context.Set<Conversation>().Where(c => c.Id == conversationId && c.RunningTurnId == null).ExecuteUpdateAsync(set => set.SetProperty(c => c.HeadId, head), ct).ConfigureAwait(false) == 0)
            {
                throw new ConflictException("A reply is being written. Wait for it, or stop it.", "turn_running");
            }

            feed.Publish(new(ConversationService.Topic, access.OrganizationId, conversationId));
        }
    }

    /// <summary>What the person thinks of a reply. Saying something else replaces what was said before.</summary>
    public async Task<MessageView> SayAsync(Guid conversationId, Guid messageId, FeedbackInput input, CancellationToken ct)
    {
        var reasons = string.Join(", ", input.Reasons.Select(r => r.Trim()).Where(r => r.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase));
        new Validator().Check(input.Feedback is null || Enum.IsDefined(input.Feedback.Value), "feedback", "There is no such choice.")
            .Check(input.Score is null or (>= 1 and <= 5), "score", "Between 1 and 5.")
            .Check(input.Feedback is not null || input.Score is not null || (reasons.Length == 0 && string.IsNullOrWhiteSpace(input.Comment)), "feedback", "Say first whether the reply helped.")
            .Long(reasons, "reasons", ConversationLimits.ReasonLength).Long(input.Comment, "comment", ConversationLimits.CommentLength).ThrowIfAny();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindOwnAsync(access, conversationId, ct).ConfigureAwait(false);
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.Set<Message>().Where(m => m.Id == messageId && m.ConversationId == conversationId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Ordinal, m => m.Ordinal), ct).ConfigureAwait(false); // Whoever comes second reads what the first left.
                var message = await FindAsync(context.Set<Message>(), conversationId, messageId, ct).ConfigureAwait(false);
                if (message is not { Role: MessageRole.Assistant, State: not MessageState.Streaming })
                {
                    throw new ValidationException("messageId", "Only a finished reply can be judged.");
                }

                var (liked, disliked) = (Delta(message.Feedback, input.Feedback, MessageFeedback.Liked), Delta(message.Feedback, input.Feedback, MessageFeedback.Disliked));
                var rating = RatingOf(message.FeedbackScore, message.Feedback, input.Score, input.Feedback);
                (message.Feedback, message.FeedbackScore) = (input.Feedback, input.Score);
                (message.FeedbackReasons, message.FeedbackComment) = (reasons.Length == 0 ? null : reasons, string.IsNullOrWhiteSpace(input.Comment) ? null : input.Comment.Trim());
                await context.SaveChangesAsync(ct).ConfigureAwait(false);
                await context.Set<Conversation>().Where(c => c.Id == conversationId)
                    .ExecuteUpdateAsync(set => set.SetProperty(c => c.Liked, c => c.Liked + liked).SetProperty(c => c.Disliked, c => c.Disliked + disliked), ct).ConfigureAwait(false);
                if (conversation.Channel != ConversationChannel.Playground && rating != (0, 0))
                {
                    await context.CountAsync([new(conversation.AssistantId, 0, 0, rating.Sum, rating.Count)], clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
                }

                await transaction.CommitAsync(ct).ConfigureAwait(false);
                feed.Publish(new(ConversationService.Topic, access.OrganizationId, conversationId));
                return MessageView.Of(message);
            }
        }
    }

    private static int Delta(MessageFeedback? before, MessageFeedback? after, MessageFeedback what) => (after == what ? 1 : 0) - (before == what ? 1 : 0);

    /// <summary>A reply that is liked counts as five stars for its assistant, one that is not as one, unless a score says more.</summary>
    private static (long Sum, long Count) RatingOf(int? scoreBefore, MessageFeedback? before, int? score, MessageFeedback? after)
    {
        var (old, now) = (Stars(scoreBefore, before), Stars(score, after));
        return (((now ?? 0) - (old ?? 0)) * 100, (now is null ? 0 : 1) - (old is null ? 0 : 1));
    }

    private static int? Stars(int? score, MessageFeedback? feedback) => score ?? (feedback switch { MessageFeedback.Liked => 5, MessageFeedback.Disliked => 1, _ => null });

    private static async Task<Message> FindAsync(IQueryable<Message> messages, Guid conversationId, Guid id, CancellationToken ct) =>
        await messages.SingleOrDefaultAsync(m => m.Id == id && m.ConversationId == conversationId, ct).ConfigureAwait(false) ?? throw new NotFoundException("The message");

    private static async Task<MessagePage> StraightAsync(StudioDbContext context, Guid conversationId, int? before, int? after, int size, CancellationToken ct)
    {
        var all = context.Set<Message>().AsNoTracking().Where(m => m.ConversationId == conversationId);
        List<Message> found;
        if (after is { } from)
        {
            found = await all.Where(m => m.Ordinal > from).OrderBy(m => m.Ordinal).Take(size + 1).ToListAsync(ct).ConfigureAwait(false);
            var page = found.Take(size).Select(MessageView.Of).ToList();
            return new(page, page.Count > 0 && page[0].Ordinal > 1 ? page[0].Ordinal : null, found.Count > size ? page[^1].Ordinal : null);
        }

        var until = before ?? int.MaxValue;
        found = await all.Where(m => m.Ordinal < until).OrderByDescending(m => m.Ordinal).Take(size + 1).ToListAsync(ct).ConfigureAwait(false);
        var items = found.Take(size).Reverse().Select(MessageView.Of).ToList();
        return new(items, found.Count > size ? items[0].Ordinal : null, before is null || items.Count == 0 ? null : items[^1].Ordinal);
    }
}
