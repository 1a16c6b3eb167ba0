using System.Collections.Frozen;

namespace AssistantStudio.Core.Shared;

/// <summary>What somebody is in one organisation. Whoever administers the installation is a site administrator besides.</summary>
public enum Role
{
    Member,
    Viewer,
    Editor,
    Operator,
    OrgAdmin,
}

/// <summary>The one table that says what each role may do.</summary>
public static class RolePermissions
{
    private static readonly Permission[] View =
        [Permission.OrganizationView, Permission.EnvironmentsView, Permission.JobsView, Permission.PromptsView, Permission.AssistantsView, Permission.KnowledgeView, Permission.ProvidersView, Permission.UsageView, Permission.Chat, Permission.ConversationsView, Permission.DeploymentsView];

    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> Table = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.Member] = new[] { Permission.Chat }.ToFrozenSet(),
        [Role.Viewer] = View.ToFrozenSet(),
        [Role.Editor] = View.Append(Permission.AssistantsTry).Append(Permission.DeploymentsManage).Append(Permission.EnvironmentsManage).Append(Permission.ApiKeysCreate).Append(Permission.PromptsManage).Append(Permission.AssistantsManage).Append(Permission.KnowledgeManage).Append(Permission.ProvidersManage).ToFrozenSet(),
        [Role.Operator] = View.Append(Permission.AssistantsTry).Append(Permission.DeploymentsManage).Append(Permission.DeployProduction).Append(Permission.JobsRun).Append(Permission.ApiKeysCreate).ToFrozenSet(),
        [Role.OrgAdmin] = Enum.GetValues<Permission>().Where(p => p is not Permission.SiteManage).ToFrozenSet(),
    }.ToFrozenDictionary();

    public static FrozenSet<Permission> SiteAdmin { get; } = Enum.GetValues<Permission>().ToFrozenSet();

    public static FrozenSet<Permission> Of(Role role) => Table[role];
}
