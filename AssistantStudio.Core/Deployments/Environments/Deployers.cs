using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>As the rules of an environment say.</summary>
internal sealed class Deployers(Access access, EnvironmentRules rules) : IDeployers
{
    public async ValueTask<bool> MayDeployAsync(StudioEnvironment environment, CancellationToken ct) =>
        EnvironmentRuleService.MayDeploy(access, await rules.OfAsync(access.OrganizationId, environment, ct).ConfigureAwait(false));
}
