using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>
/// The events of a turn as text/event-stream: "event: delta", "id: 3-120", "data: {…}". Sending the last id back as
/// Last-Event-ID goes on from there.
/// </summary>
internal sealed class TurnStream(Func<CancellationToken, IAsyncEnumerable<NumberedEvent>> events) : EventStream<NumberedEvent>(events)
{
    public const string MediaType = "text/event-stream";

    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    protected override StreamedEvent Of(NumberedEvent one)
    {
        var (name, body) = TurnEventBodies.Of(one.Event);
        return new(name, one.Position.ToString(), body);
    }

    protected override NumberedEvent FailureOf(StudioException e) => new(default, new TurnFailed(e.Code, e.Message, null));
}
