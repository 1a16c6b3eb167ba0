using System.Linq.Expressions;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>Who sees which deployments, and how their rows are shown and moved on.</summary>
internal static class DeploymentRows
{
    public const string What = "The deployment";

    public static readonly Expression<Func<Deployment, DeploymentRow>> Row = d => new DeploymentRow(
        d.Id, d.AssistantId, d.AssistantName, d.Environment, d.Version, d.SnapshotHash, d.Kind, d.Status, d.IsCurrent, d.PreviousId,
        d.Reason, d.StatusReason, d.DeployedBy, d.ApprovedBy, d.CreatedAt, d.ChangedAt, d.ActiveAt, d.EndedAt, d.IsCanary, d.Weight);

    private static readonly Func<Deployment, DeploymentRow> s_rowOf = Row.Compile();

    public static DeploymentRow Of(Deployment deployment) => s_rowOf(deployment);

    /// <summary>"Returns desk version 4 in production".</summary>
    public static string NameInFull(this Deployment deployment) => $"{deployment.AssistantName} version {deployment.Version} in {deployment.Environment.Word()}";

    /// <summary>Those of assistants that the caller sees, in environments that the key is for.</summary>
    public static IQueryable<Deployment> VisibleDeployments(this StudioDbContext context, Access access)
    {
        access.Require(Permission.DeploymentsView);
        var deployments = context.Set<Deployment>().AsQueryable();
        if (!access.Can(Permission.AssistantsManageAll) || access.Grant.Assistants is not null)
        {
            var visible = context.VisibleAssistants(access);
            deployments = deployments.Where(d => visible.Any(a => a.Id == d.AssistantId));
        }

        if (access.Grant.Environments is { } places)
        {
            var names = places.ToArray();
            deployments = deployments.Where(d => names.Contains(d.Environment));
        }

        return deployments;
    }

    public static async Task<Deployment> FindDeploymentAsync(this StudioDbContext context, Access access, Guid id, CancellationToken ct) =>
        await context.VisibleDeployments(access).SingleOrDefaultAsync(d => d.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);

    /// <summary>What may come to stand in the place of the current one: its canary, and what waits for a second person.</summary>
    public static Task<List<Deployment>> ComingAsync(this StudioDbContext context, Guid assistantId, StudioEnvironment environment, CancellationToken ct) => context.Set<Deployment>()
        .Where(d => d.AssistantId == assistantId && d.Environment == environment && (d.IsCanary || d.Status == DeploymentStatus.Pending)).ToListAsync(ct);

    /// <summary>What waits for a second person; null: nothing.</summary>
    public static Task<Deployment?> WaitingAsync(this StudioDbContext context, Guid assistantId, StudioEnvironment environment, CancellationToken ct) => context.Set<Deployment>()
        .FirstOrDefaultAsync(d => d.AssistantId == assistantId && d.Environment == environment && d.Status == DeploymentStatus.Pending, ct);

    /// <summary>Null: nothing stands beside what is current.</summary>
    public static Task<Deployment?> CanaryAsync(this StudioDbContext context, Guid assistantId, StudioEnvironment environment, CancellationToken ct) =>
        context.Set<Deployment>().SingleOrDefaultAsync(d => d.AssistantId == assistantId && d.Environment == environment && d.IsCanary, ct);

    public static Task<Deployment?> CurrentAsync(this StudioDbContext context, Guid assistantId, StudioEnvironment environment, CancellationToken ct) =>
        context.Set<Deployment>().SingleOrDefaultAsync(d => d.AssistantId == assistantId && d.Environment == environment && d.IsCurrent, ct);

    /// <summary>Moves a deployment on, and writes down who did so and why.</summary>
    public static void Step(this StudioDbContext context, Deployment deployment, DeploymentStatus to, Grant by, DateTime now, string reason)
    {
        DeploymentLifecycle.RequireStep(deployment.Status, to);
        context.Add(EventOf(deployment, deployment.Status, to, by, now, reason));
        (deployment.Status, deployment.ChangedAt, deployment.StatusReason) = (to, now, reason);
        deployment.ActiveAt ??= to == DeploymentStatus.Active ? now : null;
        deployment.EndedAt = to is DeploymentStatus.RolledBack or DeploymentStatus.Superseded or DeploymentStatus.Stopped || (to == DeploymentStatus.Failed && !deployment.IsCurrent) ? now : null;
    }

    public static DeploymentEvent EventOf(Deployment deployment, DeploymentStatus? from, DeploymentStatus to, Grant by, DateTime now, string reason) => new()
    {
        OrganizationId = deployment.OrganizationId,
        DeploymentId = deployment.Id,
        From = from,
        To = to,
        At = now,
        By = by.ActorName,
        ById = by.UserId,
        Reason = reason,
    };

    /// <summary>Tells the assistant's own row where it stands, so that its list need not ask.</summary>
    public static async Task ShowOnAssistantAsync(this StudioDbContext context, Guid assistantId, CancellationToken ct)
    {
        var current = await context.Set<Deployment>().Where(d => d.AssistantId == assistantId && d.IsCurrent).OrderBy(d => d.Environment)
            .Select(d => new { d.Environment, d.Version, d.Status }).ToListAsync(ct).ConfigureAwait(false);
        await context.SetDeployedAsync(
            assistantId, [.. current.OrderBy(c => c.Environment).Select(c => new DeployedState(c.Environment, c.Version, DeploymentLifecycle.Word(c.Status), c.Status.Answers()))], ct).ConfigureAwait(false);
    }
}
