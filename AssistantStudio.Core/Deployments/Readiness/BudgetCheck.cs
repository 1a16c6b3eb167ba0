using AssistantStudio.Core.Usage;

namespace AssistantStudio.Core.Deployments;

/// <summary>Where people and programs call, somebody has said what it may cost.</summary>
internal sealed class BudgetCheck(ReleasePlans plans) : IReadinessCheck
{
    public string Id => "budget_set";

    public string Title => "Budget";

    public async Task<ReadinessFinding?> CheckAsync(ReadinessSubject subject, CancellationToken ct)
    {
        if (!subject.Rule.NeedsBudget)
        {
            return null;
        }

        var dear = (await plans.OfAsync(subject, ct).ConfigureAwait(false)).Everybody.Where(t => !t.Account.Kind.IsFree).ToList();
        if (dear.Count == 0)
        {
            return ReadinessFinding.Pass("Whoever answers costs nothing, so no budget is needed.");
        }

        return await subject.Context.BudgetOfAssistantAsync(subject.Assistant.Id, ct).ConfigureAwait(false) is { } budget
            ? ReadinessFinding.Pass($"{BudgetText.Sentence(budget)}: {BudgetText.Money(budget.Amount)}.")
            : ReadinessFinding.Fail($"No budget limits what it may spend with {string.Join(" and ", dear.Select(t => t.Account.Name).Distinct())}. Set one for the assistant or for the organisation.", "/ai/usage");
    }
}
