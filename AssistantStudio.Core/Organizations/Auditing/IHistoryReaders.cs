using AssistantStudio.Core.Data;

namespace AssistantStudio.Core.Organizations;

/// <summary>
/// What a feature says about who may read the history of one of its things without the permission for the whole log: whoever
/// may change the thing sees what was changed about it.
/// </summary>
public interface IHistoryReaders
{
    /// <summary>True when the caller sees that thing and may change it; false also for things of other features.</summary>
    Task<bool> MayReadAsync(StudioDbContext context, Guid subjectId, CancellationToken ct);
}
