using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Organizations;

/// <summary>The words of the audit log. An action without words of its own is shown as it is written.</summary>
public static class AuditText
{
    private static readonly Dictionary<string, string> s_actions = new()
    {
        ["ai_model.changed"] = "Changed the model",
        ["ai_model.deleted"] = "Took away the entry of the model",
        ["ai_model.discovered"] = "Took in:",
        ["ai_model.imported"] = "Imported:",
        ["allowed_network.added"] = "Allowed the network",
        ["ai_setting.changed"] = "Changed:",
        ["answer_cache.cleared"] = "Cleared the",
        ["allowed_network.changed"] = "Changed the allowed network",
        ["allowed_network.removed"] = "No longer allowed the network",
        ["api_key.created"] = "Created the API key",
        ["api_key.revoked"] = "Revoked the API key",
        ["assistant.changed"] = "Changed the assistant",
        ["assistant.created"] = "Created the assistant",
        ["assistant.deleted"] = "Deleted the assistant",
        ["assistant.imported"] = "Imported a bundle into",
        ["assistant.prompt_changed"] = "Changed a prompt's link to",
        ["assistant.prompt_linked"] = "Linked a prompt to",
        ["assistant.prompt_unlinked"] = "Unlinked a prompt from",
        ["assistant.prompts_reordered"] = "Put the prompts in another order:",
        ["assistant.restored"] = "Restored a version of",
        ["assistant.status_changed"] = "Changed the status of",
        ["assistant.version_saved"] = "Saved a version of",
        ["audit.exported"] = "Exported the",
        ["budget.changed"] = "Changed the",
        ["budget.created"] = "Set the",
        ["budget.deleted"] = "Deleted the",
        ["budget.reached"] = "A threshold was reached of the",
        ["job.cancelled"] = "Cancelled the job",
        ["job.retried"] = "Tried again:",
        ["job.started"] = "Started the job",
        ["job_schedule.changed"] = "Changed the schedule of",
        ["job_schedule.reset"] = "Put back the schedule of",
        ["organization.changed"] = "Changed the organisation",
        ["organization.created"] = "Created the organisation",
        ["organization.entered"] = "Entered this organisation:",
        ["prompt.changed"] = "Changed the prompt",
        ["prompt.created"] = "Created the prompt",
        ["prompt.deleted"] = "Deleted the prompt",
        ["prompt.deprecated"] = "Deprecated a version of",
        ["prompt.label_moved"] = "Moved a label of",
        ["prompt.label_removed"] = "Removed a label of",
        ["prompt.published"] = "Published a version of",
        ["prompt.saved"] = "Saved a version of",
        ["provider.changed"] = "Changed the AI provider",
        ["provider.created"] = "Added the AI provider",
        ["provider.deleted"] = "Deleted the AI provider",
        ["sample_data.added"] = "Added",
        ["sample_data.removed"] = "Removed",
        ["secret.changed"] = "Replaced the secret",
        ["secret.created"] = "Added the secret",
        ["secret.deleted"] = "Deleted the secret",
        ["usage.exported"] = "Exported the",
        ["user.admin_reset"] = "Reset the administrator",
        ["user.changed"] = "Changed",
        ["user.created"] = "Created the user",
        ["user.disabled"] = "Disabled",
        ["user.enabled"] = "Enabled",
        ["user.invitation_withdrawn"] = "Withdrew the invitation to",
        ["user.invited"] = "Invited",
        ["user.joined"] = "Joined:",
        ["user.password_changed"] = "Changed the password of",
        ["user.password_link_made"] = "Made a password link for",
        ["user.password_reset"] = "Set a new password by link:",
        ["user.permissions_changed"] = "Changed the lent permissions of",
        ["user.recovery_code_used"] = "Used a recovery code:",
        ["user.recovery_codes_renewed"] = "Renewed the recovery codes of",
        ["user.removed"] = "Removed",
        ["user.renamed"] = "Changed the name of",
        ["user.role_changed"] = "Changed the role of",
        ["user.sign_in_failed"] = "Failed to sign in:",
        ["user.sign_in_refused"] = "Was refused to sign in:",
        ["user.signed_in"] = "Signed in:",
        ["user.signed_out"] = "Signed out:",
        ["user.signed_out_elsewhere"] = "Signed out other browsers of",
        ["user.site_admin_appointed"] = "Appointed as site administrator:",
        ["user.site_admin_withdrawn"] = "Withdrew the site administration of",
        ["user.two_factor_off"] = "Turned off two-step sign-in of",
        ["user.two_factor_on"] = "Turned on two-step sign-in of",
        ["variable.changed"] = "Changed the variable",
        ["variable.created"] = "Added the variable",
        ["variable.deleted"] = "Deleted the variable",
    };

    /// <summary>What actions are about: the part before the dot.</summary>
    public static IReadOnlyDictionary<string, string> Kinds { get; } = new Dictionary<string, string>
    {
        ["user"] = "Users",
        ["api_key"] = "API keys",
        ["variable"] = "Variables",
        ["secret"] = "Secrets",
        ["organization"] = "Organisation",
        ["job"] = "Jobs",
        ["job_schedule"] = "Schedules",
        ["assistant"] = "Assistants",
        ["prompt"] = "Prompts",
        ["provider"] = "AI providers",
        ["ai_model"] = "AI models",
        ["ai_setting"] = "AI settings",
        ["answer_cache"] = "Kept answers",
        ["usage"] = "Usage",
        ["budget"] = "Budgets",
        ["allowed_network"] = "Allowed networks",
        ["sample_data"] = "Sample data",
        ["audit"] = "Audit log",
    };

    public static string Of(string action) => s_actions.GetValueOrDefault(action, action);

    /// <summary>A property's name as words: "LastSeenAt" is "Last seen at".</summary>
    public static string FieldOf(string property) => string.Concat(property.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    public static string Of(AccessSource source) => source switch
    {
        AccessSource.Browser => "in the browser",
        AccessSource.Api => "over the API",
        AccessSource.Job => "as a job",
        AccessSource.Command => "on the machine",
        _ => "unknown",
    };
}
