using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Organizations;

internal sealed class TwoFactorStep(AccountService account, Access access) : IFirstStep
{
    public int Order => 10;

    public Permission? Required => Permission.UsersManage;

    public string Title => "Protect your account";

    public string Text => "An administrator's password alone should open nothing.";

    public string Action => "Set up two-step sign-in";

    public string Href => "/profile";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        access.Grant.SessionId is null || (await account.GetAsync(cancellationToken)).HasTwoFactor;
}

internal sealed class InviteStep(UserService users, AccountLinkService links, SampleData samples, Access access) : IFirstStep
{
    public int Order => 20;

    public Permission? Required => Permission.UsersManage;

    public string Title => "Invite a colleague";

    public string Text => "Somebody who builds, runs or watches with you.";

    public string Action => "Open users";

    public string Href => "/administration/users";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken)
    {
        if ((await users.ListAsync(new UserListQuery { PageSize = 1 }, cancellationToken)).Total > 1)
        {
            return true;
        }

        // The invitations of the sample data are nobody's step.
        IReadOnlySet<Guid> fromSamples = access.Can(Permission.OrganizationView)
            ? await samples.RowsOfAsync(SampleKinds.Invitation, cancellationToken)
            : new HashSet<Guid>();
        var open = await links.ListInvitationsAsync(new ListQuery { PageSize = Math.Min(fromSamples.Count + 1, ListLimits.MaxPageSize) }, cancellationToken);
        return open.Items.Any(i => !fromSamples.Contains(i.Id));
    }
}

internal sealed class ApiKeyStep(ApiKeyService keys) : IFirstStep
{
    public int Order => 30;

    public Permission? Required => Permission.ApiKeysManage;

    public string Title => "Connect other software";

    public string Text => "A key lets a script use AssistantStudio over HTTP.";

    public string Action => "Open API keys";

    public string Href => "/administration/api-keys";

    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        (await keys.ListAsync(new ApiKeyListQuery { PageSize = 1 }, cancellationToken)).Total > 0;
}

/// <summary>The tabs of the administration, the API page, and users found by name.</summary>
internal sealed class AdministrationCommands(Access access, UserService users) : ICommandSource
{
    public async Task<IReadOnlyList<CommandHit>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var hits = AdministrationTabs.Visible(access)
            .Select(t => new CommandHit(CommandGroup.GoTo, t.Label, Icons.Settings) { Href = t.Href, Note = "Administration" })
            .Append(new CommandHit(CommandGroup.GoTo, "Your profile", Icons.User) { Href = "/profile", Keywords = "password two-step sessions name" })
            .Where(h => CommandMatch.Rank(h, query) is not null)
            .ToList();
        if (query.Length >= 2 && access.Can(Permission.UsersView))
        {
            var found = await users.ListAsync(new UserListQuery { Search = query, PageSize = 5 }, cancellationToken);
            hits.AddRange(found.Items.Select(u => new CommandHit(CommandGroup.Found, u.Name, Icons.User)
            {
                Note = u.Email,
                Href = $"/administration/users?q={Uri.EscapeDataString(u.Email)}",
            }));
        }

        return hits;
    }
}
