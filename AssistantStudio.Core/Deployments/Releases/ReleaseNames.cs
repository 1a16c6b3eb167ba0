using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Deployments;

internal static class ReleaseNames
{
    /// <summary>What the providers and sources are called that releases refer to.</summary>
    public static async Task<Func<Guid, string?>> ReleaseNamesAsync(this StudioDbContext context, IReadOnlyList<AssistantSnapshot> releases, CancellationToken ct)
    {
        Guid[] providers = [.. releases.SelectMany(r => new[] { r.Content.Model?.ProviderId, r.Route?.Model?.ProviderId }).OfType<Guid>().Distinct()];
        Guid[] sources = [.. releases.SelectMany(r => r.Content.KnowledgeSources).Distinct()];
        var providerNames = await context.ProviderNamesAsync(providers, ct).ConfigureAwait(false);
        var sourceNames = (await context.SourceStandingsAsync(sources, ct).ConfigureAwait(false)).ToDictionary(s => s.Id, s => s.Name);
        return id => providerNames.TryGetValue(id, out var provider) ? provider : sourceNames.GetValueOrDefault(id);
    }
}
