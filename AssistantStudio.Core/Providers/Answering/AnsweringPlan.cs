using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Who answers, and what can be asked of them.</summary>
/// <param name="Tiers">By difficulty; the hardest alone where everybody is asked the same.</param>
internal sealed record AnsweringPlan(ModelTiers Tiers)
{
    /// <summary>Whoever is asked when a question is hard, or when there is no choice.</summary>
    public ModelTarget First => Tiers.Targets[Difficulty.Complex][0];

    /// <summary>
    /// Everybody who may be asked: for any difficulty, instead of others, and for how hard a question is. Where nobody says that,
    /// rules do, so whoever does counts as one that stands in.
    /// </summary>
    public IReadOnlyList<ModelTarget> Everybody =>
        [.. Tiers.Targets.Values.SelectMany(t => t).Concat(Tiers.Classifier is { } judge ? [judge with { StandsIn = true }] : []).OrderBy(t => t.StandsIn).DistinctBy(t => (t.ProviderId, t.Model))];

    public bool IsByDifficulty => Tiers.Targets.Count > 1;

    /// <summary>It quotes and does not write: it takes no instructions.</summary>
    public bool IsBuiltIn => First.Account.Kind.Kind == ProviderKind.BuiltIn;

    /// <summary>The smallest window of those that may be asked first; null: nobody knows.</summary>
    public long? Window => Tiers.Targets.Values.Select(t => ModelPrices.Find(t[0])?.ContextWindow).Where(w => w is > 0).Select(w => (long?)w).Min();

    public long? MaxOutput => Tiers.Targets.Values.Select(t => ModelPrices.Find(t[0])?.MaxOutput).Where(w => w is > 0).Select(w => (long?)w).Min();
}

/// <summary>Finds who answers: the model that is named, or whoever the organisation has answer, or else the built-in model, which needs no key.</summary>
internal sealed class AnsweringPlans(KnownProviders providers, AiSettings settings, ModelRouter router, ModelCalls calls)
{
    private static readonly ModelTarget s_builtIn = new(
        null, new() { Kind = ProviderKinds.Of(ProviderKind.BuiltIn), Name = ProviderKinds.Of(ProviderKind.BuiltIn).Title }, BuiltInChatClient.ModelId);

    private static readonly AnsweringPlan s_builtInPlan = new(new ModelTiers(new Dictionary<Difficulty, IReadOnlyList<ModelTarget>> { [Difficulty.Complex] = [s_builtIn] }, null));

    /// <param name="providerId">Null: whoever has the model.</param>
    /// <param name="model">Null: whoever the organisation has answer.</param>
    /// <exception cref="ConflictException">Nobody has the model.</exception>
    /// <param name="route">Whoever answers where no model is named; null: whoever the organisation has answer now.</param>
    public async Task<AnsweringPlan> PlanAsync(Access access, Guid? providerId, string? model, AnsweringPreference? route, CallPurpose purpose, CancellationToken ct)
    {
        if (providerId is null && model == BuiltInChatClient.ModelId)
        {
            return s_builtInPlan;
        }

        if (model is null)
        {
            var decided = route ?? await DecidedAsync(access, ct).ConfigureAwait(false);
            return await PreferredAsync(access, decided, purpose, ct).ConfigureAwait(false) ?? s_builtInPlan;
        }

        var provider = providerId ?? await WhoHasAsync(access, model, ct).ConfigureAwait(false) ?? throw new ConflictException($"No provider that is switched on has the model {model}. Choose another model, or enter it with a provider.", "no_model");
        var targets = await router.RouteAsync(access.OrganizationId, provider, model, purpose, ct).ConfigureAwait(false);
        return new(new ModelTiers(new Dictionary<Difficulty, IReadOnlyList<ModelTarget>> { [Difficulty.Complex] = targets }, null));
    }

    /// <summary>Null: nobody was chosen yet.</summary>
    public async Task<AnsweringPlan?> PreferredAsync(Access access, CallPurpose purpose, CancellationToken ct) =>
        await PreferredAsync(access, await DecidedAsync(access, ct).ConfigureAwait(false), purpose, ct).ConfigureAwait(false);

    private async Task<AnsweringPreference> DecidedAsync(Access access, CancellationToken ct) => (await settings.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Answering;

    private async Task<AnsweringPlan?> PreferredAsync(Access access, AnsweringPreference decided, CallPurpose purpose, CancellationToken ct)
    {
        if (decided.Model is not { } model)
        {
            return null;
        }

        var complex = await RouteAsync(model).ConfigureAwait(false);
        if (!decided.ByDifficulty)
        {
            return new(new ModelTiers(new Dictionary<Difficulty, IReadOnlyList<ModelTarget>> { [Difficulty.Complex] = complex }, null));
        }

        // Where whoever is meant for easy questions fails, those for harder ones stand in.
        IReadOnlyList<ModelTarget> moderate = [.. await ReachableAsync(decided.Moderate).ConfigureAwait(false), .. complex];
        IReadOnlyList<ModelTarget> simple = [.. await ReachableAsync(decided.Simple).ConfigureAwait(false), .. moderate];
        var classifier = await ReachableAsync(decided.Classifier).ConfigureAwait(false) is [var judge, ..] ? judge : null;
        return new(new ModelTiers(
            new Dictionary<Difficulty, IReadOnlyList<ModelTarget>> { [Difficulty.Simple] = simple, [Difficulty.Moderate] = moderate, [Difficulty.Complex] = complex }, classifier));

        async Task<IReadOnlyList<ModelTarget>> ReachableAsync(ModelReference? reference)
        {
            try
            {
                return reference is null ? [] : await RouteAsync(reference).ConfigureAwait(false);
            }
            catch (StudioException e) when (e is NotFoundException or ConflictException)
            {
                return []; // Switched off or gone since it was chosen.
            }
        }

        Task<IReadOnlyList<ModelTarget>> RouteAsync(ModelReference reference) => router.RouteAsync(access.OrganizationId, reference.ProviderId, reference.Name, purpose, ct);
    }

    public IChatClient Open(AnsweringPlan plan, CallPurpose purpose, ICallSink sink) =>
        plan.IsByDifficulty ? calls.Open(plan.Tiers, purpose, sink) : calls.Open(plan.Tiers.Targets[Difficulty.Complex], purpose, sink);

    private async Task<Guid?> WhoHasAsync(Access access, string model, CancellationToken ct) =>
        (await providers.OfAsync(access.OrganizationId, ct).ConfigureAwait(false)).Values.Where(i => i.IsActive && ProviderKinds.Of(i.Kind).Chats && i.Models.Contains(model)).MinBy(i => i.Id)?.Id;
}
