using AssistantStudio.Core.Conversations;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Conversations;

/// <summary>Everything that is kept of a person: shown first, erased when somebody says so twice.</summary>
public sealed partial class ConversationListErase : IDisposable
{
    private const int Offered = 8;

    private readonly FieldErrors _errors = new();
    private readonly Reading<Page<UserRow>> _users = new("The users");
    private bool _isExternal;
    private string _search = "";
    private string _external = "";
    private UserRow? _user;
    private PersonData? _found;

    [Inject] public required PersonDataService People { get; init; }

    [Inject] public required UserService Users { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private bool CanListUsers => Access.Can(Permission.UsersView);

    private PersonKey? Key => _isExternal ? (_external.Trim() is { Length: > 0 } name ? new(null, name) : null) : _user is { } user ? new(user.Id, null) : null;

    private string Who => _isExternal ? $"“{_external.Trim()}”" : _user?.Name ?? "";

    private bool IsNothing => _found is { Conversations: 0, Memories: 0 };

    public static void Open(Drawers drawers) => drawers.Open<ConversationListErase>("Erase a person", width: "32rem");

    public void Dispose() => _users.Dispose();

    protected override Task OnInitializedAsync()
    {
        _isExternal = !CanListUsers;
        return CanListUsers ? _users.ReadAsync(Ui, FindUsersAsync) : Task.CompletedTask;
    }

    private void Turn(bool isExternal) => (_isExternal, _found) = (isExternal, null);

    private void Choose(UserRow? user) => (_user, _found) = (user, null);

    private void TypeExternal(string? typed) => (_external, _found) = (typed ?? "", null);

    private Task TypeAsync(string? typed)
    {
        _search = typed ?? "";
        return _users.ReadSoonAsync(Ui, Clock, FindUsersAsync);
    }

    private Task<Page<UserRow>> FindUsersAsync(CancellationToken ct) =>
        Users.ListAsync(new UserListQuery { Search = _search.Trim() is { Length: > 0 } text ? text : null, PageSize = Offered, Sort = "name" }, ct);

    private Task FindAsync() => Ui.RunAsync(async () => _found = await People.FindAsync(Key!, CancellationToken.None), _errors, "Could not be looked up");

    private async Task EraseAsync()
    {
        if (Key is not { } key || _found is not { } found || !await Confirm.AskAsync(QuestionOf(found)))
        {
            return;
        }

        await Ui.RunAsync(
            async () =>
            {
                var gone = await People.EraseAsync(key, CancellationToken.None);
                Toasts.Success("Erased", $"{Format.Count(gone.Conversations, "conversation")} and {Format.Count(gone.Memories, "memory", "memories")} are gone.");
                Drawers.Close();
            },
            failed: "Not everything was erased");
    }

    private ConfirmRequest QuestionOf(PersonData found) => new()
    {
        Title = $"Erase {Who}?",
        Consequences =
        [
            new(Format.Count(found.Conversations, "conversation"), "and every message in them are deleted"),
            new(Format.Count(found.Memories, "memory", "memories"), "of assistants are deleted"),
            "What was paid stays in the ledger. Nobody can bring the rest back.",
        ],
        Confirm = "Erase it all",
        Keep = "Keep it",
        TypeToConfirm = _isExternal ? _external.Trim() : _user?.Name,
    };
}
