using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a source needs to know to be looked through. Which of it counts, its kind says.</summary>
public sealed record SourceSettings
{
    private const int PatternLength = 200;
    private const int Patterns = 50;

    /// <summary>Folder and code: one of <see cref="KnowledgeFolders"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder and code: below it; empty: all of it.</summary>
    public string Path { get; init; } = "";

    /// <summary>Folder and code: names such as <c>*.md</c> or <c>handbook/*</c>; empty: everything that can be read.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Web only.</summary>
    public WebSettings? Web { get; init; }

    /// <summary>OpenAPI only.</summary>
    public OpenApiSettings? OpenApi { get; init; }

    /// <summary>Jira only.</summary>
    public JiraSettings? Jira { get; init; }

    /// <summary>GitHub only.</summary>
    public GitHubSettings? GitHub { get; init; }

    internal SourceSettings Checked(SourceKind kind, KnowledgeFolders folders, Validator errors)
    {
        var settings = this with
        {
            Folder = kind is SourceKind.Folder or SourceKind.Code ? Folder?.Trim() : null,
            Path = kind is SourceKind.Folder or SourceKind.Code ? Path.Replace('\\', '/').Trim().Trim('/') : "",
            Include = Clean(Include),
            Exclude = Clean(Exclude),
            Web = kind == SourceKind.Web ? (Web ?? new()).Checked(errors) : null,
            OpenApi = kind == SourceKind.OpenApi ? (OpenApi ?? new()).Checked(errors) : null,
            Jira = kind == SourceKind.Jira ? (Jira ?? new()).Checked(errors) : null,
            GitHub = kind == SourceKind.GitHub ? (GitHub ?? new()).Checked(errors) : null,
        };
        if (kind is SourceKind.Folder or SourceKind.Code)
        {
            errors.Check(settings.Folder is { } name && folders.Find(name) is not null, "settings.folder", folders.Names.Count == 0
                    ? "No folder is open to the program. Whoever runs it names some in its settings, under Knowledge, Folders."
                    : $"Choose one of these folders: {string.Join(", ", folders.Names)}.")
                .Check(!settings.Path.Split('/').Any(part => part is ".." or "."), "settings.path", "Name a folder below the chosen one, without dots.")
                .Long(settings.Path, "settings.path", KnowledgeLimits.ExternalIdLength);
        }

        foreach (var (field, patterns) in new[] { ("settings.include", settings.Include), ("settings.exclude", settings.Exclude) })
        {
            errors.Check(patterns.Count <= Patterns, field, $"At most {Patterns} patterns.")
                .Check(patterns.All(p => p.Length <= PatternLength && PlainText.IsStorable(p)), field, $"A pattern has at most {PatternLength} characters.");
        }

        return settings;
    }

    internal static string[] Clean(IReadOnlyList<string> patterns) => [.. patterns.Select(p => p.Trim()).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];
}
