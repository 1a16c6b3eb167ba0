using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A revision of a source that somebody answers from, or may want to answer from again.</summary>
public sealed record PinnedRevision(Guid SourceId, int Revision);

/// <summary>Asked before earlier states of documents are taken away. Whoever pins revisions registers one.</summary>
public interface IKnowledgePins
{
    Task<IReadOnlyList<PinnedRevision>> PinnedAsync(StudioDbContext context, CancellationToken ct);
}
