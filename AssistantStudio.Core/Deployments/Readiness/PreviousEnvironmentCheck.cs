using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>What comes to an environment has stood in the one before it.</summary>
internal sealed class PreviousEnvironmentCheck : IReadinessCheck
{
    public string Id => "previous_environment";

    public string Title => "Environment before";

    public Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct) => Task.FromResult(Find(subject));

    private static ReadinessFinding? Find(ReadinessSubject subject)
    {
        if (subject.Environment.Before() is not { } place || subject.IsRollback)
        {
            return null; // What is gone back to has been here.
        }

        var board = $"/assistants/{subject.Assistant.Slug}/deployments";
        var isSame = subject.Before is { } there && there.ReleaseId == subject.ReleaseId;
        if (!isSame)
        {
            return subject.Rule.FromPrevious ? ReadinessFinding.Fail($"This release does not stand in {place.Word()}. Deploy it there first, then promote it.", board) : null;
        }

        return subject.Before!.Status switch
        {
            DeploymentStatus.Active => ReadinessFinding.Pass($"It is active in {place.Word()}."),
            DeploymentStatus.Degraded => ReadinessFinding.Warn($"It is degraded in {place.Word()}: {subject.Before.StatusReason}", board),
            var status => subject.Rule.FromPrevious ? ReadinessFinding.Fail($"It is {DeploymentLifecycle.Word(status)} in {place.Word()}.", board) : ReadinessFinding.Warn($"It is {DeploymentLifecycle.Word(status)} in {place.Word()}.", board),
        };
    }
}
