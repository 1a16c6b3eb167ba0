using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <param name="Checks">All checks that a rule can require.</param>
/// <param name="MayDeploy">Whether the caller may deploy here.</param>
public sealed record EnvironmentRuleRow(
    StudioEnvironment Environment, IReadOnlyList<Role> Deployers, bool FromPrevious, bool NeedsApproval, bool NeedsBudget, IReadOnlyList<string> RequiredChecks,
    IReadOnlyDictionary<Guid, Guid> Providers, IReadOnlyList<CheckName> Checks, bool MayDeploy, DateTime? UpdatedAt, string UpdatedBy, long RowVersion);

public sealed record CheckName(string Id, string Title);

/// <summary>What is to be different; null stays.</summary>
public sealed record EnvironmentRuleInput
{
    public IReadOnlyList<Role>? Deployers { get; init; }

    public bool? FromPrevious { get; init; }

    public bool? NeedsApproval { get; init; }

    public bool? NeedsBudget { get; init; }

    public IReadOnlyList<string>? RequiredChecks { get; init; }

    public IReadOnlyDictionary<Guid, Guid>? Providers { get; init; }

    public long? RowVersion { get; init; }
}

/// <summary>What each environment asks of a deployment.</summary>
public sealed class EnvironmentRuleService
{
    public const string Topic = "environment_rules";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly ReadinessChecks _checks;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal EnvironmentRuleService(Access access, StudioDb db, ReadinessChecks checks, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _checks, _feed, _clock) = (access, db, checks, feed, clock);

    public async Task<IReadOnlyList<EnvironmentRuleRow>> ListAsync(CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var stored = await context.Set<EnvironmentRule>().AsNoTracking().ToDictionaryAsync(r => r.Environment, ct).ConfigureAwait(false);
            return [.. Enum.GetValues<StudioEnvironment>().Select(e => RowOf(stored.GetValueOrDefault(e) ?? EnvironmentRule.Usual(_access.OrganizationId, e)))];
        }
    }

    public async Task<EnvironmentRuleRow> SetAsync(StudioEnvironment environment, EnvironmentRuleInput input, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentRulesManage, environment);
        Check(environment, input);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rule = await context.Set<EnvironmentRule>().SingleOrDefaultAsync(r => r.Environment == environment, ct).ConfigureAwait(false);
            if (rule is null)
            {
                rule = EnvironmentRule.Usual(_access.OrganizationId, environment);
                context.Add(rule);
            }

            rule.ExpectVersion(input.RowVersion, What(environment));
            if (context.Entry(rule).State == EntityState.Added)
            {
                rule.RowVersion++; // The first is what holds as long as nobody has changed it.
            }

            await CheckProvidersAsync(context, rule, input, ct).ConfigureAwait(false);
            var before = Fields(rule).ToDictionary();
            Write(rule, input);
            rule.UpdatedAt = _clock.GetUtcNow().UtcDateTime;
            rule.UpdatedBy = _access.Grant.ActorName;
            var changes = Fields(rule).Where(f => before[f.Key] != f.Value).Select(f => new FieldChange(f.Key, before[f.Key], f.Value)).ToList();
            context.Record(_access.Grant, rule.UpdatedAt, "environment.rules_changed", null, environment.ToString(), changes);
            await context.SaveOrStaleAsync(What(environment), ct).ConfigureAwait(false);
            _feed.Publish(new(Topic, _access.OrganizationId));
            return RowOf(rule);
        }
    }

    /// <summary>Whether somebody may deploy here, besides having the permission.</summary>
    internal static bool MayDeploy(Access access, EnvironmentRule rule)
    {
        var grant = access.Grant;
        var needed = rule.Environment == StudioEnvironment.Production ? Permission.DeployProduction : Permission.DeploymentsManage;
        return access.Can(Permission.DeploymentsManage) && access.Can(needed) && grant.Environments?.Contains(rule.Environment) != false
            && (grant.IsSiteAdmin || grant.Role is null || rule.Deployers.Contains(grant.Role.Value));
    }

    internal static void RequireDeployer(Access access, EnvironmentRule rule)
    {
        access.Require(Permission.DeploymentsManage, rule.Environment);
        if (rule.Environment == StudioEnvironment.Production)
        {
            access.Require(Permission.DeployProduction, rule.Environment);
        }

        if (!MayDeploy(access, rule))
        {
            throw new ForbiddenException($"The rules of {rule.Environment.Word()} let {string.Join(" and ", rule.Deployers.Select(PermissionText.Of))} deploy here.");
        }
    }

    private static string What(StudioEnvironment environment) => $"The rules of {environment.Word()}";

    private void Check(StudioEnvironment environment, EnvironmentRuleInput input)
    {
        var errors = new Validator()
            .Check(Enum.IsDefined(environment), "environment", "There is no such environment.")
            .Check(input.Deployers is null || input.Deployers.Contains(Role.OrgAdmin), "deployers", "Administrators can always deploy: who changes the rules could give it back to themselves.")
            .Check(input.Deployers?.All(Enum.IsDefined) != false, "deployers", "There is no such role.")
            .Check(environment != StudioEnvironment.Development || input.FromPrevious != true, "fromPrevious", "Nothing comes before development.")
            .Check((input.Providers?.Count ?? 0) <= DeploymentLimits.ProviderMappings, "providers", $"At most {DeploymentLimits.ProviderMappings}.");
        foreach (var unknown in (input.RequiredChecks ?? []).Where(id => _checks.Known.All(k => k.Id != id)))
        {
            errors.Check(false, "requiredChecks", $"There is no check {PlainText.Cut(unknown, DeploymentLimits.CheckIdLength)}.");
        }

        errors.ThrowIfAny();
    }

    /// <summary>A release may go on naming a provider that was replaced and is gone.</summary>
    private static async Task CheckProvidersAsync(StudioDbContext context, EnvironmentRule rule, EnvironmentRuleInput input, CancellationToken ct)
    {
        var stored = rule.Providers();
        Guid[] ids = [.. (input.Providers ?? new Dictionary<Guid, Guid>()).SelectMany(p => stored.ContainsKey(p.Key) ? [p.Value] : new[] { p.Key, p.Value }).Distinct()];
        var known = await context.ProviderNamesAsync(ids, ct).ConfigureAwait(false);
        new Validator().Check(ids.All(known.ContainsKey), "providers", "One of these providers is not there.").ThrowIfAny();
    }

    private static void Write(EnvironmentRule rule, EnvironmentRuleInput input)
    {
        rule.Deployers = [.. (input.Deployers ?? rule.Deployers).Distinct().Order()];
        rule.FromPrevious = input.FromPrevious ?? rule.FromPrevious;
        rule.NeedsApproval = input.NeedsApproval ?? rule.NeedsApproval;
        rule.NeedsBudget = input.NeedsBudget ?? rule.NeedsBudget;
        rule.RequiredChecks = [.. (input.RequiredChecks ?? rule.RequiredChecks).Distinct(StringComparer.Ordinal)];
        rule.ProvidersJson = input.Providers is { } providers ? StoredJson.Write(providers) : rule.ProvidersJson;
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(EnvironmentRule rule) =>
    [
        new("Deployers", string.Join(", ", rule.Deployers)),
        new("FromPrevious", rule.FromPrevious ? "Yes" : "No"),
        new("NeedsApproval", rule.NeedsApproval ? "Yes" : "No"),
        new("NeedsBudget", rule.NeedsBudget ? "Yes" : "No"),
        new("RequiredChecks", string.Join(", ", rule.RequiredChecks)),
        new("Providers", string.Join('\n', rule.Providers().Select(p => $"{p.Key} → {p.Value}"))),
    ];

    private EnvironmentRuleRow RowOf(EnvironmentRule rule) => new(
        rule.Environment, rule.Deployers, rule.FromPrevious, rule.NeedsApproval, rule.NeedsBudget, rule.RequiredChecks, rule.Providers(),
        [.. _checks.Known.Select(k => new CheckName(k.Id, k.Title))], MayDeploy(_access, rule), rule.UpdatedBy.Length == 0 ? null : rule.UpdatedAt, rule.UpdatedBy, rule.RowVersion);
}
