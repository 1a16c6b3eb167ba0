using System.Runtime.CompilerServices;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <summary>The events of turns for whoever may see the conversation: of those that go on here, on another node, or that ended long ago.</summary>
internal sealed class TurnReader(Access access, StudioDb db, TurnHost host, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>What another node writes down becomes visible about so often.</summary>
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    /// <exception cref="ConflictException">The key stands for something else that was sent.</exception>
    public async Task<TurnStarted?> FindByKeyAsync(Guid conversationId, string key, string? text, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindOwnAsync(access, conversationId, ct).ConfigureAwait(false);
            var sent = await context.Set<Message>().Where(m => m.ConversationId == conversationId && m.ClientKey == key).Select(m => new { m.TurnId, m.Role, m.Content }).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            if (sent is null)
            {
                return null;
            }

            if (sent.Role == MessageRole.User ? sent.Content != text?.TrimEnd() : text is not null)
            {
                throw new ConflictException("Something else was sent under this key. Use a new key for each message.", "key_reused");
            }

            var id = sent.TurnId;
            return await context.Set<Message>().Where(m => m.ConversationId == conversationId && m.TurnId == id && m.Role == MessageRole.Assistant)
                .Select(m => new TurnStarted(id, m.Id, false)).SingleOrDefaultAsync(ct).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<NumberedEvent> ReadAsync(Guid conversationId, Guid messageId, TurnPosition from, [EnumeratorCancellation] CancellationToken ct)
    {
        // Asked before the database is: a turn that ends in between is found there.
        if (host.OfMessage(access.OrganizationId, messageId) is { } live && live.ConversationId == conversationId)
        {
            await RequireAsync(conversationId, ct).ConfigureAwait(false);
            await foreach (var one in live.ReadAsync(from, ct).ConfigureAwait(false))
            {
                yield return one;
            }

            yield break;
        }

        for (var at = from; ;)
        {
            var (events, text) = await StoredAsync(conversationId, messageId, ct).ConfigureAwait(false);
            var (next, position) = TurnReplay.Take(events, text, at);
            at = position;
            foreach (var one in next)
            {
                yield return one;
            }

            if (events.Count > 0 && events[^1].Event.IsLast)
            {
                yield break;
            }

            await Task.Delay(s_lookAgain, clock, ct).ConfigureAwait(false);
        }
    }

    public async Task<bool> StopAsync(Guid conversationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindOwnAsync(access, conversationId, ct).ConfigureAwait(false);
            feed.Publish(new(TurnHost.StopTopic, access.OrganizationId, conversationId));
            return conversation.RunningTurnId is not null;
        }
    }

    public async Task AnswerAsync(Guid conversationId, string call, bool agreed, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindOwnAsync(access, conversationId, ct).ConfigureAwait(false);
        }

        if (host.OfConversation(access.OrganizationId, conversationId)?.Answer(call, agreed) != true)
        {
            throw new ConflictException("Nothing waits for this any more.", "not_waiting");
        }
    }

    private async Task RequireAsync(Guid conversationId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<(TurnEvent Event, int At)> Events, StringBuilder Text)> StoredAsync(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);
            var message = await context.Set<Message>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == messageId && m.ConversationId == conversationId && m.Role == MessageRole.Assistant, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The reply");
            var trace = await context.Set<TurnTrace>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == message.TurnId, ct).ConfigureAwait(false);
            var (view, detail) = (MessageView.Of(message), trace?.Detail());
            var events = (detail?.Events ?? [new(0, new TurnAccepted(conversationId, message.TurnId, message.ParentId ?? Guid.Empty, messageId))])
                .Select(e => (e.Event is TurnRetrieved found ? found with { Passages = view.Citations } : e.Event, e.At)).ToList();
            if (message.State != MessageState.Streaming)
            {
                events.Add((message.State == MessageState.Failed
                    ? new TurnFailed(message.Fault ?? "failed", message.FaultText ?? "There is no answer.", messageId)
                    : new TurnCompleted(view, new(message.InputTokens, message.OutputTokens, message.Cost, detail?.Calls.Count ?? 0)), message.Content.Length));
            }

            return (events, new(message.Content));
        }
    }
}
