using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>One member, opened beside the list.</summary>
public sealed partial class UserPanel : IDisposable
{
    private readonly FieldErrors _errors = new();
    private readonly CancellationTokenSource _end = new();
    private Lendable[] _lendable = [];
    private Edit<UserDetail, UserDraft> _edit = null!;
    private UiError? _error;
    private string? _link;

    [Parameter, EditorRequired] public Guid UserId { get; set; }

    [Inject] public required UserService Users { get; init; }

    [Inject] public required AccountLinkService Links { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _lendable = [.. Enum.GetValues<Permission>().Where(p => p != Permission.SiteManage && Access.Can(p)).Select(p => new Lendable(p, PermissionText.Of(p)))];
        _edit = new(UserDraft.Fields, row => new(row)) { Read = ct => Users.GetAsync(UserId, ct), SubjectOf = row => row.Id };
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _edit.Show(await Users.GetAsync(UserId, _end.Token));
            _error = null;
        }
        catch (Exception e) when (!StudioJs.IsGone(e))
        {
            _error = Ui.Describe(e, "The user");
            if (e is NotFoundException)
            {
                _edit.Show(null);
            }
        }
    }

    private async Task SaveAsync()
    {
        var (draft, user) = (_edit.Draft, _edit.Row!);
        _edit.Show(await Users.ChangeAsync(UserId, new UserChange { Role = draft.Role, Extra = [.. draft.Extra ?? []], RowVersion = user.RowVersion }, _end.Token));
        Toasts.Success("Saved", $"{user.Name} is {PermissionText.Of(_edit.Draft.Role).ToLowerInvariant()} now.");
    }

    private Task MakeLinkAsync() => Ui.RunAsync(
        async () =>
        {
            var link = await Links.MakePasswordLinkAsync(UserId, _end.Token);
            _link = $"{Navigation.BaseUri}account/password?token={link.Token}";
        },
        failed: "No link was made");

    private async Task ToggleAsync()
    {
        var user = _edit.Row!;
        if (user.Active && !await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Disable {user.Name}?",
            Consequences = [$"{user.Name} is signed out of this organisation within a minute", "Their API keys stop working", "Nothing is deleted; you can enable them again"],
            Confirm = "Disable the user",
            Keep = "Keep the user enabled",
        }))
        {
            return;
        }

        await Ui.RunAsync(
            async () => _edit.Show(await Users.ChangeAsync(UserId, new UserChange { Active = !user.Active, RowVersion = user.RowVersion }, _end.Token)),
            failed: "Not changed");
    }

    private async Task ToggleSiteAdminAsync()
    {
        var user = _edit.Row!;
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = user.IsSiteAdmin ? $"Withdraw the site administration of {user.Name}?" : $"Make {user.Name} a site administrator?",
            Consequences = user.IsSiteAdmin
                ? [$"{user.Name} keeps the role {PermissionText.Of(user.Role).ToLowerInvariant()} here and loses every other organisation without a membership"]
                : [$"{user.Name} may do everything in every organisation, and appoint others"],
            Confirm = user.IsSiteAdmin ? "Withdraw it" : "Make site administrator",
            Keep = "Leave it as it is",
            IsDestructive = user.IsSiteAdmin,
        }))
        {
            await Ui.RunAsync(
                async () => _edit.Show(await Users.ChangeAsync(UserId, new UserChange { SiteAdmin = !user.IsSiteAdmin, RowVersion = user.RowVersion }, _end.Token)),
                failed: "Not changed");
        }
    }

    private async Task RemoveAsync()
    {
        var user = _edit.Row!;
        if (await Confirm.AskAsync(new ConfirmRequest
        {
            Title = $"Remove {user.Name} from the organisation?",
            Consequences = ["Their API keys are revoked", "What they made stays", "The audit log keeps their name"],
            Confirm = "Remove the user",
            Keep = "Keep the user",
        }) && await Ui.RunAsync(() => Users.RemoveAsync(UserId, _end.Token), failed: "Not removed"))
        {
            Drawers.Close();
            Toasts.Success("Removed", $"{user.Name} no longer belongs to the organisation.");
        }
    }

    public sealed record Lendable(Permission Permission, string Text);
}
