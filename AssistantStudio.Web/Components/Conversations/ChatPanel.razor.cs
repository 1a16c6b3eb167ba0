using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>A conversation: its messages, the reply that is being written, and where one writes. For the chat page, the playground and transcripts.</summary>
public sealed partial class ChatPanel : IAsyncDisposable
{
    private readonly string _id = "chat-" + Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationTokenSource _end = new();
    private DotNetObjectReference<ChatPanel>? _self;
    private Guid? _open;
    private ConversationDetail? _told;
    private UiError? _error;
    private string? _problem;
    private string _said = "";
    private bool _isOpening;
    private bool _isAttached;

    /// <summary>Null: it begins with the first message.</summary>
    [Parameter] public Guid? ConversationId { get; set; }

    /// <summary>Makes the conversation that the first message begins.</summary>
    [Parameter] public Func<CancellationToken, Task<Guid>>? Begin { get; set; }

    /// <summary>After the first message is on its way.</summary>
    [Parameter] public EventCallback<Guid> OnBegun { get; set; }

    /// <summary>What the list of conversations shows of it may have changed.</summary>
    [Parameter] public EventCallback<ConversationDetail> OnChanged { get; set; }

    /// <summary>What is tried instead of what the assistant says.</summary>
    [Parameter] public Func<TurnOverrides?>? Overrides { get; set; }

    /// <summary>In the playground: brings what is set there into the conversation before a message is sent.</summary>
    [Parameter] public Func<Guid, CancellationToken, Task>? Prepare { get; set; }

    /// <summary>As the assistant introduces itself, while nothing is said yet.</summary>
    [Parameter] public RenderFragment? Opening { get; set; }

    /// <summary>What one can do once the conversation has ended.</summary>
    [Parameter] public RenderFragment? Ended { get; set; }

    /// <summary>Drawn in front of each reply.</summary>
    [Parameter] public RenderFragment? Face { get; set; }

    [Parameter] public bool ReadOnly { get; set; }

    [Parameter] public bool HasComposer { get; set; } = true;

    /// <summary>Sending is what the page is for.</summary>
    [Parameter] public bool IsMain { get; set; } = true;

    [Parameter] public bool ShowsTrace { get; set; }

    [Parameter] public int MaxLength { get; set; } = ConversationLimits.MessageLength;

    [Parameter] public string ComposerLabel { get; set; } = "Your message";

    /// <summary>Under which the browser keeps what was typed and not sent, before there is a conversation.</summary>
    [Parameter] public string DraftKey { get; set; } = "";

    [Parameter] public string? Class { get; set; }

    [Inject] public required AssistantRuntime Runtime { get; init; }

    [Inject] public required ConversationService Conversations { get; init; }

    [Inject] public required MessageService Stored { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public ChatState State { get; private set; } = null!;

    /// <summary>What a reply cost and how long it took: for whoever builds assistants or looks after costs.</summary>
    internal bool ShowsFacts => Access.Can(Permission.AssistantsTry) || Access.Can(Permission.UsageView);

    internal bool OffersTrace => ShowsTrace || Access.Can(Permission.ConversationsView);

    public Task SendAsync(string text) => SendAsync(text, null);

    /// <summary>True when it is on its way.</summary>
    public Task<bool> SendAsync(string text, Guid? inPlaceOf) => TryAsync(async () =>
    {
        var isNew = State.Conversation is null;
        if (isNew)
        {
            _open = await Begin!(_end.Token);
            await State.OpenAsync(_open.Value, _end.Token);
        }

        if (Prepare is not null)
        {
            await Prepare(_open!.Value, _end.Token);
        }

        await State.SendAsync(text, inPlaceOf, Overrides?.Invoke(), _end.Token);
        if (isNew)
        {
            await OnBegun.InvokeAsync(_open!.Value);
        }
    });

    public Task StopAsync() => Ui.RunAsync(() => State.StopAsync(_end.Token), failed: "The reply could not be stopped");

    [JSInvokable]
    public Task OlderAsync() => Ui.RunAsync(() => State.OlderAsync(_end.Token), failed: "Older messages could not be read");

    [JSInvokable]
    public Task NewerAsync() => Ui.RunAsync(() => State.NewerAsync(_end.Token), failed: "Newer messages could not be read");

    internal Task<bool> RetryAsync(Guid message) => TryAsync(async () =>
    {
        if (Prepare is not null)
        {
            await Prepare(_open!.Value, _end.Token);
        }

        await State.RetryAsync(message, Overrides?.Invoke(), _end.Token);
    });

    internal Task SwitchAsync(MessageView message, int by) => Ui.RunAsync(() => State.SwitchAsync(message, by, ReadOnly, _end.Token), failed: "The other version could not be shown");

    internal Task AnswerAsync(string call, bool agreed) => Ui.RunAsync(() => State.AnswerAsync(call, agreed, _end.Token), failed: "Your answer did not arrive");

    internal Task SayAsync(Guid message, FeedbackInput input) => Ui.RunAsync(() => State.SayAsync(message, input, _end.Token), failed: "Your feedback was not saved");

    internal void ShowTrace(Guid message) => TracePanel.Open(Drawers, State.Conversation!.Row.Id, message);

    public async ValueTask DisposeAsync()
    {
        State?.Dispose();
        await _end.CancelAsync();
        _end.Dispose();
        await Js.CallAsync("chat", "detach", _id);
        _self?.Dispose();
    }

    protected override void OnInitialized()
    {
        State = new(Runtime, Conversations, Stored, Feed, Access, Clock) { Post = InvokeAsync };
        State.Changed += Refresh;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_open != ConversationId && ConversationId is not null)
        {
            _open = ConversationId;
            await OpenAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isAttached && !_isOpening && _error is null)
        {
            _isAttached = true;
            _self = DotNetObjectReference.Create(this);
            await Js.CallAsync("chat", "attach", _id, _self);
        }
    }

    private async Task OpenAsync()
    {
        (_isOpening, _error) = (true, null);
        try
        {
            await State.OpenAsync(ConversationId!.Value, _end.Token);
        }
        catch (Exception e) when (_end.IsCancellationRequested || StudioJs.IsGone(e))
        {
            return;
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The conversation");
        }

        _isOpening = false;
        StateHasChanged();
    }

    private async Task ToEndAsync()
    {
        await Ui.RunAsync(() => State.ToEndAsync(_end.Token), failed: "The newest messages could not be read");
        await Js.CallAsync("chat", "toEnd", _id);
    }

    /// <summary>What keeps a message from being sent stands beside it, and the message is given back.</summary>
    private async Task<bool> TryAsync(Func<Task> work)
    {
        _problem = null;
        try
        {
            await Js.CallAsync("chat", "toEnd", _id);
            await work();
            return true;
        }
        catch (Exception e) when (_end.IsCancellationRequested || StudioJs.IsGone(e))
        {
            return false;
        }
        catch (ValidationException e)
        {
            _problem = string.Join(" ", e.Errors.Values.SelectMany(v => v));
        }
        catch (Exception e)
        {
            var error = Ui.Describe(e, "The message");
            _problem = error.ReferenceId is { } reference ? $"{error.Message} Your message was not sent. (Reference {reference})" : error.Message;
        }

        StateHasChanged();
        return false;
    }

    private void Refresh()
    {
        _said = State.Said;
        StateHasChanged();
        if (State.Conversation is { } detail && !ReferenceEquals(detail, _told))
        {
            _told = detail;
            _ = OnChanged.InvokeAsync(detail);
        }
    }
}
