using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

public sealed record AssistantVersionRow(int Number, string Note, string Author, DateTime CreatedAt, string Hash);

public sealed record AssistantVersionDetail(AssistantVersionRow Version, AssistantContent Content, IReadOnlyList<KeptLink> Links);

/// <summary>A field that differs. <paramref name="Parts"/> is the difference word by word.</summary>
public sealed record AssistantFieldDiff(string Field, string? Before, string? After, IReadOnlyList<TextDiffPart> Parts);

/// <param name="After">0: the draft.</param>
public sealed record AssistantComparison(int Before, int After, IReadOnlyList<AssistantFieldDiff> Fields);

/// <param name="LeftOut">What could not be brought back, in sentences.</param>
/// <param name="KeptAs">The version that the draft of before became; null when a version said the same already.</param>
public sealed record AssistantRestore(AssistantDetail Assistant, IReadOnlyList<string> LeftOut, int? KeptAs);

/// <summary>An assistant in a tree of clones.</summary>
public sealed record LineageNode(Guid Id, string Slug, string Name, AssistantStatus Status, Guid? ParentId, int? ParentVersion, int LatestVersion, DateTime CreatedAt, int Depth);
