using System.Text.Json;

namespace AssistantStudio.Core.Shared;

/// <summary>Permissions and roles in words for people.</summary>
public static class PermissionText
{
    /// <summary>"assistants_try": as the API and keys have it.</summary>
    public static string WordOf(Permission permission) => JsonNamingPolicy.SnakeCaseLower.ConvertName(permission.ToString());

    public static string Of(Permission permission) => permission switch
    {
        Permission.OrganizationView => "see the organisation",
        Permission.OrganizationManage => "change the organisation",
        Permission.UsersView => "see users",
        Permission.UsersManage => "manage users",
        Permission.ApiKeysCreate => "create own API keys",
        Permission.ApiKeysManage => "manage all API keys",
        Permission.AuditView => "read the audit log",
        Permission.EnvironmentsView => "see environment variables",
        Permission.EnvironmentsManage => "change environment variables",
        Permission.SecretsManage => "manage secrets",
        Permission.JobsView => "see jobs",
        Permission.JobsRun => "run and cancel jobs",
        Permission.JobsManage => "change job schedules",
        Permission.PromptsView => "see prompts",
        Permission.PromptsManage => "write prompts",
        Permission.AssistantsView => "see assistants",
        Permission.AssistantsManage => "create and change assistants",
        Permission.AssistantsManageAll => "manage everybody's private assistants",
        Permission.AssistantsTry => "try drafts in the playground",
        Permission.Chat => "talk to assistants",
        Permission.ConversationsView => "read everybody's conversations",
        Permission.ConversationsManage => "manage everybody's conversations",
        Permission.DeploymentsView => "see deployments",
        Permission.DeploymentsManage => "deploy and roll back",
        Permission.DeployProduction => "deploy to production",
        Permission.DeploymentRulesManage => "change the rules of environments",
        Permission.KnowledgeView => "see knowledge",
        Permission.KnowledgeManage => "manage knowledge",
        Permission.ProvidersView => "see AI providers",
        Permission.ProvidersManage => "manage AI providers",
        Permission.UsageView => "see usage and cost",
        Permission.BudgetsManage => "set budgets",
        Permission.PoliciesManage => "change the rules for AI",
        Permission.WebhooksManage => "manage webhooks",
        Permission.SiteManage => "administer the installation",
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "Give the new permission its words."),
    };

    public static string Of(Role role) => role switch
    {
        Role.Member => "Member",
        Role.Viewer => "Viewer",
        Role.Editor => "Editor",
        Role.Operator => "Operator",
        Role.OrgAdmin => "Administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Give the new role its words."),
    };

    public static string Describe(Role role) => role switch
    {
        Role.Member => "Chats with deployed assistants, nothing else.",
        Role.Viewer => "Reads everything, changes nothing.",
        Role.Editor => "Builds: assistants, prompts, knowledge, providers' settings.",
        Role.Operator => "Runs: deployments, roll-backs, escalations, jobs.",
        Role.OrgAdmin => "Everything in this organisation, users and keys included.",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Give the new role its words."),
    };
}
