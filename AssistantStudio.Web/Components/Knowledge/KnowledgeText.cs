using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>Sources and their runs in words for people.</summary>
internal static class KnowledgeText
{
    public static string Of(SourceKind kind) => kind switch
    {
        SourceKind.Upload => "Uploaded files",
        SourceKind.Folder => "Folder",
        SourceKind.Code => "Source code",
        SourceKind.Records => "Records of other software",
        SourceKind.Web => "Web pages",
        SourceKind.OpenApi => "API description",
        SourceKind.Jira => "Jira",
        SourceKind.GitHub => "GitHub",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Give the new kind its words."),
    };

    /// <summary>What becomes of whoever looks into a source that is deleted; none when nobody does.</summary>
    public static IEnumerable<string> UsersOf(IReadOnlyList<KnowledgeUser> users)
    {
        const int Named = 5;
        if (users.Count > 0)
        {
            var names = string.Join(", ", users.Take(Named).Select(u => u.Name ?? "one that you may not see"));
            yield return $"Assistants that look into it and will find nothing there: {names}{(users.Count > Named ? $" and {Format.Number(users.Count - Named)} more" : null)}";
        }
    }

    public static string Describe(SourceKind kind) => kind switch
    {
        SourceKind.Upload => "Files that you put in here: Markdown, text, HTML, PDF, Word, CSV, JSON. They are kept in the program's database.",
        SourceKind.Folder => "A folder on the machine that the program runs on. It is looked through again and again: what changes there changes here.",
        SourceKind.Code => "A folder with source code. Files are cut at their declarations; what tools have made is left out.",
        SourceKind.Records => "Texts that other software sends over the API, each with an id, a title and its text.",
        SourceKind.Web => "Pages of web sites, found by following links and sitemaps. What a site's robots.txt forbids is left out.",
        SourceKind.OpenApi => "The description of an interface in OpenAPI, at an address: each operation becomes a passage.",
        SourceKind.Jira => "Issues of a Jira, with their descriptions and last comments. After the first run only what has changed is read.",
        SourceKind.GitHub => "Issues, pull requests with their reviews, and commits of repositories. After the first run only what has changed is read.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Describe the new kind."),
    };

    public static string Icon(SourceKind kind) => kind switch
    {
        SourceKind.Upload => Icons.Document,
        SourceKind.Folder => Icons.Book,
        SourceKind.Web => Icons.Globe,
        SourceKind.OpenApi => Icons.Link,
        SourceKind.Jira => Icons.Checklist,
        SourceKind.GitHub => Icons.Git,
        SourceKind.Code => Icons.Prompt,
        _ => Icons.List,
    };

    public static string Of(SourceAudience audience) => audience switch
    {
        SourceAudience.Everyone => "Everybody, customers too",
        SourceAudience.Members => "People of the organisation",
        _ => "Those who build assistants",
    };

    public static string Where(SourceRow source) => source.Settings switch
    {
        { Folder: { } folder, Path: "" } => $"{Of(source.Kind)}, {folder}",
        { Folder: { } folder, Path: var path } => $"{Of(source.Kind)}, {folder}/{path}",
        { Web.StartAddresses: [var only] } => $"{Of(source.Kind)}, {Site(only)}",
        { Web.StartAddresses: [var first, ..] all } => $"{Of(source.Kind)}, {Site(first)} and {Format.Count(all.Count - 1, "other", "others")}",
        { OpenApi: { } api } => $"{Of(source.Kind)}, {Site(api.Address)}",
        { Jira: { } jira } => Several(source.Kind, jira.Projects),
        { GitHub: { } gitHub } => Several(source.Kind, gitHub.Repositories),
        _ => Of(source.Kind),
    };

    /// <summary>An address as people say it.</summary>
    private static string Site(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? (uri.Authority + uri.AbsolutePath).TrimEnd('/') : address;

    private static string Several(SourceKind kind, IReadOnlyList<string> names) => names.Count switch
    {
        0 => Of(kind),
        <= 2 => $"{Of(kind)}, {string.Join(", ", names)}",
        _ => $"{Of(kind)}, {names[0]} and {Format.Number(names.Count - 1)} more",
    };

    public static string Every(int? hours) => hours switch
    {
        null => "when somebody asks",
        1 => "every hour",
        24 => "every day",
        168 => "every week",
        _ => $"every {hours} hours",
    };

    public static StatusShape ShapeOf(IngestionState state) => state switch
    {
        IngestionState.Running => StatusShape.InProgress,
        IngestionState.Succeeded => StatusShape.Good,
        IngestionState.WithFailures => StatusShape.Degraded,
        IngestionState.Failed => StatusShape.Failed,
        _ => StatusShape.Off,
    };

    public static string Of(RunRow run) => run.State switch
    {
        IngestionState.Running => "Running",
        IngestionState.Succeeded when run.Problem is not null => "Up to date, by words only",
        IngestionState.Succeeded => "Up to date",
        IngestionState.WithFailures when run.Failed == 0 => "Not everything was read",
        IngestionState.WithFailures => $"{Format.Number(run.Failed)} could not be read",
        IngestionState.Failed => "Failed",
        _ => "Cancelled",
    };

    /// <summary>"3 added, 1 changed"; "nothing changed".</summary>
    public static string Changes(RunRow run)
    {
        string?[] parts =
        [
            run.Added > 0 ? $"{Format.Number(run.Added)} added" : null, run.Changed > 0 ? $"{Format.Number(run.Changed)} changed" : null,
            run.Removed > 0 ? $"{Format.Number(run.Removed)} removed" : null,
        ];
        var text = string.Join(", ", parts.Where(p => p is not null));
        return text.Length == 0 ? "nothing changed" : text;
    }

    /// <summary>A job looks through several sources at a time and tells of the one that spoke last; of the others their own counts tell.</summary>
    public static JobRunRow ProgressOf(SourceRow source, JobRunRow job)
    {
        if (source.LastRun is not { } run || job.Message?.StartsWith($"{source.Name}: ", StringComparison.Ordinal) == true)
        {
            return job;
        }

        var seen = run.Added + run.Changed + run.Unchanged + run.Failed;
        return job with { Done = seen, Total = source.Documents > seen ? source.Documents : null, Message = $"{Format.Number(seen)} looked at, {Format.Number(run.Added + run.Changed)} brought in" };
    }
}
