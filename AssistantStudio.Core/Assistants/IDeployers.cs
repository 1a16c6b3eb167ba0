using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>Says who decides what answers in an environment. Deployments know.</summary>
public interface IDeployers
{
    ValueTask<bool> MayDeployAsync(StudioEnvironment environment, CancellationToken ct);
}
