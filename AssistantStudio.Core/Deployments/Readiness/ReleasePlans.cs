using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Deployments;

/// <summary>Who would answer for a release in an environment.</summary>
internal sealed class ReleasePlans(AnsweringPlans plans)
{
    public Task<AnsweringPlan> OfAsync(ReadinessSubject subject, CancellationToken ct)
    {
        var (snapshot, providers) = (subject.Snapshot, subject.Rule.Providers());
        var purpose = new CallPurpose { OrganizationId = subject.Access.OrganizationId, Operation = UsageOperation.Chat, AssistantId = subject.Assistant.Id };
        return PlanAsync(subject.Access, snapshot.Content.Model, snapshot.Route, providers, purpose, ct);
    }

    /// <summary>The same release asks other providers in another environment.</summary>
    /// <param name="route">Whoever answers where the assistant names nobody; null: whoever the organisation has answer now.</param>
    /// <param name="providers">By the ids that the release names, who takes their place; null: nobody.</param>
    public Task<AnsweringPlan> PlanAsync(Access access, ModelRoute? model, AnsweringPreference? route, IReadOnlyDictionary<Guid, Guid>? providers, CallPurpose purpose, CancellationToken ct)
    {
        Guid Mapped(Guid id) => providers!.GetValueOrDefault(id, id);
        return providers is not { Count: > 0 }
            ? plans.PlanAsync(access, model?.ProviderId, model?.Name, route, purpose, ct)
            : plans.PlanAsync(access, model?.ProviderId is { } named ? Mapped(named) : null, model?.Name, route?.With(Mapped), purpose, ct);
    }
}
