using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Webhooks;

namespace AssistantStudio.Core.Deployments;

/// <summary>Lets another deployment answer, in one commit: turns see the old or the new and never half of either.</summary>
internal sealed class DeploymentSwitch(Access access, WebhookOutbox outbox, ChangeFeed feed, TimeProvider clock)
{
    public static ConflictException Switched(StudioEnvironment environment) =>
        new($"Somebody else is deploying to {environment.Word()}, or has just done so. Look at it, and decide again.", "deployment_running");

    /// <summary>Of two that switch at once one hears of the other, in the same words whichever row tells.</summary>
    public static async Task SaveAsync(StudioDbContext context, StudioEnvironment environment, CancellationToken ct)
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

    /// <summary>It answers from now on: all, or as a canary some of them.</summary>
    public async Task SwitchAsync(StudioDbContext context, Deployment deployment, Deployment? current, CancellationToken ct)
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
            access.Grant, now, "deployment.status_changed", deployment.Id.ToString(), deployment.NameInFull(),
            [new("Status", before.ToString(), to.ToString()), .. AssistantRows.Changed("Reason", null, reason)]);
        await outbox.TellAsync(context, deployment, ct).ConfigureAwait(false);
        await CommitAsync(context, deployment, () => context.SaveAsync(DeploymentRows.What, ct), ct).ConfigureAwait(false);
    }

    /// <summary>The canary takes the place of what it stood beside.</summary>
    public async Task TakeOverAsync(StudioDbContext context, Deployment canary, Deployment current, string reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        context.Record(access.Grant, now, "deployment.canary_promoted", canary.Id.ToString(), canary.NameInFull(), [.. AssistantRows.Changed("Reason", null, reason)]);
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
        context.Record(access.Grant, now, "deployment.canary_reverted", canary.Id.ToString(), canary.NameInFull(), [.. AssistantRows.Changed("Reason", null, reason)]);
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
}
