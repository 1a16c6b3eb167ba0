using AssistantStudio.Core.Prompts;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Prompts;

/// <summary>What a prompt is called and is for, while a person edits it.</summary>
public sealed class PromptDraft(PromptRow? stored)
{
    public static DraftFields<PromptDraft> Fields { get; } = new DraftFields<PromptDraft>()
        .Add("title", "Title", d => d.Title, (d, value) => d.Title = value)
        .Add("key", "Key", d => d.Key, (d, value) => d.Key = value, mono: true)
        .Add("category", "Category", d => d.Category, (d, value) => d.Category = value)
        .Add("tags", "Tags", d => d.Tags, (d, value) => d.Tags = value ?? [], value => string.Join(", ", value ?? []), (one, other) => (one ?? []).SequenceEqual(other ?? []))
        .Add("purpose", "Purpose", d => d.Purpose, (d, value) => d.Purpose = value);

    public string? Title { get; set; } = stored?.Title;

    public string? Key { get; set; } = stored?.Key;

    public string? Category { get; set; } = stored?.Category;

    public IReadOnlyList<string> Tags { get; set; } = stored?.Tags ?? [];

    public string? Purpose { get; set; } = stored?.Purpose;
}

/// <summary>A version under somebody's hands. <paramref name="IsNew"/>: saving it makes the next version instead of writing into the draft on top.</summary>
public sealed record EditedVersion(PromptRow Prompt, PromptVersionDetail Version, bool IsNew)
{
    public int Number => IsNew ? Prompt.LatestVersion + 1 : Version.Version.Number;

    /// <summary>The newest version: written into while it is a draft, else the basis of the next one.</summary>
    public static EditedVersion Latest(PromptDetail detail) => new(detail.Prompt, detail.Latest, detail.Latest.Version.State != PromptVersionState.Draft);
}

/// <summary>What a version says, while a person edits it.</summary>
public sealed class ContentDraft(EditedVersion? stored)
{
    public static DraftFields<ContentDraft> Fields { get; } = new DraftFields<ContentDraft>()
        .Add("content", "Prompt", d => d.Content, (d, value) => d.Content = value ?? "", mono: true)
        .Add(
            "variables", "Variables", d => d.Variables, (d, value) => d.Variables = value ?? [],
            value => string.Join('\n', (value ?? []).Select(VariableText.Line)),
            (one, other) => PromptVersion.Json(one ?? []) == PromptVersion.Json(other ?? []))
        .Add("note", "What changed", d => d.Note, (d, value) => d.Note = value ?? "", same: (one, other) => (one ?? "").Trim() == (other ?? "").Trim());

    public string Content { get; set; } = stored?.Version.Content ?? "";

    public IReadOnlyList<PromptVariable> Variables { get; set; } = stored?.Version.Variables ?? [];

    /// <summary>The note tells what is new in a version; the next one has its own.</summary>
    public string Note { get; set; } = stored is { IsNew: false } ? stored.Version.Version.Note : "";

    public PromptContent ToInput(EditedVersion row, bool publish) => new()
    {
        Content = Content,
        Variables = Variables,
        Note = Note,
        Publish = publish,
        RowVersion = row.Version.RowVersion,
        DraftNumber = row.Version.Version.Number,
    };
}
