using AssistantStudio.Core.Conversations;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Serving;

/// <summary>What the numbers in an answer stand for: only passages that it names. Comes when it has ended.</summary>
public sealed class CitationsContent : AIContent
{
    private CitationsContent(IReadOnlyList<Citation> citations) => Citations = citations;

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<Citation> Citations { get; }

    /// <summary>Null: the answer names none.</summary>
    internal static CitationsContent? Of(IReadOnlyList<Citation> passages, string answer) => Of(CitationMarks.Mark(passages, answer));

    /// <summary>Null: none of them was named.</summary>
    internal static CitationsContent? Of(IReadOnlyList<Citation> marked) =>
        marked.Where(c => c.IsCited).OrderBy(c => c.Number).ToList() is { Count: > 0 } cited ? new(cited) : null;
}
