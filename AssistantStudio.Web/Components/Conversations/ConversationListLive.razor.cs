using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Conversations that go on, kept up to date.</summary>
public sealed partial class ConversationListLive : IDisposable
{
    private const int Shown = 8;

    private readonly Reading<IReadOnlyList<ConversationRow>> _active = new("What goes on right now");
    private IDisposable? _subscription;

    [Inject] public required ConversationListService Conversations { get; init; }

    [Inject] public required ChangeFeed Feed { get; init; }

    [Inject] public required BrowserTime Time { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private string? Note => _active.Value is not { Count: > 0 } rows ? null
        : Format.Count(rows.Count, "conversation") + " in the last 15 minutes"
            + (rows.Count(r => r.IsAnswering) is > 0 and var answering ? $", {Format.Number(answering)} being answered" : "")
            + (rows.Count > Shown ? "; the newest are shown" : "");

    public void Dispose()
    {
        _subscription?.Dispose();
        _active.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(Access.OrganizationId, ConversationService.Topic, _ => Again());
        return LoadAsync();
    }

    private string StateOf(ConversationRow row) => row.IsAnswering ? "Being answered"
        : Time.Relative(row.LastActivityAt) is var when && when == "now" ? "Just now" : when;

    private Task LoadAsync() => _active.ReadAsync(Ui, Conversations.ActiveAsync);

    private void Again() => _ = InvokeAsync(async () =>
    {
        await _active.ReadAgainAsync(Ui, Clock, Conversations.ActiveAsync);
        StateHasChanged();
    });
}
