using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Deployments;

/// <summary>Whoever is to answer can be reached, and takes the key.</summary>
internal sealed class ProviderCheck(ReleasePlans plans, ProviderStandings standings) : IReadinessCheck
{
    private const string Providers = "/ai/providers";

    public string Id => "provider_reachable";

    public string Title => "AI provider";

    public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var plan = await plans.OfAsync(subject, ct).ConfigureAwait(false);
        if (plan.IsBuiltIn)
        {
            return ReadinessFinding.Pass("The built-in model answers with quotes from the knowledge; it needs no provider and no key.");
        }

        var first = plan.First;
        var standing = await standings.OfAsync(subject.Access, first, ct).ConfigureAwait(false);
        return standing.Ok
            ? ReadinessFinding.Pass($"{first.Account.Name} answered with {first.Model} in {standing.Milliseconds} ms.")
            : ReadinessFinding.Fail($"{first.Account.Name} does not answer: {standing.Problem}", Providers);
    }
}

/// <summary>The model may be asked, has a price, and is there for a while.</summary>
internal sealed class ModelCheck(ReleasePlans plans, AiSettings settings, TimeProvider clock) : IReadinessCheck
{
    private const string Models = "/ai/providers/models";

    public string Id => "model_usable";

    public string Title => "Model";

    public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var plan = await plans.OfAsync(subject, ct).ConfigureAwait(false);
        if (plan.IsBuiltIn)
        {
            return null;
        }

        var (first, now) = (plan.First, clock.GetUtcNow().UtcDateTime);
        var policy = (await settings.OfAsync(subject.Access.OrganizationId, ct).ConfigureAwait(false)).Models;
        if (!policy.Allows(first.ProviderId) || !policy.Allows(first.Model))
        {
            return ReadinessFinding.Fail($"The organisation's rules do not allow {first.Model} of {first.Account.Name}.", Models);
        }

        var (known, today) = (ModelPrices.Find(first), DateOnly.FromDateTime(now));
        return known?.ShutdownDate <= today ? ReadinessFinding.Fail($"{first.Model} was shut down on {known.ShutdownDate:d MMM yyyy}.", Models)
            : known?.IsShuttingDown(today) == true ? ReadinessFinding.Warn($"{first.Model} will be shut down on {known.ShutdownDate:d MMM yyyy}.", Models)
            : !first.Account.Kind.IsFree && ModelPrices.PriceOf(first, now) is null ? await UnpricedAsync(subject, first.Model, ct).ConfigureAwait(false)
            : ReadinessFinding.Pass($"{first.Model} is allowed and {(first.Account.Kind.IsFree ? "costs nothing" : "has a price")}.");
    }

    /// <summary>A budget that refuses needs to know what a call can cost: without a price it refuses them all.</summary>
    private static async Task<ReadinessFinding> UnpricedAsync(ReadinessSubject subject, string model, CancellationToken ct) =>
        await subject.Context.BudgetOfAssistantAsync(subject.Assistant.Id, ct).ConfigureAwait(false) is { } budget
            ? ReadinessFinding.Fail($"{model} has no price here, and under {BudgetText.Of(budget)} every call needs one.", Models)
            : ReadinessFinding.Warn($"{model} has no price here, so nobody will know what it costs.", Models);
}
