using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>Freezes versions. A version that was frozen is not frozen again unless somebody asks for it.</summary>
internal sealed class ReleaseMaker(AssistantSnapshots snapshots, AiSettings settings, TimeProvider clock)
{
    /// <summary>The newest release of a version; null: it has none.</summary>
    public static Task<Release?> FindAsync(StudioDbContext context, Guid assistantId, int version, CancellationToken ct) =>
        context.Set<Release>().AsNoTracking().Where(r => r.AssistantId == assistantId && r.Version == version).OrderByDescending(r => r.Number).FirstOrDefaultAsync(ct);

    /// <summary>What would be frozen now: not stored yet.</summary>
    /// <param name="version">0: the draft, for looking only.</param>
    public async Task<Release> FreezeAsync(StudioDbContext context, Access access, AssistantRow assistant, int version, int number, CancellationToken ct)
    {
        var snapshot = (await snapshots.OfAsync(access, assistant.Id, version == 0 ? null : version, ct).ConfigureAwait(false)).Snapshot;
        var sources = await context.SourceStandingsAsync(snapshot.Content.KnowledgeSources, ct).ConfigureAwait(false);
        var route = snapshot.Content.Model is null ? (await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Answering : null;
        PinnedSource[] pins = [.. sources.Select(s => new PinnedSource(s.Id, s.Name, s.Revision, s.Documents))];
        var json = (snapshot with { Route = route, Knowledge = pins }).Json();
        return new()
        {
            OrganizationId = access.OrganizationId,
            AssistantId = assistant.Id,
            Version = version,
            Number = number,
            Json = json,
            Hash = AssistantState.HashOf(json),
            Prompts = snapshot.Prompts.Count(p => p.Rule.Enabled),
            Sources = sources.Count,
            PinsJson = StoredJson.Write(pins),
            Model = snapshot.Content.Model?.Name ?? route?.Model?.Name ?? BuiltInChatClient.ModelId,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            CreatedBy = access.Grant.ActorName,
        };
    }
}
