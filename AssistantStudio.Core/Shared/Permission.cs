namespace AssistantStudio.Core.Shared;

/// <summary>The things a person, a key or a job may do. Stored by name: rename with a migration, never reuse a name.</summary>
public enum Permission
{
    /// <summary>See the organisation's name and settings.</summary>
    OrganizationView,

    /// <summary>Change the organisation's name and settings, load and remove sample data.</summary>
    OrganizationManage,

    /// <summary>See who belongs to the organisation.</summary>
    UsersView,

    /// <summary>Invite, change roles, disable, make reset links.</summary>
    UsersManage,

    /// <summary>Create keys for oneself, see and revoke one's own.</summary>
    ApiKeysCreate,

    /// <summary>See and revoke everybody's keys.</summary>
    ApiKeysManage,

    /// <summary>Read and export the audit log.</summary>
    AuditView,

    /// <summary>See environment variables and which secrets are set.</summary>
    EnvironmentsView,

    /// <summary>Change environment variables.</summary>
    EnvironmentsManage,

    /// <summary>Set, replace and remove secrets. Nobody can read them back.</summary>
    SecretsManage,

    /// <summary>See jobs, their schedules, runs and logs.</summary>
    JobsView,

    /// <summary>Start, cancel and retry jobs.</summary>
    JobsRun,

    /// <summary>Change schedules.</summary>
    JobsManage,

    /// <summary>See prompts and their versions, render them.</summary>
    PromptsView,

    /// <summary>Write, publish, label and delete prompts.</summary>
    PromptsManage,

    /// <summary>See the assistants of the organisation and one's own.</summary>
    AssistantsView,

    /// <summary>Create, change, clone, archive and delete the assistants that one sees.</summary>
    AssistantsManage,

    /// <summary>See and change everybody's private assistants, and give an assistant another owner.</summary>
    AssistantsManageAll,

    /// <summary>Try drafts of assistants in the playground. It may cost money.</summary>
    AssistantsTry,

    /// <summary>Talk to assistants that are in use, see and delete one's own conversations.</summary>
    Chat,

    /// <summary>Read everybody's conversations, and how replies came about.</summary>
    ConversationsView,

    /// <summary>End, export and delete everybody's conversations, and erase what is known of a person.</summary>
    ConversationsManage,

    /// <summary>See what is deployed where, and what was.</summary>
    DeploymentsView,

    /// <summary>Deploy, promote, roll back and stop, where the rules of the environment let one's role do so.</summary>
    DeploymentsManage,

    /// <summary>The same in production.</summary>
    DeployProduction,

    /// <summary>Change what the environments ask of a deployment.</summary>
    DeploymentRulesManage,

    /// <summary>See knowledge sources and documents, search them.</summary>
    KnowledgeView,

    /// <summary>Add, change and delete knowledge sources and documents.</summary>
    KnowledgeManage,

    /// <summary>See AI providers, their models and how they do.</summary>
    ProvidersView,

    /// <summary>Add, change, test and delete AI providers. Nobody can read their keys back.</summary>
    ProvidersManage,

    /// <summary>See what was used and what it cost.</summary>
    UsageView,

    /// <summary>Set budgets and what happens when they are used up.</summary>
    BudgetsManage,

    /// <summary>Say which providers and models may be asked, what one call may cost, and what is switched on.</summary>
    PoliciesManage,

    /// <summary>See and change webhooks: which other software is told of what happens here.</summary>
    WebhooksManage,

    /// <summary>What belongs to the installation and not to one organisation: organisations, allowed networks, backups.</summary>
    SiteManage,
}
