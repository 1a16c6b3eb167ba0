using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Prompts;

/// <summary>Whoever manages prompts reads the history of each.</summary>
internal sealed class PromptHistoryReaders(Access access) : IHistoryReaders
{
    public async Task<bool> MayReadAsync(StudioDbContext context, Guid subjectId, CancellationToken ct) =>
        access.Can(Permission.PromptsManage) && await context.Set<Prompt>().AnyAsync(p => p.Id == subjectId, ct).ConfigureAwait(false);
}
