using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Providers;

/// <summary>Who is asked, and who after that: a provider, those that share its load, and those that stand in for it.</summary>
internal sealed class ModelRouter(KnownProviders providers, BudgetRoutes budgets, SecretProtector secrets, ModelCatalogues catalogues, ProviderGates gates)
{
    /// <summary>
    /// The wanted model first, from whoever of its group has the least to do; then what the chain of fallbacks offers, and last
    /// what budgets lead to that are used up. Providers that are switched off are passed over.
    /// </summary>
    public async Task<IReadOnlyList<ModelTarget>> RouteAsync(Guid organizationId, Guid providerId, string? model, CallPurpose purpose, CancellationToken ct)
    {
        var catalogue = await catalogues.OfAsync(organizationId, ct).ConfigureAwait(false);
        var all = await providers.OfAsync(organizationId, ct).ConfigureAwait(false);
        if (!all.TryGetValue(providerId, out var first))
        {
            throw new ConflictException("The provider that this is set up to ask is gone.", "no_model");
        }

        var targets = new List<ModelTarget>();
        var (visited, taken) = (new HashSet<Guid>(), new HashSet<Guid>());
        for (var at = first; at is not null && visited.Add(at.Id); at = at.FallbackId is { } next ? all.GetValueOrDefault(next) : null)
        {
            // A stand-in has the same model when it lists it, and its own first one otherwise.
            var named = model is not null && (at == first || at.Models.Contains(model)) ? model : at.Models.Count > 0 ? at.Models[0] : null;
            if (named is not null)
            {
                targets.AddRange(Group(at, named, all.Values, taken).Select(i => new ModelTarget(i.Id, i.Account(secrets, catalogue), named) { StandsIn = at != first }));
            }
        }

        var cheaper = await budgets.OfAsync(organizationId, [.. targets.Select(t => purpose.Draft(t, default))], ct).ConfigureAwait(false);
        targets.AddRange(
            from route in cheaper
            let known = all.GetValueOrDefault(route.ProviderId)
            where known is not null && CanChat(known)
            select new ModelTarget(known.Id, known.Account(secrets, catalogue), route.Model) { StandsIn = true });
        return targets.Count > 0 ? targets : throw new ConflictException($"{first.Name} cannot be asked: it is switched off, or no model is entered for it, and nobody stands in for it.", "no_model");
    }

    /// <summary>It and those that share its load and have this very model: whoever has the least to do first, then by lot.</summary>
    private IEnumerable<Integration> Group(Integration at, string model, IEnumerable<Integration> all, HashSet<Guid> taken)
    {
        var group = at.LoadGroup is { } name
            ? all.Where(i => i.Id == at.Id || (string.Equals(i.LoadGroup, name, StringComparison.OrdinalIgnoreCase) && i.Models.Contains(model)))
            : [at];
        return group.Where(i => taken.Add(i.Id) && CanChat(i)).ToList().Select(i => (Integration: i, Load: gates.LoadOf(i.Id), Lot: Random.Shared.Next())).OrderBy(i => i.Load).ThenBy(i => i.Lot).Select(i => i.Integration);
    }

    private static bool CanChat(Integration integration) => integration.IsActive && ProviderKinds.Of(integration.Kind).Chats;
}
