using AssistantStudio.Core.Prompts;

namespace AssistantStudio.Core.Assistants;

/// <param name="UsedVersion">The version that is used now; none while <paramref name="Problem"/> says why.</param>
/// <param name="When">The conditions as a sentence.</param>
public sealed record PromptLinkRow(
    Guid Id, Guid PromptId, string PromptKey, string PromptTitle, PromptRole Role, int? Version, string? Label, int? UsedVersion, PromptVersionState? UsedState,
    string? Problem, int Priority, int Weight, bool Enabled, IReadOnlyList<PromptCondition> Conditions, bool AnyCondition, string When, long RowVersion);

/// <summary>What may be said about a link. What is null stays as it is, or is the usual in a new one.</summary>
public sealed record PromptLinkInput
{
    public PromptRole? Role { get; init; }

    /// <summary>0: not pinned.</summary>
    public int? Version { get; init; }

    /// <summary>Empty: no label.</summary>
    public string? Label { get; init; }

    public int? Priority { get; init; }

    public int? Weight { get; init; }

    public bool? Enabled { get; init; }

    public IReadOnlyList<PromptCondition>? Conditions { get; init; }

    public bool? AnyCondition { get; init; }

    public long? RowVersion { get; init; }
}

/// <summary>An assistant that uses a prompt, and how.</summary>
public sealed record PromptUseRow(
    Guid AssistantId, string Slug, string Name, AssistantStatus Status, Guid LinkId, PromptRole Role, int? Version, string? Label, bool Enabled);
