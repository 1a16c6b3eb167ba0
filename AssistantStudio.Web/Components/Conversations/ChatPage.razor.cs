using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Assistants;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Where people talk to assistants that are in use: choose one, talk, come back to what was said.</summary>
public sealed partial class ChatPage : IDisposable
{
    internal const string Href = "/chat";

    private static readonly Crumb[] s_trail = [new("Chat", Href)];

    private readonly CancellationTokenSource _end = new();
    private ChatAssistant? _assistant;
    private ConversationRow? _row;
    private Guid? _open;
    private UiError? _error;
    private bool _isRead;
    private int _fresh;

    [Parameter] public Guid? ConversationId { get; set; }

    /// <summary>The assistant's short name.</summary>
    [Parameter] public string? Slug { get; set; }

    [Inject] public required ChatAssistantService Assistants { get; init; }

    [Inject] public required ConversationService Conversations { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required StudioJs Js { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private bool IsStart => ConversationId is null && Slug is null;

    private string Name => _assistant?.Name ?? _row?.AssistantName ?? "the assistant";

    private string PageTitle => IsStart ? "Chat" : _row is { } row ? ChatText.Title(row) : _assistant?.Name ?? "Chat";

    private string? PageFacts => IsStart ? "Choose who you want to talk to, or go on with a conversation." : _row is { Title.Length: > 0 } row ? $"With {row.AssistantName}" : null;

    private RenderFragment Tile => builder =>
    {
        builder.OpenComponent<AssistantTile>(0);
        builder.AddComponentParameter(1, nameof(AssistantTile.Type), _assistant?.Type ?? default);
        builder.AddComponentParameter(2, nameof(AssistantTile.Symbol), _assistant?.Icon ?? "");
        builder.AddComponentParameter(3, nameof(AssistantTile.Colour), _assistant?.Colour ?? "");
        builder.CloseComponent();
    };

    internal static string With(string slug) => $"{Href}/with/{Uri.EscapeDataString(slug)}";

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    /// <summary>Another address is another page: the layout begins anew.</summary>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (IsStart)
        {
            return;
        }

        _error = null;
        try
        {
            if (ConversationId is { } id)
            {
                _row = (await Conversations.GetAsync(id, _end.Token)).Row;
                if (_row.UserId != Access.UserId)
                {
                    Navigation.NavigateTo(TranscriptPage.Of(id), replace: true);
                    return;
                }

                (_open, _assistant) = (id, await FindAsync(_row.AssistantId.ToString()));
            }
            else
            {
                _assistant = await Assistants.GetAsync(Slug!, _end.Token);
            }

            _isRead = true;
        }
        catch (Exception e) when (_end.IsCancellationRequested || StudioJs.IsGone(e))
        {
            // Somebody left.
        }
        catch (Exception e)
        {
            _error = Ui.Describe(e, "The conversation");
        }
    }

    /// <summary>Of an assistant that is not in use any more, only its name is left.</summary>
    private async Task<ChatAssistant?> FindAsync(string idOrSlug)
    {
        try
        {
            return await Assistants.GetAsync(idOrSlug, _end.Token);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private async Task<Guid> StartAsync(CancellationToken ct) =>
        (await Conversations.StartAsync(new() { AssistantId = _assistant!.Id }, ct)).Row.Id;

    /// <summary>The page goes on as the page of that conversation; going there would make it anew in the middle of the reply.</summary>
    private async Task BegunAsync(Guid id)
    {
        _open = id;
        await Js.CallAsync("chat", "address", $"{Href}/{id}");
    }

    private void Take(ConversationDetail detail)
    {
        if (_row != detail.Row)
        {
            _row = detail.Row;
        }
    }

    private async Task BeginAnewAsync()
    {
        if (_assistant is not { } assistant)
        {
            Navigation.NavigateTo(Href);
        }
        else if (Slug is null)
        {
            Navigation.NavigateTo(With(assistant.Slug));
        }
        else
        {
            (_open, _row) = (null, null);
            _fresh++;
            await Js.CallAsync("chat", "address", With(assistant.Slug));
        }
    }

    private Task RenameAsync() => Drawers.OpenAsync<ChatRenamePanel>("Rename the conversation", new Dictionary<string, object?> { [nameof(ChatRenamePanel.Row)] = _row });

    private Task EndAsync() => Drawers.OpenAsync<ChatEndPanel>("End the conversation", new Dictionary<string, object?> { [nameof(ChatEndPanel.Row)] = _row });

    private async Task DeleteAsync()
    {
        if (await ChatDeletion.AskAsync(Confirm, _row!) && await Ui.RunAsync(() => Conversations.DeleteAsync(_row!.Id, CancellationToken.None), failed: "Not deleted"))
        {
            Toasts.Success("Conversation deleted");
            Navigation.NavigateTo(Href);
        }
    }
}
