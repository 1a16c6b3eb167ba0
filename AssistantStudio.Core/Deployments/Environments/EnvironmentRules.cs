using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>The rules of each organisation's environments: every turn asks them for its providers.</summary>
internal sealed class EnvironmentRules(StudioDb db, ChangeFeed feed) : IDisposable
{
    private readonly PerOrganization<IReadOnlyDictionary<StudioEnvironment, EnvironmentRule>> _kept = new(feed, [EnvironmentRuleService.Topic, IntegrationService.Topic], (organization, ct) => ReadAsync(db, organization, ct));

    public async ValueTask<EnvironmentRule> OfAsync(Guid organizationId, StudioEnvironment environment, CancellationToken ct) =>
        (await _kept.OfAsync(organizationId, ct).ConfigureAwait(false))[environment];

    /// <summary>The rules of an environment, for somebody who is about to change what stands there and may.</summary>
    public async ValueTask<EnvironmentRule> OfDeployerAsync(Access access, StudioEnvironment environment, CancellationToken ct)
    {
        access.Require(Permission.DeploymentsManage);
        var rule = await OfAsync(access.OrganizationId, environment, ct).ConfigureAwait(false);
        EnvironmentRuleService.RequireDeployer(access, rule);
        return rule;
    }

    public void Dispose() => _kept.Dispose();

    private static async Task<IReadOnlyDictionary<StudioEnvironment, EnvironmentRule>> ReadAsync(StudioDb db, Guid organization, CancellationToken ct)
    {
        var context = await db.OpenAsync(new Access(Grant.ForJob("environment rules", organization)), ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var stored = await context.Set<EnvironmentRule>().AsNoTracking().ToDictionaryAsync(r => r.Environment, ct).ConfigureAwait(false);
            return Enum.GetValues<StudioEnvironment>().ToDictionary(e => e, e => stored.GetValueOrDefault(e) ?? EnvironmentRule.Usual(organization, e));
        }
    }
}
