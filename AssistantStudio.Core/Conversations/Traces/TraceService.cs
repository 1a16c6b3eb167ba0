using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Conversations;

/// <param name="SnapshotHash">What the assistant was then: two replies with the same were given by the same.</param>
/// <param name="Snapshot">The same in full.</param>
public sealed record TraceView(Guid TurnId, Guid ConversationId, MessageView Reply, DateTime StartedAt, double TotalMs, string SnapshotHash, JsonElement? Snapshot, TraceDetail Detail);

/// <summary>How replies came about, for whoever builds or watches assistants.</summary>
public sealed class TraceService(Access access, StudioDb db)
{
    public async Task<TraceView> GetAsync(Guid conversationId, Guid messageId, CancellationToken ct)
    {
        if (!access.Can(Permission.AssistantsTry))
        {
            access.Require(Permission.ConversationsView);
        }

        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var conversation = await context.FindConversationAsync(access, conversationId, ct).ConfigureAwait(false);

            // What an assistant is told is not for everybody who talks to it.
            if (!(conversation.Channel == ConversationChannel.Playground && access.Can(Permission.AssistantsTry)))
            {
                access.Require(Permission.ConversationsView);
            }

            var reply = await context.Set<Message>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == messageId && m.ConversationId == conversationId, ct).ConfigureAwait(false) ?? throw new NotFoundException("The message");
            var turn = reply.TurnId;
            var trace = await context.Set<TurnTrace>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == turn, ct).ConfigureAwait(false)
                ?? throw new ConflictException(reply.State == MessageState.Streaming ? "The reply is still being written." : "The program ended before this reply did, so nothing was noted of how it came about.", "no_trace");
            if (reply.Role == MessageRole.User)
            {
                reply = await context.Set<Message>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == trace.MessageId, ct).ConfigureAwait(false) ?? reply;
            }

            var hash = trace.SnapshotHash;
            var snapshot = await context.Set<StoredSnapshot>().Where(s => s.Hash == hash).Select(s => s.Json).SingleOrDefaultAsync(ct).ConfigureAwait(false);
            return new(turn, conversationId, MessageView.Of(reply), trace.StartedAt, trace.TotalMs, hash, snapshot is null ? null : JsonElement.Parse(snapshot), trace.Detail());
        }
    }
}
