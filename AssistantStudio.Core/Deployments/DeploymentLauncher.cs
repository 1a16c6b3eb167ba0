using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>Takes a release through its checks into its environment. The switch is one commit.</summary>
internal sealed class DeploymentLauncher(Access access, ReadinessChecks checks, WebhookOutbox outbox, ChangeFeed feed, TimeProvider clock)
{
    public static string NameOf(Deployment deployment) => $"{deployment.AssistantName} version {deployment.Version} in {deployment.Environment.Word()}";

    public async Task<DeploymentOutcome> LaunchAsync(StudioDbContext context, Launch launch, CancellationToken ct)
    {
        var current = await context.CurrentAsync(launch.Assistant.Id, launch.Environment, ct).ConfigureAwait(false);
        if (launch.Expects is { } seen && current?.Id != seen)
        {
            throw Switched(launch.Environment);
        }

        var resources = (launch.Resources ?? new()).Over(current?.Resources() ?? new());
        var errors = new Validator();
        resources.Check(errors, "resources");
        errors.Check(launch.Weight is null or (>= 1 and <= DeploymentLimits.MaxWeight), "weight", $"Of a hundred conversations 1 to {DeploymentLimits.MaxWeight}.");
        launch.CanaryRule?.Check(errors, "rule");
        errors.ThrowIfAny();
        if (launch is { Kind: not DeploymentKind.Rollback, DryRun: false } && await context.WaitingAsync(launch.Assistant.Id, launch.Environment, ct).ConfigureAwait(false) is { } waiting)
        {
            throw new ConflictException($"Version {waiting.Version} waits for a second person to agree before it goes to {launch.Environment.Word()}. Decide that first.", "waits_for_approval");
        }

        if (launch.Weight is not null)
        {
            await context.RequireCanaryAsync(current, launch.Assistant.Id, launch.Environment, launch.Release.Id, ct).ConfigureAwait(false);
        }

        var snapshot = launch.Release.Snapshot(launch.Assistant.Slug);
        var report = await ReportAsync(context, launch.Assistant, launch.Rule, launch.Release, launch.IsStored, launch.Kind, ct).ConfigureAwait(false);
        var differences = await context.DifferencesAsync(current, snapshot, ct).ConfigureAwait(false);
        DeploymentOutcome Outcome(Guid? id, DeploymentStatus status) => new(id, launch.Environment, status, launch.Release.Version, launch.Release.Hash, report, differences, current?.Version) { Seen = current?.Id };
        if (launch.DryRun)
        {
            return Outcome(null, DeploymentStatus.Validating);
        }

        await RequireReadyAsync(context, launch, report, ct).ConfigureAwait(false);
        var deployment = NewOf(launch, snapshot, current, report, resources);
        if (!launch.IsStored)
        {
            context.Add(launch.Release);
        }

        context.Add(deployment);
        context.Add(DeploymentRows.EventOf(deployment, null, DeploymentStatus.Pending, access.Grant, deployment.CreatedAt, deployment.Reason));
        var waits = launch.Rule.NeedsApproval && launch.Kind != DeploymentKind.Rollback;
        context.Record(access.Grant, deployment.CreatedAt, waits ? "deployment.requested" : AuditOf(launch.Kind), deployment.Id.ToString(), NameOf(deployment), ChangesOf(deployment, current, launch.Override && !report.Ok, launch.Tried));
        if (waits)
        {
            await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
            await SaveAsync(context, launch.Environment, ct).ConfigureAwait(false);
            feed.Publish(new(DeploymentService.Topic, access.OrganizationId, deployment.Id));
            return Outcome(deployment.Id, deployment.Status);
        }

        await SwitchAsync(context, deployment, current, ct).ConfigureAwait(false);
        return Outcome(deployment.Id, deployment.Status);
    }

    public async Task<DeploymentOutcome> DecideAsync(StudioDbContext context, Deployment deployment, AssistantRow assistant, EnvironmentRule rule, bool agreed, string reason, CancellationToken ct)
    {
        var current = await context.CurrentAsync(assistant.Id, deployment.Environment, ct).ConfigureAwait(false);
        var release = await context.FindReleaseAsync(deployment.ReleaseId, ct).ConfigureAwait(false);
        var report = agreed ? await ReportAsync(context, assistant, rule, release, isStored: true, deployment.Kind, ct).ConfigureAwait(false) : deployment.Readiness();
        var differences = await context.DifferencesAsync(current, release.Snapshot(assistant.Slug), ct).ConfigureAwait(false);
        var now = clock.GetUtcNow().UtcDateTime;
        context.Record(access.Grant, now, agreed ? "deployment.approved" : "deployment.declined", deployment.Id.ToString(), NameOf(deployment), reason.Length == 0 ? [] : [new("Reason", null, reason)]);
        if (agreed && deployment.Weight is not null)
        {
            await context.RequireCanaryAsync(current, assistant.Id, deployment.Environment, release.Id, ct).ConfigureAwait(false); // It may have waited for days.
        }

        if (agreed)
        {
            (deployment.ApprovedBy, deployment.ApprovedById, deployment.ReadinessJson) = (access.Grant.ActorName, access.UserId, StoredJson.Write(report));
        }

        if (!agreed || !report.Ok)
        {
            context.Step(deployment, DeploymentStatus.Failed, access.Grant, now, PlainText.Cut(agreed ? new NotReadyException(deployment.Id, report).Message : reason.Length > 0 ? $"Not agreed to: {reason}" : "Not agreed to.", DeploymentLimits.ReasonLength));
            await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
            await context.SaveAsync(DeploymentRows.What, ct).ConfigureAwait(false);
            feed.Publish(new(DeploymentService.Topic, access.OrganizationId, deployment.Id));
        }
        else
        {
            await SwitchAsync(context, deployment, current, ct).ConfigureAwait(false);
        }

        return new(deployment.Id, deployment.Environment, deployment.Status, deployment.Version, deployment.SnapshotHash, report, differences, current?.Version);
    }

    /// <summary>Stop, resume, degraded, failed.</summary>
    public async Task MoveAsync(StudioDbContext context, Deployment deployment, DeploymentStatus to, string reason, CancellationToken ct)
    {
        var (now, before) = (clock.GetUtcNow().UtcDateTime, deployment.Status);
        if (to == DeploymentStatus.Active)
        {
            // What it did not answer before says nothing of it now.
            (deployment.AskFailures, deployment.AskDueAt) = (0, deployment.Resources().Question is null ? null : now);
        }

        context.Step(deployment, to, access.Grant, now, reason);
        context.Record(
            access.Grant, now, "deployment.status_changed", deployment.Id.ToString(), NameOf(deployment),
            [new("Status", before.ToString(), to.ToString()), .. AssistantRows.Changed("Reason", null, reason)]);
        await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
        await CommitAsync(context, deployment, () => context.SaveAsync(DeploymentRows.What, ct), ct).ConfigureAwait(false);
    }

    /// <summary>The canary takes the place of what it stood beside.</summary>
    public async Task TakeOverAsync(StudioDbContext context, Deployment canary, Deployment current, string reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        context.Record(access.Grant, now, "deployment.canary_promoted", canary.Id.ToString(), NameOf(canary), [.. AssistantRows.Changed("Reason", null, reason)]);
        await CommitAsync(context, canary, async () =>
        {
            (current.IsCurrent, canary.IsCanary) = (false, false);
            context.Step(current, DeploymentStatus.Superseded, access.Grant, now, $"Version {canary.Version} took its place, after it had answered {canary.Weight} of a hundred conversations.");
            await outbox.TellAsync(context, current, ct).ConfigureAwait(false);
            await SaveAsync(context, canary.Environment, ct).ConfigureAwait(false);
            (canary.IsCurrent, canary.Weight, canary.PreviousId, canary.ChangedAt) = (true, null, current.Id, now);
            context.Add(DeploymentRows.EventOf(canary, canary.Status, canary.Status, access.Grant, now, reason.Length > 0 ? $"Answers all conversations now: {reason}" : "Answers all conversations now."));
            await outbox.TellAsync(context, canary, ct).ConfigureAwait(false);
            await SaveAsync(context, canary.Environment, ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
    }

    /// <summary>The canary answers nobody any more; what it stood beside has all conversations again.</summary>
    public async Task TakeBackAsync(StudioDbContext context, Deployment canary, string reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        context.Record(access.Grant, now, "deployment.canary_reverted", canary.Id.ToString(), NameOf(canary), [.. AssistantRows.Changed("Reason", null, reason)]);
        canary.IsCanary = false;
        context.Step(canary, DeploymentStatus.RolledBack, access.Grant, now, PlainText.Cut(reason, DeploymentLimits.ReasonLength));
        await outbox.TellAsync(context, canary, ct).ConfigureAwait(false);
        await CommitAsync(context, canary, () => context.SaveAsync(DeploymentRows.What, ct), ct).ConfigureAwait(false);
    }

    /// <param name="current">What it is compared with, and stands there still when this is stored: whoever switches at the same moment hears of it, or this does.</param>
    private async Task BeginCanaryAsync(StudioDbContext context, Deployment deployment, Deployment current, CancellationToken ct)
    {
        context.Entry(current).Property(d => d.RowVersion).IsModified = true;
        var now = clock.GetUtcNow().UtcDateTime;
        context.Step(deployment, DeploymentStatus.Validating, access.Grant, now, "");
        context.Step(deployment, DeploymentStatus.Deploying, access.Grant, now, "");
        context.Step(deployment, DeploymentStatus.Active, access.Grant, now, $"Answers {deployment.Weight} of a hundred conversations.");
        deployment.IsCanary = true;
        await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
        await CommitAsync(context, deployment, () => SaveAsync(context, deployment.Environment, ct), ct).ConfigureAwait(false);
    }

    private async Task SwitchAsync(StudioDbContext context, Deployment deployment, Deployment? current, CancellationToken ct)
    {
        if (deployment.Weight is not null)
        {
            await BeginCanaryAsync(context, deployment, current!, ct).ConfigureAwait(false);
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        context.Step(deployment, DeploymentStatus.Validating, access.Grant, now, "");
        context.Step(deployment, DeploymentStatus.Deploying, access.Grant, now, "");
        context.Step(deployment, DeploymentStatus.Active, access.Grant, now, "");
        await CommitAsync(context, deployment, async () =>
        {
            await GiveUpWaitingAsync(context, deployment, now, ct).ConfigureAwait(false);

            // What was compared with what is gone now is compared with nothing.
            if (await context.CanaryAsync(deployment.AssistantId, deployment.Environment, ct).ConfigureAwait(false) is { } canary)
            {
                canary.IsCanary = false;
                context.Step(canary, DeploymentStatus.Superseded, access.Grant, now, $"Version {deployment.Version} was deployed meanwhile.");
                await outbox.TellAsync(context, canary, ct).ConfigureAwait(false);
            }

            if (current is not null)
            {
                // Before the new one comes: the index that allows one looks at each statement.
                var said = deployment.Kind == DeploymentKind.Rollback ? $"Went back to version {deployment.Version}." : $"Version {deployment.Version} took its place.";
                current.IsCurrent = false;
                context.Step(current, deployment.Kind == DeploymentKind.Rollback ? DeploymentStatus.RolledBack : DeploymentStatus.Superseded, access.Grant, now, said);
                (deployment.PreviousId, deployment.IsCurrent) = (current.Id, false);
                await outbox.TellAsync(context, current, ct).ConfigureAwait(false);
                await SaveAsync(context, deployment.Environment, ct).ConfigureAwait(false);
            }

            deployment.IsCurrent = true;
            await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
            await SaveAsync(context, deployment.Environment, ct).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
    }

    /// <summary>It was to take the place of what has just been gone back from. Who agrees to it later would not know.</summary>
    private async Task GiveUpWaitingAsync(StudioDbContext context, Deployment deployment, DateTime now, CancellationToken ct)
    {
        if (deployment.Kind == DeploymentKind.Rollback && await context.WaitingAsync(deployment.AssistantId, deployment.Environment, ct).ConfigureAwait(false) is { } waiting)
        {
            context.Step(waiting, DeploymentStatus.Failed, access.Grant, now, $"Somebody went back to version {deployment.Version} before anybody agreed. If this one is still wanted, ask for it again.");
            await outbox.TellAsync(context, waiting, ct).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(StudioDbContext context, Deployment deployment, Func<Task> save, CancellationToken ct)
    {
        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await save().ConfigureAwait(false);
            await context.ShowOnAssistantAsync(deployment.AssistantId, ct).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }

        feed.Publish(new(DeploymentService.Topic, access.OrganizationId, deployment.Id));
        feed.Publish(new(AssistantService.Topic, access.OrganizationId, deployment.AssistantId));
    }

    private async Task<ReadinessReport> ReportAsync(StudioDbContext context, AssistantRow assistant, EnvironmentRule rule, Release release, bool isStored, DeploymentKind kind, CancellationToken ct) =>
        await checks.RunAsync(
            new()
            {
                Access = access,
                Context = context,
                Assistant = assistant,
                Environment = rule.Environment,
                Rule = rule,
                Snapshot = release.Snapshot(assistant.Slug),
                ReleaseId = isStored ? release.Id : null,
                IsRollback = kind == DeploymentKind.Rollback,
                Before = rule.Environment.Before() is { } before ? await context.CurrentAsync(assistant.Id, before, ct).ConfigureAwait(false) : null,
            }, ct).ConfigureAwait(false);

    private async Task RequireReadyAsync(StudioDbContext context, Launch launch, ReadinessReport report, CancellationToken ct)
    {
        if (!report.Ok && !launch.Override)
        {
            // What was tried is written down, although nothing came of it.
            context.Record(
                access.Grant, report.At, "deployment.refused", launch.Assistant.Id.ToString(), $"{launch.Assistant.Name} version {launch.Release.Version} to {launch.Environment.Word()}",
                [.. report.Checks.Where(c => c.Outcome == ReadinessOutcome.Fail).Select(c => new FieldChange(c.Title, null, c.Message))]);
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            throw new NotReadyException(null, report);
        }

        new Validator().Check(!report.Warns || !string.IsNullOrWhiteSpace(launch.Reason), "reason", $"{(report.Count(ReadinessOutcome.Warn) == 1 ? "A check warns" : $"{report.Count(ReadinessOutcome.Warn)} checks warn")}: say why it is deployed nevertheless.").ThrowIfAny();
    }

    private Deployment NewOf(Launch launch, AssistantSnapshot snapshot, Deployment? current, ReadinessReport report, DeploymentResources resources)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new()
        {
            OrganizationId = access.OrganizationId,
            AssistantId = launch.Assistant.Id,
            AssistantName = snapshot.Content.Name,
            Environment = launch.Environment,
            ReleaseId = launch.Release.Id,
            Version = launch.Release.Version,
            SnapshotHash = launch.Release.Hash,
            Kind = launch.Kind,
            PreviousId = current?.Id,
            SourceId = launch.SourceId,
            ResourcesJson = StoredJson.Write(resources),
            AskDueAt = resources.Question is null ? null : now,
            ReadinessJson = StoredJson.Write(report),
            Weight = launch.Weight,
            CanaryJson = launch.Weight is null ? null : StoredJson.Write(new CanaryState { Rule = launch.CanaryRule ?? new() }),
            Reason = launch.Reason?.Trim() ?? "",
            DeployedById = access.UserId,
            DeployedBy = access.Grant.ActorName,
            CreatedAt = now,
            ChangedAt = now,
        };
    }

    private static List<FieldChange> ChangesOf(Deployment deployment, Deployment? current, bool overridden, string? tried) =>
    [
        new("Version", current?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), deployment.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("Release", current?.SnapshotHash, deployment.SnapshotHash),
        .. AssistantRows.Changed("Reason", null, deployment.Reason),
        .. AssistantRows.Changed("Override", null, overridden ? "Yes" : null),
        .. AssistantRows.Changed("Tried first", null, tried),
    ];

    private static string AuditOf(DeploymentKind kind) => kind switch
    {
        DeploymentKind.Promotion => "deployment.promoted",
        DeploymentKind.Rollback => "deployment.rolled_back",
        _ => "deployment.deployed",
    };

    /// <summary>Of two that switch at once one hears of the other, in the same words whichever row tells.</summary>
    private static async Task SaveAsync(StudioDbContext context, StudioEnvironment environment, CancellationToken ct)
    {
        try
        {
            await context.SaveOrStaleAsync(DeploymentRows.What, ct).ConfigureAwait(false);
        }
        catch (ConflictException e) when (e.Code == ConflictException.StaleCode)
        {
            throw Switched(environment);
        }
    }

    private static ConflictException Switched(StudioEnvironment environment) =>
        new($"Somebody else is deploying to {environment.Word()}, or has just done so. Look at it, and decide again.", "deployment_running");
}
