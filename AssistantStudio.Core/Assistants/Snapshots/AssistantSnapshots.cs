using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Assistants;

/// <summary>
/// Snapshots of drafts and versions, kept until an assistant or a prompt of the organisation changes: each turn needs one.
/// Whoever asks has made sure that the caller may.
/// </summary>
internal sealed class AssistantSnapshots(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<ConcurrentDictionary<(Guid, int?), KeptSnapshot>> _kept =
        new(feed, [AssistantService.Topic, PromptService.Topic], (_, _) => Task.FromResult(new ConcurrentDictionary<(Guid, int?), KeptSnapshot>()));

    /// <param name="version">Null: the draft as it is now.</param>
    public async Task<KeptSnapshot> OfAsync(Access access, Guid assistantId, int? version, CancellationToken ct)
    {
        var kept = await _kept.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        if (kept.TryGetValue((assistantId, version), out var known))
        {
            return known;
        }

        var (read, standing) = await ReadAsync(access, assistantId, version, ct).ConfigureAwait(false);
        var json = read.Json();
        return kept[(assistantId, version)] = new(read, json, AssistantState.HashOf(json), standing);
    }

    public void Dispose() => _kept.Dispose();

    private async Task<(AssistantSnapshot Snapshot, AssistantStanding Standing)> ReadAsync(Access access, Guid assistantId, int? version, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.Set<Assistant>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assistantId, ct).ConfigureAwait(false) ?? throw new NotFoundException(AssistantRows.What);
            var standing = new AssistantStanding(assistant.Status, assistant.Visibility, assistant.OwnerId);
            if (version is not { } number)
            {
                var links = await PromptLinkService.OfAsync(context, assistantId, ct).ConfigureAwait(false);
                var prompts = await context.ReadAsync([.. links.Select(PromptLinkService.PinOf)], ct).ConfigureAwait(false);
                return (new(assistantId, assistant.Slug, null, assistant.Content(), SnapshotPrompts.Of(links, prompts)), standing);
            }

            var state = (await context.Set<AssistantVersion>().AsNoTracking().SingleOrDefaultAsync(v => v.AssistantId == assistantId && v.Number == number, ct).ConfigureAwait(false)
                ?? throw new NotFoundException("The version")).State();
            var pinned = await context.ReadAsync([.. state.Links.Select(l => new PromptPin(l.PromptId, l.Version, l.Label))], ct).ConfigureAwait(false);
            return (new(assistantId, assistant.Slug, number, state.Content, SnapshotPrompts.Of(state.Links, pinned)), standing);
        }
    }
}
