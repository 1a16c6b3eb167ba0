using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>What a source of issues, pull requests or commits reads, while a person edits it.</summary>
public sealed class TrackerDraft(SourceRow? stored)
{
    private readonly JiraSettings _jira = stored?.Settings.Jira ?? new();
    private readonly GitHubSettings _gitHub = stored?.Settings.GitHub ?? new();
    private IReadOnlyList<string>? _projects;
    private IReadOnlyList<string>? _repositories;
    private string? _jql;
    private string? _maxIssues;
    private bool? _issues;
    private bool? _pullRequests;
    private bool? _commits;
    private GitHubState? _state;
    private string? _branch;
    private string? _commitDays;

    public bool IsNew => stored is null;

    public Guid? ProviderId { get; set; } = stored?.ProviderId;

    public IReadOnlyList<string> Projects { get => _projects ?? _jira.Projects; set => _projects = value; }

    public string Jql { get => _jql ?? _jira.Jql; set => _jql = value; }

    public string MaxIssues { get => _maxIssues ?? TypedNumber.Of((long?)_jira.MaxIssues); set => _maxIssues = value; }

    public IReadOnlyList<string> Repositories { get => _repositories ?? _gitHub.Repositories; set => _repositories = value; }

    public bool Issues { get => _issues ?? _gitHub.Issues; set => _issues = value; }

    public bool PullRequests { get => _pullRequests ?? _gitHub.PullRequests; set => _pullRequests = value; }

    public bool Commits { get => _commits ?? _gitHub.Commits; set => _commits = value; }

    public GitHubState State { get => _state ?? _gitHub.State; set => _state = value; }

    public string Branch { get => _branch ?? _gitHub.Branch; set => _branch = value; }

    public string CommitDays { get => _commitDays ?? TypedNumber.Of((long?)_gitHub.CommitDays); set => _commitDays = value; }

    internal JiraSettings Jira(Validator errors) => new()
    {
        Projects = Projects,
        Jql = Jql,
        MaxIssues = TypedNumber.Small(MaxIssues, "settings.jira.maxIssues", errors) ?? TrackerLimits.UsualIssues,
    };

    internal GitHubSettings GitHub(Validator errors) => new()
    {
        Repositories = Repositories,
        Issues = Issues,
        PullRequests = PullRequests,
        Commits = Commits,
        State = State,
        Branch = Branch,
        CommitDays = TypedNumber.Small(CommitDays, "settings.gitHub.commitDays", errors) ?? TrackerLimits.UsualCommitDays,
    };

    internal static string Of(GitHubState state) => state switch
    {
        GitHubState.Open => "Open ones only",
        GitHubState.Closed => "Closed ones only",
        _ => "Open and closed ones",
    };
}

internal static class TrackerDraftFields
{
    public static DraftFields<SourceDraft> AddTrackers(this DraftFields<SourceDraft> fields) => fields
        .Add("providerId", "Connection", d => d.Tracker.ProviderId, (d, v) => d.Tracker.ProviderId = v)
        .Add("settings.jira.projects", "Projects", d => d.Tracker.Projects, (d, v) => d.Tracker.Projects = v ?? [], SourceDraft.Listed, SourceDraft.Same)
        .Add("settings.jira.jql", "Only these issues", d => d.Tracker.Jql, (d, v) => d.Tracker.Jql = v ?? "", mono: true)
        .Add("settings.jira.maxIssues", "At most so many issues", d => d.Tracker.MaxIssues, (d, v) => d.Tracker.MaxIssues = v ?? "")
        .Add("settings.gitHub.repositories", "Repositories", d => d.Tracker.Repositories, (d, v) => d.Tracker.Repositories = v ?? [], SourceDraft.Listed, SourceDraft.Same)
        .Add("settings.gitHub.issues", "Issues", d => d.Tracker.Issues, (d, v) => d.Tracker.Issues = v, YesOrNo)
        .Add("settings.gitHub.pullRequests", "Pull requests", d => d.Tracker.PullRequests, (d, v) => d.Tracker.PullRequests = v, YesOrNo)
        .Add("settings.gitHub.commits", "Commits", d => d.Tracker.Commits, (d, v) => d.Tracker.Commits = v, YesOrNo)
        .Add("settings.gitHub.state", "Which issues and pull requests", d => d.Tracker.State, (d, v) => d.Tracker.State = v, TrackerDraft.Of)
        .Add("settings.gitHub.branch", "Branch", d => d.Tracker.Branch, (d, v) => d.Tracker.Branch = v ?? "", mono: true)
        .Add("settings.gitHub.commitDays", "Commits of the last so many days", d => d.Tracker.CommitDays, (d, v) => d.Tracker.CommitDays = v ?? "");

    private static string YesOrNo(bool value) => value ? "Yes" : "No";
}
