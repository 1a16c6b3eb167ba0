using System.Globalization;
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
        var when = standing.At is { } at ? string.Create(CultureInfo.InvariantCulture, $" on {at:d MMM} at {at:HH:mm} UTC") : null;
        return standing.Ok
            ? ReadinessFinding.Pass($"{first.Account.Name} answered with {first.Model} in {standing.Milliseconds} ms{when}.")
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
        var models = (await plans.OfAsync(subject, ct).ConfigureAwait(false)).Everybody.Where(t => t.Account.Kind.Kind != ProviderKind.BuiltIn).ToList();
        if (models.Count == 0)
        {
            return null;
        }

        var policy = (await settings.OfAsync(subject.Access.OrganizationId, ct).ConfigureAwait(false)).Models;
        var budget = await subject.Context.BudgetOfAssistantAsync(subject.Assistant.Id, ct).ConfigureAwait(false);
        var found = models.Select(m => Find(m, policy, budget)).OfType<Found>().ToList();
        var all = string.Join(" ", found.Select(f => f.Message).Distinct());
        return found.Exists(f => f.Blocks) ? ReadinessFinding.Fail(all, Models)
            : found.Count > 0 ? ReadinessFinding.Warn(all, Models)
            : models is [var only] ? ReadinessFinding.Pass($"{only.Model} is allowed and {(only.Account.Kind.IsFree ? "costs nothing" : "has a price")}.")
            : ReadinessFinding.Pass("All models that may be asked are allowed, and have a price or cost nothing.");
    }

    /// <summary>Others answer without one that only stands in: it is told, and blocks nothing.</summary>
    private Found? Find(ModelTarget target, ModelPolicy policy, Budget? budget) =>
        Look(target, policy, budget) is not { } found ? null
        : target.StandsIn ? new(false, $"{found.Message} It is only asked when others cannot answer.") : found;

    private Found? Look(ModelTarget target, ModelPolicy policy, Budget? budget)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (!policy.Allows(target.ProviderId) || !policy.Allows(target.Model))
        {
            return new(true, $"The organisation's rules do not allow {target.Model} of {target.Account.Name}.");
        }

        var (known, today) = (ModelPrices.Find(target), DateOnly.FromDateTime(now));
        return known?.ShutdownDate <= today ? new(true, $"{target.Model} was shut down on {known.ShutdownDate:d MMM yyyy}.")
            : known?.IsShuttingDown(today) == true ? new(false, $"{target.Model} will be shut down on {known.ShutdownDate:d MMM yyyy}.")
            : target.Account.Kind.IsFree || ModelPrices.PriceOf(target, now) is not null ? null
            // A budget that refuses needs to know what a call can cost: without a price it refuses them all.
            : budget is not null ? new(true, $"{target.Model} has no price here, and under {BudgetText.Of(budget)} every call needs one.")
            : new(false, $"{target.Model} has no price here, so nobody will know what it costs.");
    }

    private sealed record Found(bool Blocks, string Message);
}
