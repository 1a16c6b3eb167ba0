using System.Collections.Frozen;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

public enum AssistantStatus
{
    Draft,
    Active,
    Inactive,
    Archived,
}

/// <summary>A status, what it means and permits, and where it may go from there.</summary>
public sealed record AssistantStatusInfo(
    AssistantStatus Status, string Title, string Description, bool CanEdit, bool CanDeploy, bool CanAnswer, IReadOnlyList<AssistantStatus> Next);

/// <summary>The one table of what an assistant may become and what it may do meanwhile.</summary>
public static class AssistantLifecycle
{
    public static IReadOnlyList<AssistantStatusInfo> All { get; } =
    [
        new(AssistantStatus.Draft, "Draft", "Being built. It can be edited and tried, but not deployed.",
            CanEdit: true, CanDeploy: false, CanAnswer: false, [AssistantStatus.Active, AssistantStatus.Archived]),
        new(AssistantStatus.Active, "Active", "In use. It can be edited, deployed and talked to.",
            CanEdit: true, CanDeploy: true, CanAnswer: true, [AssistantStatus.Inactive, AssistantStatus.Archived]),
        new(AssistantStatus.Inactive, "Inactive", "Paused. It can be edited and tried, but answers nobody until it is active again.",
            CanEdit: true, CanDeploy: false, CanAnswer: false, [AssistantStatus.Active, AssistantStatus.Archived]),
        new(AssistantStatus.Archived, "Archived", "Put away. It is kept as it was and left out of lists; nothing about it can change until it is taken back.",
            CanEdit: false, CanDeploy: false, CanAnswer: false, [AssistantStatus.Inactive]),
    ];

    private static readonly FrozenDictionary<AssistantStatus, AssistantStatusInfo> s_table = All.ToFrozenDictionary(s => s.Status);

    public static AssistantStatusInfo Of(AssistantStatus status) => s_table[status];

    public static void RequireStep(AssistantStatus from, AssistantStatus to)
    {
        if (from == to)
        {
            throw new ConflictException($"The assistant is {Word(from)} already.", "same_status");
        }

        if (!Of(from).Next.Contains(to))
        {
            throw new ConflictException($"An assistant that is {Word(from)} cannot become {Word(to)}. It can become {string.Join(" or ", Of(from).Next.Select(Word))}.", "transition_not_allowed");
        }
    }

    public static void RequireEditable(AssistantStatus status)
    {
        if (!Of(status).CanEdit)
        {
            throw new ConflictException("The assistant is archived and kept as it was. Take it back first.", "archived");
        }
    }

    private static string Word(AssistantStatus status) => status.ToString().ToLowerInvariant();
}
