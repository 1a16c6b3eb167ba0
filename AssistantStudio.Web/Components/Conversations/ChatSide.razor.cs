using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>One's own conversations, to come back to.</summary>
public sealed partial class ChatSide : IDisposable
{
    private readonly Reading<Page<ConversationRow>> _found = new("Your conversations");
    private IDisposable? _subscription;
    private string _search = "";
    private int _page = 1;

    /// <summary>The one that is open.</summary>
    [Parameter] public Guid? Current { get; set; }

    [Inject] public required ConversationListService Conversations { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    public void Dispose()
    {
        _subscription?.Dispose();
        _found.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, ConversationService.Topic, changed => { _ = InvokeAsync(HearAsync); });
        return ReadAsync();
    }

    private async Task HearAsync()
    {
        await _found.ReadAgainAsync(Ui, Clock, FindAsync);
        StateHasChanged();
    }

    private Task ReadAsync() => _found.ReadAsync(Ui, FindAsync);

    private Task SearchAsync(string? typed)
    {
        (_search, _page) = (typed?.Trim() ?? "", 1);
        return _found.ReadSoonAsync(Ui, Clock, FindAsync);
    }

    private Task TurnAsync(int by)
    {
        _page += by;
        return ReadAsync();
    }

    private Task<Page<ConversationRow>> FindAsync(CancellationToken ct) =>
        Conversations.ListAsync(new() { Mine = true, Channel = ConversationChannel.Chat, Search = _search.Length == 0 ? null : _search, Page = _page, PageSize = ChatLimits.SidePage }, ct);
}
