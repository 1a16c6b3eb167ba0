using AssistantStudio.Core.Assistants;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Deployments;

/// <summary>What stands where, and what stood there.</summary>
public sealed class DeploymentListService
{
    private static readonly SortMap<Deployment> s_sorts = new SortMap<Deployment>()
        .Add("-createdAt", q => q.OrderBy(d => d.CreatedAt).ThenBy(d => d.Id), q => q.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id));

    /// <summary>Of what a card of the board tells.</summary>
    private static readonly TimeSpan s_traffic = TimeSpan.FromHours(1);

    private readonly Access _access;
    private readonly StudioDb _db;
    private readonly EnvironmentRules _rules;
    private readonly DeploymentGates _gates;
    private readonly TrafficBook _traffic;
    private readonly TimeProvider _clock;

    internal DeploymentListService(Access access, StudioDb db, EnvironmentRules rules, DeploymentGates gates, TrafficBook traffic, TimeProvider clock) =>
        (_access, _db, _rules, _gates, _traffic, _clock) = (access, db, rules, gates, traffic, clock);

    /// <summary>The history of all assistants, or of one.</summary>
    public async Task<Page<DeploymentRow>> ListAsync(DeploymentListQuery query, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var all = context.VisibleDeployments(_access);
            all = query.AssistantId is { } assistant ? all.Where(d => d.AssistantId == assistant) : all;
            all = query.Environment is { } environment ? all.Where(d => d.Environment == environment) : all;
            all = query.Status is { } status ? all.Where(d => d.Status == status) : all;
            all = query.Kind is { } kind ? all.Where(d => d.Kind == kind) : all;
            return await context.PageAsync(all, query, s_sorts, DeploymentRows.Row, ct).ConfigureAwait(false);
        }
    }

    public async Task<DeploymentDetail> GetAsync(Guid id, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var found = await context.FindDeploymentAsync(_access, id, ct).ConfigureAwait(false);
            var assistant = await context.FindAssistantAsync(_access, found.AssistantId, ct).ConfigureAwait(false);
            var release = await context.FindReleaseAsync(found.ReleaseId, ct).ConfigureAwait(false);
            var events = await context.Set<DeploymentEvent>().Where(e => e.DeploymentId == id).OrderByDescending(e => e.Id).Take(DeploymentLimits.EventsShown)
                .Select(e => new DeploymentEventRow(e.Id, e.From, e.To, e.At, e.By, e.Reason)).ToListAsync(ct).ConfigureAwait(false);
            var rule = await _rules.OfAsync(_access.OrganizationId, found.Environment, ct).ConfigureAwait(false);
            var (snapshot, waits) = (release.Snapshot(assistant.Slug), found.Status == DeploymentStatus.Pending);
            var current = waits ? await context.CurrentAsync(found.AssistantId, found.Environment, ct).ConfigureAwait(false) : null;
            return new(DeploymentRows.Of(found), assistant.Slug, found.Resources(), found.Readiness(), events, snapshot, EnvironmentRuleService.MayDeploy(_access, rule))
            {
                Assistant = assistant.Status,
                IsOwn = _access.UserId is { } me && found.DeployedById == me,
                Replaces = current?.Version,
                Differences = waits ? await context.DifferencesAsync(current, snapshot, ct).ConfigureAwait(false) : [],
            };
        }
    }

    /// <summary>What it had to do: of an hour by the minute, of a day by the quarter of an hour, of a week by the two hours.</summary>
    public async Task<DeploymentMetrics> MetricsAsync(Guid id, TimeSpan period, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        await _traffic.WriteAsync(ct).ConfigureAwait(false);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindDeploymentAsync(_access, id, ct).ConfigureAwait(false);
            var minutes = period <= TimeSpan.FromHours(1) ? 1 : period <= TimeSpan.FromDays(1) ? 15 : 120;
            var now = _clock.GetUtcNow().UtcDateTime;
            var from = new DateTime(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, DateTimeKind.Utc).AddMinutes(1) - period;
            return await context.MetricsAsync(id, from, minutes, ct).ConfigureAwait(false);
        }
    }

    /// <summary>All four environments of an assistant, now.</summary>
    public async Task<IReadOnlyList<EnvironmentState>> StatesAsync(Guid assistantId, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            await context.FindAssistantAsync(_access, assistantId, ct).ConfigureAwait(false);
            var shown = await context.VisibleDeployments(_access).AsNoTracking()
                .Where(d => d.AssistantId == assistantId && (d.IsCurrent || d.IsCanary || d.Status == DeploymentStatus.Pending)).ToListAsync(ct).ConfigureAwait(false);
            var states = new List<EnvironmentState>();
            foreach (var environment in Enum.GetValues<StudioEnvironment>().Where(e => _access.Grant.Environments?.Contains(e) != false))
            {
                var rule = await _rules.OfAsync(_access.OrganizationId, environment, ct).ConfigureAwait(false);
                var (current, pending) = (shown.Find(d => d.Environment == environment && d.IsCurrent), shown.Find(d => d.Environment == environment && d.Status == DeploymentStatus.Pending));
                states.Add(new(
                    environment, current is null ? null : DeploymentRows.Of(current), pending is null ? null : DeploymentRows.Of(pending), current?.Resources(),
                    EnvironmentRuleService.MayDeploy(_access, rule), rule.FromPrevious, rule.NeedsApproval)
                {
                    CanGoBack = current is not null && await context.HasEarlierAsync(current, ct).ConfigureAwait(false),
                    Asked = current?.Asked(),
                    Load = current is null ? null : _gates.LoadOf(_access.OrganizationId, current.Id),
                    Canary = shown.Find(d => d.Environment == environment && d.IsCanary) is { } canary ? DeploymentRows.Of(canary) : null,
                });
            }

            return states;
        }
    }

    /// <summary>How much it has to do on this machine right now, for a screen that asks every other second: no database is asked.</summary>
    /// <param name="shown">What the caller was shown before.</param>
    public DeploymentLoad LoadOf(DeploymentRow shown)
    {
        _access.Require(Permission.DeploymentsView);
        return _gates.LoadOf(_access.OrganizationId, shown.Id);
    }

    /// <summary>How many stand how in each environment, for an overview: one statement, whatever was deployed before.</summary>
    public async Task<IReadOnlyList<EnvironmentCounts>> CountsAsync(CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var silent = context.SilentAssistants();
            var found = await context.VisibleDeployments(_access).Where(d => d.IsCurrent || d.IsCanary || d.Status == DeploymentStatus.Pending)
                .Select(d => new { d.Environment, d.Status, d.IsCanary, IsSilent = silent.Contains(d.AssistantId) })
                .GroupBy(d => d).Select(g => new { g.Key.Environment, g.Key.Status, g.Key.IsCanary, g.Key.IsSilent, Count = g.Count() })
                .ToListAsync(ct).ConfigureAwait(false);
            return
            [
                .. Enum.GetValues<StudioEnvironment>().Where(e => _access.Grant.Environments?.Contains(e) != false).Select(environment => new EnvironmentCounts(
                    environment,
                    found.Where(f => f.Environment == environment).GroupBy(f => BoardContents.Of(f.Status, f.IsCanary, f.IsSilent)).ToDictionary(g => g.Key, g => g.Sum(f => f.Count)))),
            ];
        }
    }

    /// <summary>The first cards of each environment, by the names of their assistants.</summary>
    /// <param name="shows">Only what stands so; null: what stands there.</param>
    public async Task<IReadOnlyList<BoardLane>> BoardAsync(string? search, BoardContent? shows, CancellationToken ct)
    {
        _access.Require(Permission.DeploymentsView);
        new Validator().Check((search ?? "").Length <= ListLimits.MaxSearchLength, "q", $"Search for at most {ListLimits.MaxSearchLength} characters.").ThrowIfAny();
        var context = await _db.OpenAsync(_access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var lanes = new List<BoardLane>();
            foreach (var environment in Enum.GetValues<StudioEnvironment>())
            {
                lanes.Add(await LaneAsync(context, environment, search?.Trim(), shows, ct).ConfigureAwait(false));
            }

            return lanes;
        }
    }

    private async Task<BoardLane> LaneAsync(StudioDbContext context, StudioEnvironment environment, string? search, BoardContent? shows, CancellationToken ct)
    {
        var here = BoardContents.Only(context.VisibleDeployments(_access).AsNoTracking().Where(d => d.Environment == environment), shows, context.SilentAssistants());
        if (!string.IsNullOrEmpty(search))
        {
#pragma warning disable CA1304, CA1311, CA1862 // Folded in the database.
            var text = search.ToLowerInvariant();
            here = here.Where(d => d.AssistantName.ToLower().Contains(text));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var total = await here.CountAsync(ct).ConfigureAwait(false);
        var rows = await here.OrderBy(d => d.AssistantName).ThenBy(d => d.Id).Take(DeploymentLimits.CardsOfLane).ToListAsync(ct).ConfigureAwait(false);
        Guid[] assistants = [.. rows.Select(r => r.AssistantId)];
        Guid[] releases = [.. rows.Select(r => r.ReleaseId).Distinct()];
        var known = await context.VisibleAssistants(_access).Where(a => assistants.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => new { a.Slug, a.Status }, ct).ConfigureAwait(false);
        var facts = await context.Set<Release>().Where(r => releases.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => new { r.Prompts, r.Sources, r.Model }, ct).ConfigureAwait(false);
        var ahead = environment.After() is not { } after ? [] : await context.Set<Deployment>().AsNoTracking()
            .Where(d => d.Environment == after && (d.IsCurrent || d.IsCanary || d.Status == DeploymentStatus.Pending) && assistants.Contains(d.AssistantId)).ToListAsync(ct).ConfigureAwait(false);
        var tried = await context.Set<Deployment>().AsNoTracking().Where(d => d.Environment == environment && d.IsCanary && assistants.Contains(d.AssistantId))
            .ToDictionaryAsync(d => d.AssistantId, DeploymentRows.Of, ct).ConfigureAwait(false);
        var rule = await _rules.OfAsync(_access.OrganizationId, environment, ct).ConfigureAwait(false);
        var traffic = await context.RequestsAsync([.. rows.Select(r => r.Id)], _clock.GetUtcNow().UtcDateTime - s_traffic, ct).ConfigureAwait(false);
        return new(
            environment,
            [
                .. rows.Where(r => known.ContainsKey(r.AssistantId)).Select(r => new BoardCard(
                    DeploymentRows.Of(r), known[r.AssistantId].Slug, facts[r.ReleaseId].Prompts, facts[r.ReleaseId].Sources, facts[r.ReleaseId].Model,
                    environment != StudioEnvironment.Production && r.IsCurrent && r.Status.Answers() && known[r.AssistantId].Status == AssistantStatus.Active
                    && !ahead.Exists(d => d.AssistantId == r.AssistantId && d.ReleaseId == r.ReleaseId))
                {
                    Assistant = known[r.AssistantId].Status,
                    VersionAhead = ahead.Find(d => d.AssistantId == r.AssistantId && d.IsCurrent)?.Version,
                    Requests = traffic.GetValueOrDefault(r.Id).Requests,
                    Failed = traffic.GetValueOrDefault(r.Id).Failed,
                    Running = _gates.LoadOf(_access.OrganizationId, r.Id).Running,
                    Canary = r.IsCanary ? null : tried.GetValueOrDefault(r.AssistantId),
                    Ahead = ahead.Find(d => d.AssistantId == r.AssistantId && d.ReleaseId == r.ReleaseId && !d.IsCurrent && r.IsCurrent) is { } further ? DeploymentRows.Of(further) : null,
                }),
            ],
            total, EnvironmentRuleService.MayDeploy(_access, rule), rule.NeedsApproval);
    }
}
