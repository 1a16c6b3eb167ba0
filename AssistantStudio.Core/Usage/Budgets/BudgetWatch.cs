using System.Collections.Concurrent;
using System.Globalization;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// Tells, once in each period, that a budget has reached one of its thresholds: in the log of the organisation and on its
/// screens. Looks whenever something was used, a second later, so that a storm of calls is one look.
/// </summary>
internal sealed class BudgetWatch(StudioDb db, ChangeFeed feed, TimeProvider clock, ILogger<BudgetWatch> log) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly Grant s_grant = Grant.ForJob("budgets", Guid.Empty);

    private readonly ConcurrentDictionary<Guid, bool> _used = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private IDisposable? _usage;
    private IDisposable? _budgets;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _usage = feed.SubscribeAll(UsageWriter.Topic, Note);
        _budgets = feed.SubscribeAll(BudgetService.Topic, Note);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _usage?.Dispose();
        _budgets?.Dispose();
        _wanted.Dispose();
        base.Dispose();
    }

    /// <summary>Looks at the budgets of one organisation.</summary>
    internal async Task LookAsync(Guid organizationId, CancellationToken ct)
    {
        var context = await db.OpenSystemAsync(ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var budgets = await context.Set<Budget>().IgnoreQueryFilters().AsNoTracking().Where(b => b.OrganizationId == organizationId && b.IsEnabled).ToListAsync(ct).ConfigureAwait(false);
            var periods = budgets.Where(b => b.Thresholds.Count > 0).Select(b => (Budget: b, Start: b.StartOf(now))).ToArray();
            var spent = await context.SpentAsync(periods, ct).ConfigureAwait(false);
            foreach (var (budget, start) in periods)
            {
                await TellAsync(context, budget, start, spent[new(budget.Id, start)], now, ct).ConfigureAwait(false);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _wanted.WaitAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
            foreach (var organization in _used.Keys)
            {
                _used.TryRemove(organization, out _);
                try
                {
                    await LookAsync(organization, stoppingToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    UsageLog.BudgetsNotWatched(log, e);
                    Note(new(UsageWriter.Topic, organization));
                }
            }
        }
    }

    private void Note(Change change)
    {
        if (change.OrganizationId == Guid.Empty)
        {
            return;
        }

        _used[change.OrganizationId] = true;
        lock (_used)
        {
            if (_wanted.CurrentCount == 0)
            {
                _wanted.Release();
            }
        }
    }

    private async Task TellAsync(StudioDbContext context, Budget budget, DateTime start, long spent, DateTime now, CancellationToken ct)
    {
        var reached = budget.Thresholds.Where(t => (decimal)spent * 100 >= (decimal)budget.Amount * t).DefaultIfEmpty(0).Max();
        if (reached == 0)
        {
            return;
        }

        var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Whoever raises the mark tells; another node finds it raised.
            await context.OpenBooksAsync([(budget, start)], ct).ConfigureAwait(false);
            var raised = await context.Set<BudgetBook>().IgnoreQueryFilters().Where(b => b.BudgetId == budget.Id && b.Start == start && b.Told < reached)
                .ExecuteUpdateAsync(set => set.SetProperty(b => b.Told, reached), ct).ConfigureAwait(false);
            if (raised == 0)
            {
                return;
            }

            context.Record(
                s_grant with { OrganizationId = budget.OrganizationId }, now, "budget.reached", budget.Id.ToString(), BudgetText.Title(budget.Scope, budget.Period, null),
                [new("Spent", null, BudgetText.Money(spent)), new("Of", null, BudgetText.Money(budget.Amount)), new("Threshold", null, string.Create(CultureInfo.InvariantCulture, $"{reached} %"))]);
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
            await transaction.CommitAsync(ct).ConfigureAwait(false);
        }

        feed.Publish(new(BudgetService.Topic, budget.OrganizationId, budget.Id));
    }
}
