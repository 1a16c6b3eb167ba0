using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Deployments;

/// <summary>Deploys, promotes and goes back.</summary>
public sealed class DeploymentService
{
    public const string Topic = "deployments";

    /// <summary>A deployment was asked its question. What it is has not changed by that, so nobody need read it anew.</summary>
    public const string AskedTopic = "deployment_asked";

    /// <summary>The code of a way back that ended because the release did not answer what it was asked first.</summary>
    public const string RehearsalFailed = "rehearsal_failed";

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly ReleaseMaker _releases;
    private readonly EnvironmentRules _rules;
    private readonly DeploymentLauncher _launcher;
    private readonly DeploymentSwitch _switch;
    private readonly DeploymentGates _gates;
    private readonly IReleaseRehearsal _rehearsal;
    private readonly ChangeFeed _feed;
    private readonly TimeProvider _clock;

    internal DeploymentService(Access access, StudioDb db, ReleaseMaker releases, EnvironmentRules rules, DeploymentLauncher launcher, DeploymentSwitch switches, DeploymentGates gates, IReleaseRehearsal rehearsal, ChangeFeed feed, TimeProvider clock) =>
        (_access, _db, _releases, _rules, _launcher, _switch, _gates, _rehearsal, _feed, _clock) = (access, db, releases, rules, launcher, switches, gates, rehearsal, feed, clock);

    /// <exception cref="NotReadyException">A check fails.</exception>
    public async Task<DeploymentOutcome> DeployAsync(Guid assistantId, DeployInput input, CancellationToken ct)
    {
        new Validator().Check(Enum.IsDefined(input.Environment), "environment", "There is no such environment.")
            .Check(input.Version is null or > 0, "version", "Versions begin at 1. Leave it out for the draft, which is saved first.").Long(input.Reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        var rule = await _rules.OfDeployerAsync(_access, input.Environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = AssistantRows.RowOf(await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false));
            var version = input.Version ?? await VersionAsync(context, assistant, input.DryRun, ct).ConfigureAwait(false);
            var frozen = version == 0 ? null : await ReleaseMaker.FindAsync(context, assistantId, version, ct).ConfigureAwait(false);
            var release = frozen is not null && !input.Anew ? frozen
                : await _releases.FreezeAsync(context, _access, assistant, version, (frozen?.Number ?? 0) + 1, ct).ConfigureAwait(false);
            release = frozen?.Hash == release.Hash ? frozen : release; // Frozen again it would say the same.
            return await _launcher.LaunchAsync(context, new(assistant, rule, DeploymentKind.Deploy, release, ReferenceEquals(release, frozen), input.Reason) { Resources = input.Resources, Weight = input.Weight, CanaryRule = input.CanaryRule, Expects = input.Expects, DryRun = input.DryRun }, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What stands in one environment goes to the next: the same bytes.</summary>
    public async Task<DeploymentOutcome> PromoteAsync(Guid assistantId, PromoteInput input, CancellationToken ct)
    {
        var to = input.To ?? input.From.After();
        new Validator().Check(Enum.IsDefined(input.From), "from", "There is no such environment.")
            .Check(to is { } named && Enum.IsDefined(named), "to", "Nothing comes after production.")
            .Check(to is null || to > input.From, "to", $"What stands in {input.From.Word()} is promoted to a later environment.")
            .Long(input.Reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        var rule = await _rules.OfDeployerAsync(_access, to!.Value, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = AssistantRows.RowOf(await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false));
            if (rule.FromPrevious && to.Value.Before() != input.From)
            {
                throw new ConflictException($"What goes to {to.Value.Word()} comes from {to.Value.Before()!.Value.Word()}. Promote it there first.", "not_next");
            }

            var source = await context.CurrentAsync(assistantId, input.From, ct).ConfigureAwait(false) ?? throw new ConflictException($"Nothing of {assistant.Name} stands in {input.From.Word()}, so there is nothing to promote.", "not_deployed");
            var release = await context.FindReleaseAsync(source.ReleaseId, ct).ConfigureAwait(false);
            return await _launcher.LaunchAsync(context, new(assistant, rule, DeploymentKind.Promotion, release, IsStored: true, input.Reason) { SourceId = source.Id, Weight = input.Weight, CanaryRule = input.CanaryRule, Expects = input.Expects, DryRun = input.DryRun }, ct).ConfigureAwait(false);
        }
    }

    /// <summary>An earlier release takes its place again.</summary>
    public async Task<DeploymentOutcome> RollbackAsync(Guid assistantId, RollbackInput input, CancellationToken ct)
    {
        new Validator().Check(Enum.IsDefined(input.Environment), "environment", "There is no such environment.").Long(input.Reason, "reason", DeploymentLimits.ReasonLength)
            .Check(!input.Override || !string.IsNullOrWhiteSpace(input.Reason), "reason", "Say why it goes back although checks fail.")
            .Check(!input.SkipRehearsal || !string.IsNullOrWhiteSpace(input.Reason), "reason", "Say why it is not tried first.").ThrowIfAny();
        var rule = await _rules.OfDeployerAsync(_access, input.Environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = AssistantRows.RowOf(await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false));
            var current = await context.CurrentAsync(assistantId, input.Environment, ct).ConfigureAwait(false) ?? throw new ConflictException($"Nothing of {assistant.Name} stands in {input.Environment.Word()}.", "not_deployed");
            var target = await TargetAsync(context, current, input, ct).ConfigureAwait(false);
            var release = await context.FindReleaseAsync(target.ReleaseId, ct).ConfigureAwait(false);
            var launch = new Launch(assistant, rule, DeploymentKind.Rollback, release, IsStored: true, input.Reason) { SourceId = target.Origin, Expects = input.Expects ?? current.Id, DryRun = input.DryRun, Override = input.Override };
            var rehearsed = input.DryRun || input.Override || input.SkipRehearsal ? null : await RehearseAsync(target, release, assistant, rule, ct).ConfigureAwait(false);
            var tried = rehearsed is null ? "No: it was to go back at once" : $"{rehearsed.Count} of {rehearsed.Count} questions were answered";
            return await _launcher.LaunchAsync(context, launch with { Tried = input.DryRun ? null : tried }, ct).ConfigureAwait(false) with { Rehearsed = rehearsed ?? [] };
        }
    }

    /// <summary>What nobody has asked since may not be there any more: it is asked before anybody depends on it.</summary>
    private async Task<IReadOnlyList<RehearsedQuestion>> RehearseAsync(Deployment target, Release release, AssistantRow assistant, EnvironmentRule rule, CancellationToken ct)
    {
        var live = new LiveDeployment(
            target.Id, _access.OrganizationId, assistant.Id, target.Environment, target.Version,
            new(release.Snapshot(assistant.Slug), release.Json, release.Hash, new(assistant.Status, assistant.Visibility, assistant.OwnerId)), target.Resources(), rule.Providers());
        var rehearsed = await _rehearsal.RunAsync(live, ct).ConfigureAwait(false);
        return rehearsed.FirstOrDefault(r => r.Problem is not null) is { } failed
            ? throw new ConflictException($"Version {target.Version} was asked “{failed.Question}” first, and did not answer: {failed.Problem} Nothing was changed.", RehearsalFailed) : rehearsed;
    }

    /// <summary>A second person agrees, or does not.</summary>
    public async Task<DeploymentOutcome> ApproveAsync(Guid id, bool agreed, string? reason, CancellationToken ct)
    {
        new Validator().Long(reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        var me = _access.RequireUser();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var deployment = await context.FindDeploymentAsync(_access, id, ct).ConfigureAwait(false);
            var rule = await _rules.OfDeployerAsync(_access, deployment.Environment, ct).ConfigureAwait(false);
            if (deployment.Status != DeploymentStatus.Pending)
            {
                throw new ConflictException($"Nobody needs to agree: the deployment is {DeploymentLifecycle.Word(deployment.Status)}.", "not_pending");
            }

            if (agreed && deployment.DeployedById == me)
            {
                throw new ForbiddenException("Another person than the one who deploys has to agree.");
            }

            var assistant = AssistantRows.RowOf(await context.FindAssistantAsync(_access, deployment.AssistantId, ct).ConfigureAwait(false));
            return await _launcher.DecideAsync(context, deployment, assistant, rule, agreed, reason?.Trim() ?? "", ct).ConfigureAwait(false);
        }
    }

    /// <summary>Stops, resumes, or says that it does not do as it should.</summary>
    public async Task<DeploymentRow> SetStatusAsync(Guid id, DeploymentStatus status, string? reason, CancellationToken ct)
    {
        new Validator()
            .Check(status is DeploymentStatus.Active or DeploymentStatus.Stopped or DeploymentStatus.Degraded or DeploymentStatus.Failed, "status", "It can be made active, stopped, degraded or failed.")
            .Check(status == DeploymentStatus.Active || !string.IsNullOrWhiteSpace(reason), "reason", "Say why.").Long(reason, "reason", DeploymentLimits.ReasonLength).ThrowIfAny();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var deployment = await context.FindDeploymentAsync(_access, id, ct).ConfigureAwait(false);
            await _rules.OfDeployerAsync(_access, deployment.Environment, ct).ConfigureAwait(false);
            if (!deployment.IsCurrent)
            {
                throw new ConflictException(
                    deployment.IsCanary ? "It is tried on some of the conversations: take it back, or let it take over."
                    : deployment.Status == DeploymentStatus.Pending ? "It waits for a second person, who agrees to it or does not."
                    : $"The deployment is {DeploymentLifecycle.Word(deployment.Status)}. Only what stands in an environment is stopped or resumed.", "not_current");
            }

            deployment.IsWatchedDown = false; // What a person says of it holds until a person says otherwise.
            await _switch.MoveAsync(context, deployment, status, reason?.Trim() ?? "", ct).ConfigureAwait(false);
            return DeploymentRows.Of(deployment);
        }
    }

    /// <summary>What it may take; takes effect at once, for those that wait already too.</summary>
    public async Task<ScaledDeployment> ScaleAsync(Guid assistantId, StudioEnvironment environment, ResourcesInput input, CancellationToken ct)
    {
        new Validator().Check(input != new ResourcesInput(), "resources", "Say what is to be different.").ThrowIfAny();
        await _rules.OfDeployerAsync(_access, environment, ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var assistant = await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var deployment = await context.CurrentAsync(assistantId, environment, ct).ConfigureAwait(false) ?? throw new ConflictException($"Nothing of {assistant.Name} stands in {environment.Word()}.", "not_deployed");
            var (before, now) = (deployment.Resources(), _clock.GetUtcNow().UtcDateTime);
            var resources = input.Over(before);
            var errors = new Validator();
            resources.Check(errors, "resources");
            errors.ThrowIfAny();
            deployment.ResourcesJson = StoredJson.Write(resources);
            context.RecordRow(_access.Grant, now, "deployment.scaled", deployment, deployment.Id, deployment.NameInFull());
            deployment.AskAnew(before, now);

            // What is to take its place takes as much: otherwise it would come with the limits of the day on which it was asked for.
            var others = await context.ComingAsync(assistantId, environment, ct).ConfigureAwait(false);
            foreach (var other in others)
            {
                var its = other.Resources();
                other.ResourcesJson = StoredJson.Write(input.Over(its));
                context.RecordRow(_access.Grant, now, "deployment.scaled", other, other.Id, other.NameInFull());
                other.AskAnew(its, now);
            }

            await context.SaveAsync(DeploymentRows.What, ct).ConfigureAwait(false);
            foreach (var scaled in others.Append(deployment))
            {
                _gates.Scale(scaled.Id, scaled.Resources());
            }

            _feed.Publish(new(Topic, _access.OrganizationId, deployment.Id));
            return new(deployment.Id, environment, deployment.Status, resources);
        }
    }

    /// <summary>0: the draft, which a dry run does not save.</summary>
    private async Task<int> VersionAsync(StudioDbContext context, AssistantRow assistant, bool dryRun, CancellationToken ct)
    {
        if (dryRun)
        {
            return await context.IsUnsavedAsync(assistant.Id, ct).ConfigureAwait(false) ? 0 : assistant.LatestVersion;
        }

        var version = await context.SaveForDeploymentAsync(assistant.Id, _access.Grant, _clock.GetUtcNow().UtcDateTime, ct).ConfigureAwait(false);
        _feed.Publish(new(AssistantService.Topic, _access.OrganizationId, assistant.Id));
        return version;
    }

    private static async Task<Deployment> TargetAsync(StudioDbContext context, Deployment current, RollbackInput input, CancellationToken ct)
    {
        var target = await context.EarlierAsync(current, input.ToDeploymentId, ct).ConfigureAwait(false);
        return target is null ? throw new ConflictException(
                input.ToDeploymentId is null ? $"Nothing else stood here before version {current.Version}, so there is nothing to go back to." : "This deployment has never answered in this environment, so it is nothing to go back to.", "nothing_before")
            : target.ReleaseId == current.ReleaseId ? throw new ConflictException("This is the release that stands here now.", "same_release") : target;
    }
}
