using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>A trace, or why there is none.</summary>
/// <param name="Missing">In words, while <paramref name="Trace"/> is null.</param>
/// <param name="IsWriting">The reply goes on: there will be a trace when it ends.</param>
internal sealed record TraceReading(TraceView? Trace, string? Missing, bool IsWriting)
{
    public static async Task<TraceReading> ReadAsync(TraceService traces, MessageService messages, Guid conversationId, Guid messageId, CancellationToken ct)
    {
        try
        {
            return new(await traces.GetAsync(conversationId, messageId, ct), null, false);
        }
        catch (ConflictException e) when (e.Code == "no_trace")
        {
            var message = await messages.GetAsync(conversationId, messageId, ct);
            return new(null, e.Message, message.State == MessageState.Streaming);
        }
    }
}
