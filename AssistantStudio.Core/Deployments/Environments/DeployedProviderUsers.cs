using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// Tells what stands in environments, is tried or waits there, and asks a provider, also where the draft does not any more. A
/// release cannot be changed: what takes the provider's place is written into the rules of the environment.
/// </summary>
internal sealed class DeployedProviderUsers(Access access, TimeProvider clock) : IProviderUsers
{
    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var found = await AskingAsync(context, providerId, ct).ConfigureAwait(false);
        var names = await context.AssistantNamesAsync(access, [.. found.Select(f => f.AssistantId).Distinct()], ct).ConfigureAwait(false);
        return
        [
            .. found.DistinctBy(f => (f.AssistantId, f.Environment)).OrderBy(f => names.GetValueOrDefault(f.AssistantId), StringComparer.OrdinalIgnoreCase).ThenBy(f => f.Environment)
                .Select(f => new ProviderUser("deployment", f.DeploymentId, names.TryGetValue(f.AssistantId, out var name) ? $"{name} in {f.Environment.Word()}" : null)),
        ];
    }

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        var found = await AskingAsync(context, providerId, ct).ConfigureAwait(false);
        foreach (var one in found)
        {
            by.ReleasedModel(one.Model, $"version {one.Version} in {one.Environment.Word()}");
        }

        var rules = await context.Set<EnvironmentRule>().ToDictionaryAsync(r => r.Environment, ct).ConfigureAwait(false);
        foreach (var environment in Enum.GetValues<StudioEnvironment>())
        {
            var rule = rules.GetValueOrDefault(environment) ?? EnvironmentRule.Usual(access.OrganizationId, environment);
            var before = rule.Providers();
            var after = before.ToDictionary(p => p.Key, p => p.Value == providerId ? by.Id : p.Value);
            foreach (var one in found.Where(f => f.Environment == environment))
            {
                after[one.Frozen] = by.Id;
            }

            if (after.Count == before.Count && after.All(p => before.GetValueOrDefault(p.Key) == p.Value))
            {
                continue;
            }

            if (!rules.ContainsKey(environment))
            {
                context.Add(rule);
                rule.RowVersion++; // The first is what holds as long as nobody has changed it.
            }

            (rule.ProvidersJson, rule.UpdatedAt, rule.UpdatedBy) = (StoredJson.Write(after), clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
            context.Record(access.Grant, rule.UpdatedAt, "environment.rules_changed", null, environment.ToString(), [new("Providers", StoredJson.Write(before), rule.ProvidersJson)]);
        }
    }

    private static async Task<List<Asking>> AskingAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        // Nobody deletes providers often enough for an index. What the text finds may be another id, so the release itself decides.
        var rules = await context.Set<EnvironmentRule>().AsNoTracking().ToDictionaryAsync(r => r.Environment, r => r.Providers(), ct).ConfigureAwait(false);
        var frozen = rules.Values.SelectMany(r => r).Where(p => p.Value == providerId).Select(p => p.Key).Append(providerId).Distinct();
        var asking = new List<Asking>();
        foreach (var id in frozen)
        {
            var named = $"\"{id}\"";
            var found = await context.Set<Deployment>().Where(d => d.IsCurrent || d.IsCanary || d.Status == DeploymentStatus.Pending)
                .Join(context.Set<Release>().Where(r => r.Json.Contains(named)), d => d.ReleaseId, r => r.Id, (d, r) => new { d.Id, d.AssistantId, d.Environment, d.Version, r.Json }).ToListAsync(ct).ConfigureAwait(false);
            asking.AddRange(
                from one in found
                where (rules.GetValueOrDefault(one.Environment)?.GetValueOrDefault(id, id) ?? id) == providerId
                from model in ModelsOf(StoredJson.Read<AssistantSnapshot>(one.Json), id)
                select new Asking(one.Id, one.AssistantId, one.Environment, one.Version, id, model));
        }

        return asking;
    }

    /// <summary>The models of a provider that a release asks for. Who answers for the organisation counts only where the assistant names nobody.</summary>
    private static IEnumerable<string> ModelsOf(AssistantSnapshot snapshot, Guid provider) => snapshot.Content.Model?.ProviderId is { } named
        ? named == provider ? [snapshot.Content.Model.Name] : []
        : snapshot.Route?.Models().Where(m => m.ProviderId == provider).Select(m => m.Name ?? "") ?? [];

    /// <param name="Frozen">The provider that the release names; the environment may have it ask another.</param>
    private sealed record Asking(Guid DeploymentId, Guid AssistantId, StudioEnvironment Environment, int Version, Guid Frozen, string Model);
}
