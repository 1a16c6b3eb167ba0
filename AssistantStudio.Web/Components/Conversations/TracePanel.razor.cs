using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>How one reply came about: its steps in time, and everything that was put into it.</summary>
public sealed partial class TracePanel : IDisposable
{
    private const int NameLength = 8;

    private readonly Reading<TraceReading> _reading = new("The trace");
    private IDisposable? _subscription;
    private (Guid, Guid) _shown;
    private string _json = "";

    [Parameter, EditorRequired] public Guid ConversationId { get; set; }

    /// <summary>The reply; or what was asked, then it is of the reply that its turn gave.</summary>
    [Parameter, EditorRequired] public Guid MessageId { get; set; }

    [Inject] public required TraceService Traces { get; init; }

    [Inject] public required MessageService Messages { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public static void Open(Drawers drawers, Guid conversationId, Guid messageId) => drawers.Open<TracePanel>(
        "How this reply came about",
        new Dictionary<string, object?> { [nameof(ConversationId)] = conversationId, [nameof(MessageId)] = messageId },
        "66rem");

    public void Dispose()
    {
        _subscription?.Dispose();
        _reading.Dispose();
    }

    /// <summary>A trace never changes; one that is not there yet comes with the end of the reply.</summary>
    protected override void OnInitialized() => _subscription = Feed.Subscribe(Access.OrganizationId, ConversationService.Topic, change =>
    {
        if ((change.Id is null || change.Id == ConversationId) && _reading.Value is { Trace: null })
        {
            _ = InvokeAsync(async () =>
            {
                await _reading.ReadAgainAsync(Ui, Clock, ReadAsync);
                StateHasChanged();
            });
        }
    });

    protected override Task OnParametersSetAsync()
    {
        if (_shown == (ConversationId, MessageId))
        {
            return Task.CompletedTask;
        }

        _shown = (ConversationId, MessageId);
        return LoadAsync();
    }

    private Task LoadAsync() => _reading.ReadAsync(Ui, ReadAsync);

    private async Task<TraceReading> ReadAsync(CancellationToken ct)
    {
        var read = await TraceReading.ReadAsync(Traces, Messages, ConversationId, MessageId, ct);
        _json = read.Trace is { } trace ? TraceText.Json(trace) : "";
        return read;
    }

    private async Task DownloadAsync() => await Js.CallAsync("saveText", $"trace-{MessageId.ToString("N")[^NameLength..]}.json", _json);
}
