using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Prompts.Templates;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>Which of an assistant's prompts a situation leads to.</summary>
public sealed class PromptChoiceService(Access access, StudioDb db, EnvironmentService environments)
{
    /// <summary>The prompt, its text, and what became of every link. A turn waits for this.</summary>
    public async Task<PromptChoice> ResolveAsync(Guid assistantId, PromptSituation situation, StudioEnvironment? environment, CancellationToken ct)
    {
        access.Require(Permission.AssistantsView);
        access.Require(Permission.PromptsView);
        var values = environment is { } named ? await environments.ValuesAsync(named, ct).ConfigureAwait(false) : new Dictionary<string, EnvironmentValue>();
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var visible = context.VisibleAssistants(access).Where(a => a.Id == assistantId);
            var read = await (
                from link in context.Set<PromptLink>().AsNoTracking()
                where link.AssistantId == assistantId && visible.Any()
                join prompt in context.PublishedPrompts() on link.PromptId equals prompt.Id
                select new { link, prompt }).ToListAsync(ct).ConfigureAwait(false);
            if (read.Count == 0 && !await visible.AnyAsync(ct).ConfigureAwait(false))
            {
                throw new NotFoundException(AssistantRows.What);
            }

            var prompts = read.Select(r => r.prompt).DistinctBy(p => p.Id).ToDictionary(p => p.Id);
            var pinned = await context.ReadAsync([.. read.Select(r => PromptLinkService.PinOf(r.link))], prompts, ct).ConfigureAwait(false);
            return SnapshotPrompts.Of(read.ConvertAll(r => r.link), pinned).Choose(situation, values);
        }
    }
}
