using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>A deployment that answers, with all that a turn needs of it.</summary>
internal sealed record LiveDeployment(
    Guid Id, Guid OrganizationId, Guid AssistantId, StudioEnvironment Environment, int Version, KeptSnapshot Kept, DeploymentResources Resources, IReadOnlyDictionary<Guid, Guid> Providers)
{
    /// <summary>What answers some of the conversations instead; null: nothing does.</summary>
    public LiveDeployment? Canary { get; init; }

    /// <summary>Of the canary: of a hundred conversations so many.</summary>
    public int Weight { get; init; }

    /// <summary>
    /// It stands beside another, and the two are compared by how long they take: an answer that was kept would tell how long
    /// ago it was first asked, and not how good the release is.
    /// </summary>
    public bool IsCompared { get; init; }

    /// <summary>Which of the two answers. Who was answered by one of them stays with it as long as both are there.</summary>
    /// <param name="last">What answered before; null: nothing has.</param>
    /// <param name="key">The same key gets the same answer.</param>
    public LiveDeployment For(Guid? last, string key) =>
        Canary is not { } canary || last == Id ? this
        : last == canary.Id || Share(canary.Id, key) < canary.Weight ? canary : this;

    /// <summary>0 to 99: for another canary another share of them.</summary>
    private static int Share(Guid canary, string key)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{canary:N}{key}"));
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) % 100);
    }
}

/// <summary>
/// Who answers where, kept until somebody deploys: each turn asks once, and is served by what it was told then. A switch is one
/// commit, so a turn sees the old or the new and never half of either.
/// </summary>
internal sealed class LiveDeployments(StudioDb db, AssistantSnapshots snapshots, EnvironmentRules rules, ChangeFeed feed) : IDisposable
{
    // An assistant that is paused or renamed answers otherwise at once; a provider that is replaced changes the rules.
    private readonly PerOrganization<Kept> _kept =
        new(feed, [DeploymentService.Topic, AssistantService.Topic, EnvironmentRuleService.Topic, IntegrationService.Topic], (_, _) => Task.FromResult(new Kept()));

    /// <exception cref="ConflictException">Nothing answers there.</exception>
    public async Task<LiveDeployment> OfAsync(Access access, Guid assistantId, StudioEnvironment environment, CancellationToken ct) =>
        await FindAsync(access, assistantId, environment, ct).ConfigureAwait(false)
        ?? throw new ConflictException($"This assistant answers nobody in {environment.Word()}: no release is active there.", "not_deployed");

    public async Task<LiveDeployment?> FindAsync(Access access, Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        var kept = await _kept.OfAsync(access.OrganizationId, ct).ConfigureAwait(false);
        var key = (assistantId, environment);
        if (kept.Live.TryGetValue(key, out var known))
        {
            return known;
        }

        return kept.Live[key] = await ReadAsync(access, assistantId, environment, ct).ConfigureAwait(false);
    }

    /// <summary>The draft of an assistant of which something stands there that answers nobody, stopped or failed; null: nothing stands there.</summary>
    public async Task<KeptSnapshot?> SilentAsync(Access access, Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.CurrentAsync(assistantId, environment, ct).ConfigureAwait(false) is null ? null : await snapshots.OfAsync(access, assistantId, null, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Null: there is no such deployment.</summary>
    public async Task<(Guid AssistantId, StudioEnvironment Environment)?> PlaceOfAsync(Access access, Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await context.Set<Deployment>().Where(d => d.Id == id).Select(d => new { d.AssistantId, d.Environment }).SingleOrDefaultAsync(ct).ConfigureAwait(false) is { } found ? (found.AssistantId, found.Environment) : null;
        }
    }

    public void Dispose() => _kept.Dispose();

    private async Task<LiveDeployment?> ReadAsync(Access access, Guid assistantId, StudioEnvironment environment, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.Set<Deployment>().AsNoTracking()
                .Where(d => d.AssistantId == assistantId && d.Environment == environment && (d.IsCurrent || d.IsCanary) && (d.Status == DeploymentStatus.Active || d.Status == DeploymentStatus.Degraded))
                .Join(context.Set<Release>(), d => d.ReleaseId, r => r.Id, (d, r) => new { Deployment = d, Release = r }).ToListAsync(ct).ConfigureAwait(false);
            if (!found.Exists(f => f.Deployment.IsCurrent))
            {
                return null;
            }

            // The draft says who may; of a release nothing else is known by then.
            var draft = await snapshots.OfAsync(access, assistantId, null, ct).ConfigureAwait(false);
            var rule = await rules.OfAsync(access.OrganizationId, environment, ct).ConfigureAwait(false);
            LiveDeployment Of(Deployment deployment, Release release) => new(
                deployment.Id, access.OrganizationId, assistantId, environment, deployment.Version,
                new(release.Snapshot(draft.Snapshot.Slug), release.Json, release.Hash, draft.Standing), deployment.Resources(), rule.Providers())
            { Weight = deployment.Weight ?? 0, IsCompared = found.Exists(f => f.Deployment.IsCanary) };
            var (current, canary) = (found.Find(f => f.Deployment.IsCurrent)!, found.Find(f => f.Deployment.IsCanary));
            return Of(current.Deployment, current.Release) with { Canary = canary is null ? null : Of(canary.Deployment, canary.Release) };
        }
    }

    private sealed class Kept
    {
        public System.Collections.Concurrent.ConcurrentDictionary<(Guid, StudioEnvironment), LiveDeployment?> Live { get; } = new();
    }
}
