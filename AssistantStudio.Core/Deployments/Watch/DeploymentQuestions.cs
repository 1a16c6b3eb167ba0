using System.Collections.Concurrent;
using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Deployments;

/// <summary>
/// Asks deployments the question that they were given, whenever it is due: nobody has to come for it to be known that nobody
/// would be answered. Whoever asks has moved the time on before, by a statement that one of several nodes wins. Nobody waits for
/// the slowest: a provider that hangs holds up the questions of one organisation at the most.
/// </summary>
internal sealed class DeploymentQuestions(StudioDb db, LiveDeployments deployments, IServiceScopeFactory scopes, ChangeFeed feed, TimeProvider clock, ILogger<DeploymentQuestions> log)
{
    private const int AtATime = 8;
    private const int OfOneOrganization = 2;
    private const int ProblemLength = 300;

    /// <summary>Shorter than the shortest time between two questions, so that no deployment is asked twice at a time.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Guid, (Guid Organization, Task Task)> _running = new();

    /// <summary>All that is due now, to its end.</summary>
    internal async Task AskDueAsync(CancellationToken ct)
    {
        while (await BeginDueAsync(ct).ConfigureAwait(false) > 0)
        {
            await RestAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins what there are places for, and waits for none of it. How many.</summary>
    public async Task<int> BeginDueAsync(CancellationToken ct)
    {
        var begun = 0;
        foreach (var (organization, id) in _running.Count >= AtATime ? [] : await DueAsync(ct).ConfigureAwait(false))
        {
            if (_running.Count >= AtATime)
            {
                break;
            }

            if (!_running.ContainsKey(id) && _running.Values.Count(r => r.Organization == organization) < OfOneOrganization)
            {
                begun++;
                Begin(organization, id, ct);
            }
        }

        return begun;
    }

    /// <summary>Until nothing is asked any more.</summary>
    public Task RestAsync() => Task.WhenAll(_running.Values.Select(r => r.Task));

    private void Begin(Guid organization, Guid id, CancellationToken ct)
    {
        var gate = new TaskCompletionSource();
        _running[id] = (organization, Task.Run(async () =>
        {
            await gate.Task.ConfigureAwait(false); // It is written down before it can take itself out.
            try
            {
                await AskAsync(organization, id, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The program stops.
            }
            catch (Exception e)
            {
                DeploymentLog.NotAsked(log, e, id); // When it is due again it is tried again.
            }
            finally
            {
                _running.TryRemove(id, out _);
            }
        }, CancellationToken.None));
        gate.SetResult();
    }

    private static IQueryable<Deployment> Due(IQueryable<Deployment> all, DateTime now) =>
        all.Where(d => d.AskDueAt <= now && d.IsCurrent && (d.Status == DeploymentStatus.Active || d.Status == DeploymentStatus.Degraded));

    private async Task<List<(Guid Organization, Guid Id)>> DueAsync(CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rows = await Due(context.Set<Deployment>().IgnoreQueryFilters(), clock.GetUtcNow().UtcDateTime).OrderBy(d => d.AskDueAt).Select(d => new { d.OrganizationId, d.Id }).ToListAsync(ct).ConfigureAwait(false);
            return [.. rows.Select(r => (r.OrganizationId, r.Id))];
        }
    }

    private async Task AskAsync(Guid organization, Guid id, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var access = scope.ServiceProvider.GetRequiredService<Access>();
            access.Become(Grant.ForJob(DeploymentWatch.Name, organization));
            if (await ClaimAsync(access, id, ct).ConfigureAwait(false) is not { } claimed
                || await deployments.FindAsync(access, claimed.AssistantId, claimed.Environment, ct).ConfigureAwait(false) is not { } live
                || live.Id != id || live.Kept.Standing.Status != AssistantStatus.Active)
            {
                return; // Another node was faster, or it answers nobody now.
            }

            var began = clock.GetUtcNow().UtcDateTime;
            var asked = await AskAsync(scope.ServiceProvider.GetRequiredService<IReleaseRehearsal>(), live, claimed.Resources, ct).ConfigureAwait(false);
            await KeepAsync(access, claimed, new(began, asked.Milliseconds, asked.Problem is { } problem ? PlainText.Cut(problem, ProblemLength) : null), ct).ConfigureAwait(false);
            feed.Publish(new(DeploymentService.AskedTopic, organization, id));
        }
    }

    private async Task<RehearsedQuestion> AskAsync(IReleaseRehearsal rehearsal, LiveDeployment live, DeploymentResources resources, CancellationToken ct)
    {
        var (question, most) = (resources.Question!, TimeSpan.FromSeconds(resources.TimeoutSeconds));
        var began = clock.GetTimestamp();
        try
        {
            return await rehearsal.AskAsync(live, question, most < s_longest ? most : s_longest, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            DeploymentLog.NotAsked(log, e, live.Id);
            return new(question, "", "Something unexpected went wrong; the log says what.", (int)clock.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    /// <summary>Null: it is not due any more.</summary>
    private async Task<Claimed?> ClaimAsync(Access access, Guid id, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var due = Due(context.Set<Deployment>(), now).Where(d => d.Id == id);
            if (await due.AsNoTracking().SingleOrDefaultAsync(ct).ConfigureAwait(false) is not { } deployment || deployment.Resources() is not { Question: not null } resources)
            {
                return null;
            }

            var (was, next) = (deployment.AskDueAt, now.AddMinutes(resources.QuestionMinutes));
            var taken = await due.Where(d => d.AskDueAt == was).ExecuteUpdateAsync(set => set.SetProperty(d => d.AskDueAt, next), ct).ConfigureAwait(false);
            return taken == 0 ? null : new(id, deployment.AssistantId, deployment.Environment, resources, next);
        }
    }

    /// <summary>Unless it was given another question meanwhile.</summary>
    private async Task KeepAsync(Access access, Claimed claimed, AskedQuestion asked, CancellationToken ct)
    {
        var json = StoredJson.Write(asked);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var same = context.Set<Deployment>().Where(d => d.Id == claimed.Id && d.AskDueAt == claimed.Next);
            await (asked.Problem is null
                ? same.ExecuteUpdateAsync(set => set.SetProperty(d => d.AskedJson, json).SetProperty(d => d.AskFailures, 0), ct)
                : same.ExecuteUpdateAsync(set => set.SetProperty(d => d.AskedJson, json).SetProperty(d => d.AskFailures, d => d.AskFailures + 1), ct)).ConfigureAwait(false);
        }
    }

    private sealed record Claimed(Guid Id, Guid AssistantId, StudioEnvironment Environment, DeploymentResources Resources, DateTime Next);
}
