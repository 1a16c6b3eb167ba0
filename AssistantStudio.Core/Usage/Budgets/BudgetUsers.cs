using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// Tells which budgets lead to a provider or to a model. A budget of what the provider itself may spend is none of them: it
/// counts nothing without the provider, so it goes with it.
/// </summary>
internal sealed class BudgetUsers(Access access, TimeProvider clock) : IProviderUsers, IModelUsers
{
    private const string Kind = "budget";

    public async Task<IReadOnlyList<ProviderUser>> UsersOfAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var budgets = await LeadingToAsync(context, providerId, ct).ConfigureAwait(false);
        var nameOf = await MentionsAsync(context, budgets, ct).ConfigureAwait(false);
        return [.. budgets.Select(b => new ProviderUser(Kind, b.Id, nameOf(b)))];
    }

    public async Task<IReadOnlyList<ModelUser>> ModelUsersAsync(StudioDbContext context, Func<string, bool> isMeant, CancellationToken ct)
    {
        // An organisation has a hundred budgets at most.
        var budgets = (await context.Set<Budget>().AsNoTracking().Where(b => b.CheaperModel != null).OrderBy(b => b.Id).ToListAsync(ct).ConfigureAwait(false)).FindAll(b => isMeant(b.CheaperModel!));
        var nameOf = await MentionsAsync(context, budgets, ct).ConfigureAwait(false);
        return [.. budgets.Select(b => new ModelUser(b.CheaperModel!, Kind, b.Id, nameOf(b)))];
    }

    public async Task ReplaceAsync(StudioDbContext context, Guid providerId, Successor by, CancellationToken ct)
    {
        var budgets = await LeadingToAsync(context, providerId, ct).ConfigureAwait(false);
        var names = await NamesAsync(context, budgets, ct).ConfigureAwait(false);
        foreach (var budget in budgets)
        {
            (budget.CheaperProviderId, budget.CheaperModel) = (by.Id, by.ModelFor(budget.CheaperModel!));
            (budget.UpdatedAt, budget.UpdatedBy) = (clock.GetUtcNow().UtcDateTime, access.Grant.ActorName);
            context.RecordRow(access.Grant, budget.UpdatedAt, "budget.changed", budget, budget.Id, BudgetText.Title(budget.Scope, budget.Period, names(budget.Scope, budget.Key)));
        }
    }

    public async Task RemoveOwnAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var key = providerId.ToString();
        var budgets = await context.Set<Budget>().Where(b => b.Scope == BudgetScope.Provider && b.Key == key).ToListAsync(ct).ConfigureAwait(false);
        var names = await NamesAsync(context, budgets, ct).ConfigureAwait(false);
        foreach (var budget in budgets)
        {
            context.Remove(budget);
            context.RecordRow(access.Grant, clock.GetUtcNow().UtcDateTime, "budget.deleted", budget, budget.Id, BudgetText.Title(budget.Scope, budget.Period, names(budget.Scope, budget.Key)));
        }
    }

    /// <summary>The provider's own budget does not count: it will be gone with it.</summary>
    private static Task<List<Budget>> LeadingToAsync(StudioDbContext context, Guid providerId, CancellationToken ct)
    {
        var own = providerId.ToString();
        return context.Set<Budget>().Where(b => b.CheaperProviderId == providerId && (b.Scope != BudgetScope.Provider || b.Key != own)).OrderBy(b => b.Id).ToListAsync(ct);
    }

    private async Task<Func<Budget, string>> MentionsAsync(StudioDbContext context, IReadOnlyCollection<Budget> budgets, CancellationToken ct)
    {
        if (!access.Can(Permission.UsageView))
        {
            return _ => "a budget";
        }

        var names = await NamesAsync(context, budgets, ct).ConfigureAwait(false);
        return b => BudgetText.Mention(b.Scope, b.Period, names(b.Scope, b.Key));
    }

    private Task<Func<BudgetScope, string, string?>> NamesAsync(StudioDbContext context, IReadOnlyCollection<Budget> budgets, CancellationToken ct) =>
        context.SubjectNamesAsync(access, [.. budgets.Select(b => (b.Scope, b.Key))], ct);
}
