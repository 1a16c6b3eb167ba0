using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// What other software is told of a conversation: which one it is and how it stands. Nothing of what was said and nobody's name:
/// it stays in journals here, and in programs elsewhere, when a person is erased.
/// </summary>
internal sealed record ConversationEvent(
    Guid ConversationId, Guid AssistantId, string AssistantName, int? Version, ConversationChannel Channel, StudioEnvironment? Environment,
    ConversationStatus Status, int Messages, int? Rating, DateTime StartedAt, DateTime? EndedAt);

internal static class ConversationEvents
{
    /// <summary>Puts it into the outbox, inside the transaction of what happened. Trials are nobody's business.</summary>
    public static ValueTask TellAsync(this WebhookOutbox outbox, StudioDbContext context, WebhookEventType type, Conversation c, CancellationToken ct) =>
        c.Channel == ConversationChannel.Playground ? ValueTask.CompletedTask : outbox.AddAsync(
            context, c.OrganizationId, type,
            new ConversationEvent(c.Id, c.AssistantId, c.AssistantName, c.Version, c.Channel, c.Environment, c.Status, c.Messages, c.Rating, c.StartedAt, c.EndedAt), ct);
}
