using System.Globalization;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

public enum GitHubState
{
    All,
    Open,
    Closed,
}

/// <summary>Which repositories are read, and what of them.</summary>
public sealed partial record GitHubSettings
{
    /// <summary>Each as <c>owner/name</c>.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>With their last comments.</summary>
    public bool Issues { get; init; } = true;

    /// <summary>With their last reviews.</summary>
    public bool PullRequests { get; init; } = true;

    public bool Commits { get; init; }

    /// <summary>Of issues and pull requests.</summary>
    public GitHubState State { get; init; }

    /// <summary>Of commits; empty: the repository's own main branch.</summary>
    public string Branch { get; init; } = "";

    /// <summary>How far back commits are read.</summary>
    public int CommitDays { get; init; } = TrackerLimits.UsualCommitDays;

    internal GitHubSettings Checked(Validator errors)
    {
        var settings = this with
        {
            Repositories = [.. (Repositories ?? []).Select(NameOf).Where(r => r.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            Branch = (Branch ?? "").Trim(),
        };
        errors.Check(settings.Repositories.Count > 0, "settings.gitHub.repositories", "Name a repository, like owner/name.")
            .Check(settings.Repositories.Count <= TrackerLimits.Repositories, "settings.gitHub.repositories", $"At most {TrackerLimits.Repositories} repositories.")
            .Check(
                settings.Repositories.All(r => r.Length <= TrackerLimits.RepositoryLength && Repository().IsMatch(r)), "settings.gitHub.repositories",
                "A repository is named by its owner and its name, like owner/name.")
            .Check(Issues || PullRequests || Commits, "settings.gitHub.issues", "Choose something that is read.")
            .Check(Enum.IsDefined(State), "settings.gitHub.state", "All, open or closed ones.")
            .Long(settings.Branch, "settings.gitHub.branch", TrackerLimits.BranchLength)
            .Check(
                CommitDays is >= 1 and <= TrackerLimits.MostCommitDays, "settings.gitHub.commitDays",
                string.Create(CultureInfo.InvariantCulture, $"Between 1 and {TrackerLimits.MostCommitDays:#,0} days."));
        return settings;
    }

    /// <summary>People copy the address of the page.</summary>
    private static string NameOf(string? typed)
    {
        var text = (typed ?? "").Trim();
        var path = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? string.Join('/', address.AbsolutePath.Trim('/').Split('/').Take(2))
            : text.Trim('/');
        return path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$")]
    private static partial Regex Repository();
}
