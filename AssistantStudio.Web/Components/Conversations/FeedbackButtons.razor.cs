using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Thumbs under a reply, and why.</summary>
public sealed partial class FeedbackButtons
{
    private readonly HashSet<string> _reasons = [];
    private string? _comment;
    private bool _asks;
    private bool _isThanked;

    [Parameter, EditorRequired] public required MessageView Message { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    [CascadingParameter] public required ChatPanel Panel { get; set; }

    [Inject] public required StudioJs Js { get; init; }

    private string ButtonId => $"down-{Message.Id:N}";

    private string Pressed(MessageFeedback what) => Message.Feedback == what ? "true" : "false";

    private async Task SayAsync(MessageFeedback what)
    {
        // A second press takes it back.
        MessageFeedback? said = Message.Feedback == what ? null : what;
        (_asks, _isThanked) = (said == MessageFeedback.Disliked, false);
        await Panel.SayAsync(Message.Id, new() { Feedback = said });
    }

    private void Choose(string reason, bool on) => _ = on ? _reasons.Add(reason) : _reasons.Remove(reason);

    private async Task SendAsync()
    {
        await Panel.SayAsync(Message.Id, new() { Feedback = MessageFeedback.Disliked, Reasons = [.. ChatText.Reasons.Where(_reasons.Contains)], Comment = _comment });
        (_asks, _isThanked) = (false, true);
        await Js.CallAsync("focusId", ButtonId);
    }

    private async Task CloseAsync()
    {
        _asks = false;
        await Js.CallAsync("focusId", ButtonId);
    }
}
