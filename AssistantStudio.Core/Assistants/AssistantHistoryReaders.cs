using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Whoever manages assistants reads the history of those that they see, also of one that is put away.</summary>
internal sealed class AssistantHistoryReaders(Access access) : IHistoryReaders
{
    public async Task<bool> MayReadAsync(StudioDbContext context, Guid subjectId, CancellationToken ct) =>
        access.Can(Permission.AssistantsManage) && access.Can(Permission.AssistantsView)
        && await context.VisibleAssistants(access).AnyAsync(a => a.Id == subjectId, ct).ConfigureAwait(false);
}
