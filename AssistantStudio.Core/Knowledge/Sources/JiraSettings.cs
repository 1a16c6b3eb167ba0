using System.Globalization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Which issues of a Jira are read.</summary>
public sealed partial record JiraSettings
{
    /// <summary>Keys of projects. Empty: the filter says it.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>A filter in Jira's query language that the issues have to fit as well.</summary>
    public string Jql { get; init; } = "";

    /// <summary>More than so many end the run: somebody has named too much.</summary>
    public int MaxIssues { get; init; } = TrackerLimits.UsualIssues;

    internal JiraSettings Checked(Validator errors)
    {
        var settings = this with
        {
            Projects = [.. (Projects ?? []).Select(p => (p ?? "").Trim().ToUpperInvariant()).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)],
            Jql = (Jql ?? "").Trim(),
        };
        errors.Check(settings.Projects.Count > 0 || settings.Jql.Length > 0, "settings.jira.projects", "Name a project, or write a filter: all of a Jira is never read.")
            .Check(settings.Projects.Count <= TrackerLimits.Projects, "settings.jira.projects", $"At most {TrackerLimits.Projects} projects.")
            .Check(
                settings.Projects.All(p => p.Length <= TrackerLimits.ProjectLength && ProjectKey().IsMatch(p)), "settings.jira.projects",
                "A project is named by its key, which its issues begin with, like SHOP for SHOP-12.")
            .Long(settings.Jql, "settings.jira.jql", TrackerLimits.JqlLength)
            .Check(!JqlText.HasOrder(settings.Jql), "settings.jira.jql", "Leave out ORDER BY: the order is part of how changes are found.")
            .Check(JqlText.IsWhole(settings.Jql), "settings.jira.jql", "A bracket or a quotation mark is not closed.")
            .Check(
                MaxIssues is >= 1 and <= TrackerLimits.MostIssues, "settings.jira.maxIssues",
                string.Create(CultureInfo.InvariantCulture, $"Between 1 and {TrackerLimits.MostIssues:#,0} issues."));
        return settings;
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]+$")]
    private static partial Regex ProjectKey();
}
