using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>What somebody and an assistant said to each other, for those who look after assistants.</summary>
public sealed partial class TranscriptPage : IDisposable
{
    private const string List = "/conversations";

    private static readonly Crumb[] s_trail = [new("Conversations", List)];

    private readonly CancellationTokenSource _end = new();
    private ConversationDetail? _detail;
    private UiError? _error;

    [Parameter] public Guid ConversationId { get; set; }

    [Inject] public required ConversationService Conversations { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private bool MayManage => Access.Can(Permission.ConversationsManage) || _detail?.Row.UserId == Access.UserId;

    public static string Of(Guid id) => $"{List}/{id}";

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private static DateTimeOffset At(DateTime utc) => new(utc, TimeSpan.Zero);

    private string ExportHref(string format) => $"/api/v1/conversations/{ConversationId}/export?format={format}";

    private async Task LoadAsync()
    {
        _error = null;
        try
        {
            _detail = await Conversations.GetAsync(ConversationId, _end.Token);
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

    private void Take(ConversationDetail detail) => _detail = detail;

    private Task EndAsync() => Drawers.OpenAsync<ChatEndPanel>("End the conversation", new Dictionary<string, object?> { [nameof(ChatEndPanel.Row)] = _detail!.Row });

    private async Task DeleteAsync()
    {
        if (await ChatDeletion.AskAsync(Confirm, _detail!.Row) && await Ui.RunAsync(() => Conversations.DeleteAsync(ConversationId, CancellationToken.None), failed: "Not deleted"))
        {
            Toasts.Success("Conversation deleted");
            Navigation.NavigateTo(List);
        }
    }
}
