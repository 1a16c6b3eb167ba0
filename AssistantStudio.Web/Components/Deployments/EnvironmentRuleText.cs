using AssistantStudio.Core.Deployments;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Deployments;

/// <summary>Rules of environments in words.</summary>
internal static class EnvironmentRuleText
{
    /// <summary>In the form, and in lists of names.</summary>
    public const string GoneProvider = "a provider that is gone";

    /// <summary>Roles that may deploy to an environment at all, if its rules let them.</summary>
    public static IReadOnlyList<Role> Candidates(StudioEnvironment environment) =>
        [.. Enum.GetValues<Role>().Where(r => r != Role.OrgAdmin && RolePermissions.Of(r).Contains(Permission.DeploymentsManage)
            && (environment != StudioEnvironment.Production || RolePermissions.Of(r).Contains(Permission.DeployProduction)))];

    /// <summary>"Editors, operators, administrators"</summary>
    public static string Deployers(IReadOnlyList<Role>? roles) =>
        Shell.Format.UpperFirst(string.Join(", ", (roles ?? []).Order().Select(r => PermissionText.Of(r).ToLowerInvariant() + "s")));

    /// <summary>The titles of checks, in the order in which they are made.</summary>
    public static string Checks(EnvironmentRuleRow row, IReadOnlyList<string>? ids) =>
        string.Join(", ", row.Checks.Where(c => ids?.Contains(c.Id) == true).Select(c => c.Title));

    /// <summary>Where a release has to come from.</summary>
    public static string Origin(EnvironmentRuleRow row) => row.Environment.Before() is not { } before ? "The draft, or any version"
        : row.FromPrevious ? $"What stands in {before.Word()}" : "The draft, any version, or what stands in an environment before";
}
