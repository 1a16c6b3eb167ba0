using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>Takes a release through its checks, and through a second person's agreement where the environment wants it, to its switch.</summary>
internal sealed class DeploymentLauncher(Access access, ReadinessChecks checks, DeploymentSwitch switches, WebhookOutbox outbox, ChangeFeed feed, TimeProvider clock)
{
    public async Task<DeploymentOutcome> LaunchAsync(StudioDbContext context, Launch launch, CancellationToken ct)
    {
        var current = await context.CurrentAsync(launch.Assistant.Id, launch.Environment, ct).ConfigureAwait(false);
        if (launch.Expects is { } seen && current?.Id != seen)
        {
            throw DeploymentSwitch.Switched(launch.Environment);
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
        context.Record(access.Grant, deployment.CreatedAt, waits ? "deployment.requested" : AuditOf(launch.Kind), deployment.Id.ToString(), deployment.NameInFull(), ChangesOf(deployment, current, launch.Override && !report.Ok, launch.Tried));
        if (waits)
        {
            await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
            await DeploymentSwitch.SaveAsync(context, launch.Environment, ct).ConfigureAwait(false);
            feed.Publish(new(DeploymentService.Topic, access.OrganizationId, deployment.Id));
            return Outcome(deployment.Id, deployment.Status);
        }

        await switches.SwitchAsync(context, deployment, current, ct).ConfigureAwait(false);
        return Outcome(deployment.Id, deployment.Status);
    }

    public async Task<DeploymentOutcome> DecideAsync(StudioDbContext context, Deployment deployment, AssistantRow assistant, EnvironmentRule rule, bool agreed, string reason, CancellationToken ct)
    {
        var current = await context.CurrentAsync(assistant.Id, deployment.Environment, ct).ConfigureAwait(false);
        var release = await context.FindReleaseAsync(deployment.ReleaseId, ct).ConfigureAwait(false);
        var report = agreed ? await ReportAsync(context, assistant, rule, release, isStored: true, deployment.Kind, ct).ConfigureAwait(false) : deployment.Readiness();
        var differences = await context.DifferencesAsync(current, release.Snapshot(assistant.Slug), ct).ConfigureAwait(false);
        var now = clock.GetUtcNow().UtcDateTime;
        context.Record(access.Grant, now, agreed ? "deployment.approved" : "deployment.declined", deployment.Id.ToString(), deployment.NameInFull(), reason.Length == 0 ? [] : [new("Reason", null, reason)]);
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
            await switches.SwitchAsync(context, deployment, current, ct).ConfigureAwait(false);
        }

        return new(deployment.Id, deployment.Environment, deployment.Status, deployment.Version, deployment.SnapshotHash, report, differences, current?.Version);
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
}
