using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>A conversation as it stands on a screen: the messages around the reader, and the reply that is being written.</summary>
public sealed partial class ChatState(AssistantRuntime runtime, ConversationService conversations, MessageService messages, ChangeFeed feed, Access access, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private IDisposable? _subscription;
    private (string Text, string Key)? _sent;
    private bool _reloadsSoon;
    private bool _isPaging;
    private int _reads;

    /// <summary>A message on the way that somebody reads who does not talk here; null: the way that those who do are shown.</summary>
    private Guid? _way;

    /// <summary>Something besides the text of the reply is to be drawn.</summary>
    public event Action? Changed;

    /// <summary>Brings what other threads tell to the one that draws.</summary>
    public Func<Func<Task>, Task> Post { get; init; } = work => work();

    public ConversationDetail? Conversation { get; private set; }

    public IReadOnlyList<MessageView> Messages { get; private set; } = [];

    public ChatLiveReply? Reply { get; private set; }

    /// <summary>What was said of replies that were written here, and is stored nowhere but in their traces.</summary>
    public Dictionary<Guid, IReadOnlyList<string>> Notes { get; } = [];

    /// <summary>On its way to the server.</summary>
    public string? Pending { get; private set; }

    public bool HasOlder { get; private set; }

    public bool HasNewer { get; private set; }

    /// <summary>Somebody deleted it.</summary>
    public bool IsGone { get; private set; }

    /// <summary>For those who hear the page: that a reply begins and ends, never its pieces.</summary>
    public string Said { get; private set; } = "";

    public bool IsAnswering => Reply is not null || Pending is not null;

    public bool CanWrite => Conversation?.Row.Status is ConversationStatus.Active or ConversationStatus.Escalated && !IsGone;

    public void Dispose()
    {
        _subscription?.Dispose();
        _end.Cancel();
        _end.Dispose();
    }

    public async Task OpenAsync(Guid id, CancellationToken ct)
    {
        _way = null;
        var detail = await conversations.GetAsync(id, ct);
        var page = await messages.PageAsync(id, null, null, ChatLimits.PageSize, ct);
        (Conversation, Messages, HasOlder, HasNewer) = (detail, page.Items, page.Before is not null, false);
        _subscription ??= feed.Subscribe(access.OrganizationId, ConversationService.Topic, change =>
        {
            if (change.Id is null || change.Id == Conversation?.Row.Id)
            {
                _ = Post(HearAsync);
            }
        });
        Follow();
        Draw();
    }

    public Task SendAsync(string text, Guid? inPlaceOf, TurnOverrides? overrides, CancellationToken ct)
    {
        // The same text again after a failure may have arrived the first time.
        _sent = _sent is { } sent && sent.Text == text ? sent : (text, Guid.CreateVersion7().ToString("N"));
        return BeginAsync(new() { ConversationId = Id, Text = text, InPlaceOf = inPlaceOf, ClientKey = _sent.Value.Key, Overrides = overrides }, inPlaceOf, ct);
    }

    public Task RetryAsync(Guid message, TurnOverrides? overrides, CancellationToken ct) =>
        BeginAsync(new() { ConversationId = Id, RetryOf = message, Overrides = overrides }, message, ct);

    public async Task StopAsync(CancellationToken ct)
    {
        if (Reply is { IsStopping: false } reply)
        {
            reply.IsStopping = true;
            reply.Draw();
            await runtime.StopAsync(Id, ct);
        }
    }

    /// <summary>Says whether a tool may do what it waits with.</summary>
    public async Task AnswerAsync(string call, bool agreed, CancellationToken ct)
    {
        await runtime.AnswerAsync(Id, call, agreed, ct);
        Reply?.Answered(call);
        Reply?.Draw();
    }

    public async Task OlderAsync(CancellationToken ct)
    {
        if (!HasOlder || _isPaging || Messages.Count == 0)
        {
            return;
        }

        await PagingAsync(async () =>
        {
            var page = await messages.PageAsync(Id, _way, Messages[0].Ordinal, null, ChatLimits.PageSize, ct);
            var all = page.Items.Concat(Messages).ToList();
            (Messages, HasOlder, HasNewer) = ([.. all.Take(ChatLimits.MostShown)], page.Before is not null, HasNewer || all.Count > ChatLimits.MostShown);
        });
    }

    public async Task NewerAsync(CancellationToken ct)
    {
        if (!HasNewer || _isPaging || Messages.Count == 0)
        {
            return;
        }

        await PagingAsync(async () =>
        {
            var page = await messages.PageAsync(Id, _way, null, Messages[^1].Ordinal, ChatLimits.PageSize, ct);
            var all = Messages.Concat(page.Items).ToList();
            (Messages, HasNewer, HasOlder) = ([.. all.TakeLast(ChatLimits.MostShown)], page.After is not null, HasOlder || all.Count > ChatLimits.MostShown);
            Follow();
        });
    }

    /// <summary>The newest messages, wherever the reader is.</summary>
    public async Task ToEndAsync(CancellationToken ct)
    {
        if (HasNewer)
        {
            (HasNewer, Messages) = (false, []);
        }

        await ReloadAsync(ct);
    }

    /// <summary>Shows the message before or after this one among those that stand in the same place.</summary>
    /// <param name="onlyHere">For whoever reads, without changing what those who talk are shown.</param>
    public async Task SwitchAsync(MessageView message, int by, bool onlyHere, CancellationToken ct)
    {
        var beside = await messages.BesideAsync(Id, message.Id, ct);
        var at = Math.Clamp(message.Place - 1 + by, 0, beside.Count - 1);
        if (onlyHere)
        {
            _way = beside[at];
        }
        else
        {
            await messages.SwitchAsync(Id, beside[at], ct);
        }

        await ToEndAsync(ct);
        Said = $"Version {Format.Number(at + 1)} of {Format.Number(beside.Count)}.";
        Draw();
    }

    public async Task SayAsync(Guid message, FeedbackInput input, CancellationToken ct)
    {
        Replace(await messages.SayAsync(Id, message, input, ct));
        Draw();
    }

    private Guid Id => Conversation?.Row.Id ?? throw new InvalidOperationException("No conversation is open.");

    private async Task PagingAsync(Func<Task> read)
    {
        _isPaging = true;
        try
        {
            await read();
        }
        finally
        {
            _isPaging = false;
        }

        Draw();
    }

    private void Replace(MessageView message) =>
        Messages = [.. Messages.Select(m => m.Id == message.Id ? message with { Place = m.Place, Places = m.Places } : m)];

    private void Draw() => Changed?.Invoke();
}
