using AssistantStudio.Core.Embeds;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>A turn as a visitor sees it: "event: delta", "data: {"text":"…"}".</summary>
internal sealed class EmbedStream(Func<CancellationToken, IAsyncEnumerable<EmbedEvent>> events) : EventStream<EmbedEvent>(events)
{
    protected override StreamedEvent Of(EmbedEvent one) => new(
        one switch
        {
            EmbedAccepted => "accepted",
            EmbedWorking => "working",
            EmbedDelta => "delta",
            EmbedCompleted => "completed",
            EmbedFailed => "failed",
            _ => throw new ArgumentOutOfRangeException(nameof(one), one, "Give the new event its name."),
        },
        null, one);

    protected override EmbedEvent FailureOf(StudioException e) => new EmbedFailed(e.Code, e.Message);
}
