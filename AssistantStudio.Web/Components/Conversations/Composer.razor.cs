using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Where a message is written and sent, and a reply stopped.</summary>
public sealed partial class Composer
{
    private readonly string _id = "say-" + Guid.NewGuid().ToString("N")[..8];
    private string _text = "";

    [Parameter] public string Label { get; set; } = "Your message";

    /// <summary>Why the last message was not sent.</summary>
    [Parameter] public string? Error { get; set; }

    [Parameter] public int MaxLength { get; set; }

    /// <summary>Sending is what the page is for. Otherwise something else on it has its primary button.</summary>
    [Parameter] public bool IsMain { get; set; } = true;

    [Parameter] public bool IsAnswering { get; set; }

    [Parameter] public bool IsStopping { get; set; }

    /// <summary>Under which the browser keeps what was typed and not sent.</summary>
    [Parameter] public string DraftKey { get; set; } = "";

    [Parameter, EditorRequired] public required Func<string, Guid?, Task<bool>> OnSend { get; set; }

    [Parameter, EditorRequired] public EventCallback OnStop { get; set; }

    [Inject] public required StudioJs Js { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Js.CallAsync("chat", "ready", _id);
        }
    }

    /// <summary>What is in the field belongs to the browser, which empties it at once; what was not sent goes back into it.</summary>
    private async Task SubmitAsync()
    {
        var text = _text;
        if (IsAnswering || string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        _text = "";
        if (!await OnSend(text, null))
        {
            _text = text;
            await Js.CallAsync("chat", "giveBack", _id, text);
        }
    }
}
