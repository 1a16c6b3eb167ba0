using AssistantStudio.Core.Assistants;

namespace AssistantStudio.Core.Deployments;

/// <summary>Drafts are tried, not deployed; what was put away stays away.</summary>
internal sealed class AssistantCheck : IReadinessCheck
{
    public string Id => "assistant_active";

    public string Title => "Assistant";

    public Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct) => Task.FromResult<ReadinessFinding?>(
        AssistantLifecycle.Of(subject.Assistant.Status).CanDeploy
            ? ReadinessFinding.Pass($"{subject.Assistant.Name} is active.")
            : ReadinessFinding.Fail($"{subject.Assistant.Name} is {subject.Assistant.Status.ToString().ToLowerInvariant()}. Activate it first.", $"/assistants/{subject.Assistant.Slug}"));
}
