using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>Budgets of an organisation and how they stand.</summary>
public sealed class BudgetService(Access access, StudioDb db, ChangeFeed feed, TimeProvider clock)
{
    public const string Topic = "budgets";

    private const string What = "The budget";

    /// <summary>All of them, those that are nearest to their end first.</summary>
    public async Task<IReadOnlyList<BudgetRow>> ListAsync(CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var rows = await RowsAsync(context, await context.Set<Budget>().AsNoTracking().ToListAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
            return [.. rows.OrderByDescending(r => r.Enabled).ThenByDescending(r => r.UsedPercent).ThenBy(r => r.Scope).ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Id)];
        }
    }

    public async Task<BudgetRow> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.UsageView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return (await RowsAsync(context, [await FindAsync(context, id, ct).ConfigureAwait(false)], ct).ConfigureAwait(false))[0];
        }
    }

    public async Task<BudgetRow> CreateAsync(BudgetInput input, CancellationToken ct)
    {
        access.Require(Permission.BudgetsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var errors = new Validator();
            BudgetRules.Check(input, errors);
            var key = BudgetRules.KeyOf(input.Scope, input.Key);
            var names = await context.SubjectNamesAsync(access, [(input.Scope, key ?? "")], ct).ConfigureAwait(false);
            errors.Check(key is not null && names(input.Scope, key) is not null, "key", $"There is nothing of that kind to set a budget for: choose {BudgetText.Choice(input.Scope)}.");
            await CheckCheaperAsync(context, input, errors, ct).ConfigureAwait(false);
            errors.ThrowIfAny();
            if (await context.Set<Budget>().CountAsync(ct).ConfigureAwait(false) >= BudgetLimits.PerOrganization)
            {
                throw new LimitExceededException($"An organisation has at most {BudgetLimits.PerOrganization} budgets. Delete some first.");
            }

            var budget = new Budget { OrganizationId = access.OrganizationId, Scope = input.Scope, Key = key!, Period = input.Period, CreatedAt = clock.GetUtcNow().UtcDateTime };
            context.Add(budget);
            return await SaveAsync(context, budget, input, "budget.created", ct).ConfigureAwait(false);
        }
    }

    public async Task<BudgetRow> ChangeAsync(Guid id, BudgetInput input, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.BudgetsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var budget = await FindAsync(context, id, ct).ConfigureAwait(false);
            budget.ExpectVersion(rowVersion, What);
            var errors = new Validator();
            BudgetRules.Check(input, errors);
            errors.Check(
                input.Scope == budget.Scope && input.Period == budget.Period && BudgetRules.KeyOf(input.Scope, input.Key) == budget.Key, "scope",
                "What a budget is for, and its period, stay as they are. Add another budget.");
            await CheckCheaperAsync(context, input, errors, ct).ConfigureAwait(false);
            errors.ThrowIfAny();
            return await SaveAsync(context, budget, input, "budget.changed", ct).ConfigureAwait(false);
        }
    }

    public async Task DeleteAsync(Guid id, long? rowVersion, CancellationToken ct)
    {
        access.Require(Permission.BudgetsManage);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var budget = await FindAsync(context, id, ct).ConfigureAwait(false);
            budget.ExpectVersion(rowVersion, What);
            context.Remove(budget);
            var name = await NameAsync(context, budget, ct).ConfigureAwait(false);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "budget.deleted", budget, budget.Id, name);
            await context.SaveOrStaleAsync(What, ct).ConfigureAwait(false);
            feed.Publish(new(Topic, access.OrganizationId, id));
        }
    }

    private static async Task<Budget> FindAsync(StudioDbContext context, Guid id, CancellationToken ct) =>
        await context.Set<Budget>().SingleOrDefaultAsync(b => b.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);

    private static async Task CheckCheaperAsync(StudioDbContext context, BudgetInput input, Validator errors, CancellationToken ct)
    {
        if (input is { Action: BudgetAction.Degrade, CheaperProviderId: { } id })
        {
            var kind = await context.ProviderKindAsync(id, ct).ConfigureAwait(false);
            errors.Check(kind is not null, "cheaperProviderId", "There is no such provider.")
                .Check(kind is null || ProviderKinds.Of(kind.Value).Chats, "cheaperProviderId", "This provider has no language models.");
        }
    }

    private async Task<BudgetRow> SaveAsync(StudioDbContext context, Budget budget, BudgetInput input, string action, CancellationToken ct)
    {
        var isCheaper = input.Action == BudgetAction.Degrade;
        (budget.Amount, budget.Action, budget.IsEnabled) = (input.Amount, input.Action, input.Enabled);
        (budget.CheaperProviderId, budget.CheaperModel) = isCheaper ? (input.CheaperProviderId, input.CheaperModel!.Trim()) : (null, null);
        budget.Thresholds = [.. input.Thresholds.Distinct().Order()];
        (budget.UpdatedAt, budget.UpdatedBy) = (clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
        var name = await NameAsync(context, budget, ct).ConfigureAwait(false);
        context.RecordRow(access.Grant, budget.UpdatedAt, action, budget, budget.Id, name);
        await context.SaveOrStaleAsync(
            What, taken => taken is Budget ? new ValidationException("scope", $"{BudgetText.Sentence(budget)} is there already. Change that one.") : null, ct).ConfigureAwait(false);
        feed.Publish(new(Topic, access.OrganizationId, budget.Id));
        return (await RowsAsync(context, [budget], ct).ConfigureAwait(false))[0];
    }

    private async Task<string> NameAsync(StudioDbContext context, Budget budget, CancellationToken ct)
    {
        var names = await context.SubjectNamesAsync(access, [(budget.Scope, budget.Key)], ct).ConfigureAwait(false);
        return BudgetText.Title(budget.Scope, budget.Period, names(budget.Scope, budget.Key));
    }

    private async Task<IReadOnlyList<BudgetRow>> RowsAsync(StudioDbContext context, IReadOnlyList<Budget> budgets, CancellationToken ct)
    {
        if (budgets.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var names = await context.SubjectNamesAsync(access, [.. budgets.Select(b => (b.Scope, b.Key))], ct).ConfigureAwait(false);
        var spent = await context.SpentAsync([.. budgets.Select(b => (b, b.StartOf(now)))], ct).ConfigureAwait(false);
        var ids = budgets.Select(b => b.Id).ToArray();
        var starts = budgets.Select(b => b.StartOf(now)).Distinct().ToArray();
        var books = await context.Set<BudgetBook>().AsNoTracking().Where(b => ids.Contains(b.BudgetId) && starts.Contains(b.Start))
            .ToDictionaryAsync(b => new BudgetHold(b.BudgetId, b.Start), ct).ConfigureAwait(false);
        return [.. budgets.Select(b =>
        {
            var (start, end) = (b.StartOf(now), b.EndOf(b.StartOf(now)));
            var sum = spent[new(b.Id, start)];
            var book = books.GetValueOrDefault(new(b.Id, start));
            return new BudgetRow(
                b.Id, b.Scope, b.Key, names(b.Scope, b.Key), b.Period, b.Amount, b.Thresholds, b.Action, b.CheaperProviderId, b.CheaperModel, b.IsEnabled,
                start, end, sum, book?.Reserved ?? 0, BudgetForecast.Of(sum, start, end, now), book?.Told ?? 0, b.UpdatedAt, b.UpdatedBy, b.RowVersion);
        })];
    }
}
