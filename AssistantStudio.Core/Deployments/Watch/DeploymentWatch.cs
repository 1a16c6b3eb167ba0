using AssistantStudio.Core.Data;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// Looks at every deployment that answers, every few seconds: whether it is degraded or has recovered, and whether a canary is
/// worse than what it stands beside and has to go. Several nodes may look; whoever writes first has done it.
/// </summary>
internal sealed class DeploymentWatch(StudioDb db, TrafficBook traffic, DeploymentQuestions questions, IServiceScopeFactory scopes, TimeProvider clock, ILogger<DeploymentWatch> log) : BackgroundService
{
    public const string Name = "The watch over deployments";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_usual = TimeSpan.FromDays(1);

    /// <summary>Beside each other: an answer may take minutes, and a canary that is worse must not wait for it.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(AgainAndAgainAsync(LookAsync, stoppingToken), AskAsync(stoppingToken));

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AgainAndAgainAsync(questions.BeginDueAsync, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            await questions.RestAsync().ConfigureAwait(false);
        }
    }

    private async Task AgainAndAgainAsync(Func<CancellationToken, Task> look, CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
            try
            {
                await look(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                DeploymentLog.WatchFailed(log, e);
            }
        }
    }

    internal async Task LookAsync(CancellationToken ct)
    {
        await traffic.WriteAsync(ct).ConfigureAwait(false);
        foreach (var (organization, id) in await ToLookAtAsync(ct).ConfigureAwait(false))
        {
            try
            {
                await LookAtAsync(organization, id, ct).ConfigureAwait(false);
            }
            catch (ConflictException)
            {
                // Somebody, or another node, has just changed it: it is looked at again in a moment.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                DeploymentLog.OneNotWatched(log, e, id);
            }
        }
    }

    /// <summary>Canaries, what had traffic a moment ago, what does not answer its question, and what has to recover.</summary>
    private async Task<List<(Guid Organization, Guid Id)>> ToLookAtAsync(CancellationToken ct)
    {
        var since = clock.GetUtcNow().UtcDateTime - HealthJudge.Window;
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var busy = context.Set<DeploymentTraffic>().IgnoreQueryFilters().Where(t => t.Start >= since).Select(t => t.DeploymentId).Distinct();
            var rows = await context.Set<Deployment>().IgnoreQueryFilters()
                .Where(d => (d.IsCanary || d.IsWatchedDown || d.AskFailures >= HealthJudge.FailedQuestions || busy.Contains(d.Id)) && (d.Status == DeploymentStatus.Active || d.Status == DeploymentStatus.Degraded))
                .Select(d => new { d.OrganizationId, d.Id }).ToListAsync(ct).ConfigureAwait(false);
            return [.. rows.Select(r => (r.OrganizationId, r.Id))];
        }
    }

    private async Task LookAtAsync(Guid organization, Guid id, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var access = scope.ServiceProvider.GetRequiredService<Access>();
            access.Become(Grant.ForJob(Name, organization));
            var switches = scope.ServiceProvider.GetRequiredService<DeploymentSwitch>();
            var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                var deployment = await context.Set<Deployment>().SingleOrDefaultAsync(d => d.Id == id, ct).ConfigureAwait(false);
                if (deployment is { IsCanary: true } && await JudgeAsync(context, switches, deployment, ct).ConfigureAwait(false))
                {
                    return;
                }

                if (deployment is not null && deployment.Status.Answers())
                {
                    await CheckHealthAsync(context, switches, scope.ServiceProvider.GetRequiredService<DeploymentProviders>(), access, deployment, ct).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>True: it was taken back.</summary>
    private async Task<bool> JudgeAsync(StudioDbContext context, DeploymentSwitch switches, Deployment canary, CancellationToken ct)
    {
        if (await context.CurrentAsync(canary.AssistantId, canary.Environment, ct).ConfigureAwait(false) is not { } stable)
        {
            return false;
        }

        var (seen, stableSeen) = await CanaryService.SamplesAsync(context, canary, stable, ct).ConfigureAwait(false);
        var state = canary.Canary();
        if (CanaryJudge.Look(state.Rule, state.Looks, seen, stableSeen, clock.GetUtcNow().UtcDateTime) is not { } look)
        {
            return false;
        }

        canary.CanaryJson = StoredJson.Write(state with { Looks = look.Number, Last = look });
        if (!look.IsWorse)
        {
            await context.SaveAsync(DeploymentRows.What, ct).ConfigureAwait(false);
            return false;
        }

        var why = string.Join(" ", look.Findings.Where(f => f.IsWorse).Select(f => $"{f.What}: {f.Canary}, against {f.Stable} of version {stable.Version}."));
        await switches.TakeBackAsync(context, canary, $"Worse than version {stable.Version}. {why}", ct).ConfigureAwait(false);
        return true;
    }

    private async Task CheckHealthAsync(StudioDbContext context, DeploymentSwitch switches, DeploymentProviders providers, Access access, Deployment deployment, CancellationToken ct)
    {
        // What a person has called degraded, a person calls healthy again.
        if (deployment.Status == DeploymentStatus.Degraded && !deployment.IsWatchedDown)
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var recent = await context.TrafficAsync(deployment.Id, now - HealthJudge.Window, ct).ConfigureAwait(false);
        var usual = !HealthJudge.IsSlow(recent) ? recent : await context.TrafficAsync(deployment.Id, now - s_usual, ct).ConfigureAwait(false);
        var last = deployment.Asked();
        var asked = deployment.AskFailures == 0 ? null : new FailedQuestion(deployment.AskFailures, last?.Problem ?? "");
        var needsAnswer = deployment is { IsWatchedDown: true, NeedsAnswer: true } && !(last is { Problem: null } && last.At > deployment.ChangedAt);
        var problem = HealthJudge.Problem(recent, usual, await providers.ProblemAsync(access, deployment, ct).ConfigureAwait(false), asked, deployment.IsWatchedDown, needsAnswer);
        if (problem is null == (deployment.Status == DeploymentStatus.Active))
        {
            return;
        }

        // Where only the provider was left alone, or only its own question had no answer, the end of that is enough.
        (deployment.IsWatchedDown, deployment.NeedsAnswer) = (problem is not null, problem is not null && HealthJudge.OfRequests(recent, usual, isDown: false) is not null);
        await switches.MoveAsync(context, deployment, problem is null ? DeploymentStatus.Active : DeploymentStatus.Degraded, problem is null ? "It has recovered." : PlainText.Cut(problem, DeploymentLimits.ReasonLength), ct).ConfigureAwait(false);
    }
}

/// <summary>Whether whoever a deployment asks can be asked now.</summary>
internal sealed class DeploymentProviders(LiveDeployments deployments, ReleasePlans plans, ProviderGates gates)
{
    /// <summary>Null: one of those that it may ask is there.</summary>
    public async Task<string?> ProblemAsync(Access access, Deployment deployment, CancellationToken ct)
    {
        if (await deployments.FindAsync(access, deployment.AssistantId, deployment.Environment, ct).ConfigureAwait(false) is not { } live)
        {
            return null;
        }

        var answers = live.Id == deployment.Id ? live : live.Canary;
        if (answers is null)
        {
            return null;
        }

        try
        {
            var snapshot = answers.Kept.Snapshot;
            var purpose = new CallPurpose { OrganizationId = access.OrganizationId, Operation = Usage.UsageOperation.Chat, AssistantId = deployment.AssistantId, DeploymentId = deployment.Id };
            var targets = (await plans.PlanAsync(access, snapshot.Content.Model, snapshot.Route, answers.Providers, purpose, ct).ConfigureAwait(false)).Tiers.Targets.Values.SelectMany(t => t).ToList();
            return targets.TrueForAll(t => t.ProviderId is { } id && gates.LoadOf(id) == int.MaxValue)
                ? $"{string.Join(" and ", targets.Select(t => t.Account.Name).Distinct())} failed again and again, and is left alone for a while." : null;
        }
        catch (StudioException e)
        {
            return e.Message; // Switched off, or gone.
        }
    }
}
