using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Organizations;

public sealed partial class UserListPage
{
    private static readonly Crumb[] s_trail = [new("Administration", "/administration")];
    private static readonly IReadOnlyList<FilterOption> s_roles = FilterOption.Of<Role>(PermissionText.Of);
    private static readonly FilterOption[] s_states = [new("active", "Active"), new("disabled", "Disabled")];

    private readonly ListState _state = new() { FilterNames = ["role", "state"], DefaultSort = "name" };
    private readonly ListState _invitationState = new() { DefaultSort = "-createdAt", DefaultPageSize = 10 };
    private DataList<InvitationRow>? _invitations;

    [Inject] public required UserService Users { get; init; }

    [Inject] public required AccountLinkService Links { get; init; }

    [Inject] public required Access Access { get; init; }

    [Inject] public required Drawers Drawers { get; init; }

    [Inject] public required UiErrors Ui { get; init; }

    private Task<Page<UserRow>> LoadAsync(ListState state, CancellationToken ct) => Users.ListAsync(
        state.Apply(new UserListQuery
        {
            Role = state.Filter<Role>("role"),
            Active = state["state"] switch { "active" => true, "disabled" => false, _ => null },
        }),
        ct);

    private Task<Page<InvitationRow>> LoadInvitationsAsync(ListState state, CancellationToken ct) =>
        Links.ListInvitationsAsync(state.Apply(new ListQuery()), ct);

    private void Invite() => Drawers.Open<InvitePanel>("Invite a user");

    private void Open(Guid id) => Drawers.Open<UserPanel>("User", new Dictionary<string, object?> { [nameof(UserPanel.UserId)] = id });

    private Task WithdrawAsync(InvitationRow invitation) =>
        Ui.RunAsync(() => Links.WithdrawAsync(invitation.Id, CancellationToken.None), failed: "The invitation is still open");
}
