using AssistantStudio.Core.Search;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Prompts;

public sealed record PromptListQuery : ListQuery
{
    public string? Category { get; init; }

    public string? Tag { get; init; }
}

public sealed record PromptRow(
    Guid Id, string Key, string Title, string Purpose, string Category, IReadOnlyList<string> Tags, int LatestVersion, int? PublishedVersion,
    DateTime CreatedAt, DateTime UpdatedAt, string UpdatedBy, long RowVersion)
{
    /// <summary>Where the search was found; nothing when nothing was searched for.</summary>
    public SearchSnippet? Found { get; init; }
}

public sealed record PromptLabelRow(string Label, int Version, DateTime MovedAt, string MovedBy);

public sealed record PromptVersionRow(
    int Number, PromptVersionState State, string Note, string Author, DateTime CreatedAt, DateTime? PublishedAt, int Tokens, string Hash);

public sealed record PromptVersionDetail(PromptVersionRow Version, string Content, IReadOnlyList<PromptVariable> Variables, long RowVersion);

public sealed record PromptDetail(PromptRow Prompt, PromptVersionDetail Latest, IReadOnlyList<PromptLabelRow> Labels);

/// <summary>What may be said about a prompt. What is null stays as it is, or is made up for a new one.</summary>
public sealed record PromptInput
{
    public string? Key { get; init; }

    public string? Title { get; init; }

    public string? Purpose { get; init; }

    public string? Category { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public long? RowVersion { get; init; }
}

public sealed record PromptContent
{
    public string? Content { get; init; }

    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    public string? Note { get; init; }

    public bool Publish { get; init; }

    /// <summary>The draft's version that the writer saw.</summary>
    public long? RowVersion { get; init; }

    /// <summary>The number of the draft that the writer saw. Given: when another version is on top by now, or it was published, that is a conflict.</summary>
    public int? DraftNumber { get; init; }
}
