using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Usage;

/// <summary>What is right by itself about a budget.</summary>
internal static class BudgetRules
{
    public static void Check(BudgetInput input, Validator errors)
    {
        errors.Check(Enum.IsDefined(input.Scope), "scope", "There is nothing like that to set a budget for.")
            .Check(Enum.IsDefined(input.Period), "period", "Choose a day or a month.")
            .Check(Enum.IsDefined(input.Action), "action", "Choose what happens when it is used up.")
            .Check(input.Amount > 0, "amount", "Enter an amount above zero. To allow nothing at all, switch the provider off.")
            .Check(input.Amount <= BudgetLimits.MaxAmount, "amount", $"At most {BudgetText.Money(BudgetLimits.MaxAmount)}.")
            .Check(input.Thresholds.Count <= BudgetLimits.Thresholds, "thresholds", $"At most {BudgetLimits.Thresholds}.")
            .Check(
                input.Thresholds.All(t => t is > 0 and <= BudgetLimits.MaxThreshold), "thresholds",
                string.Create(CultureInfo.InvariantCulture, $"Percent of the amount, between 1 and {BudgetLimits.MaxThreshold}."));
        if (input.Action == BudgetAction.Degrade)
        {
            errors.Check(input.CheaperProviderId is not null, "cheaperProviderId", "Choose who answers instead.")
                .Check(!string.IsNullOrWhiteSpace(input.CheaperModel), "cheaperModel", "Choose the cheaper model.")
                .Check((input.CheaperModel?.Trim().Length ?? 0) <= UsageLimits.ModelLength, "cheaperModel", $"At most {UsageLimits.ModelLength} characters.");
        }
    }

    /// <summary>As the ledger writes the same key. Null: it is none.</summary>
    public static string? KeyOf(BudgetScope scope, string? text) => scope switch
    {
        BudgetScope.Organization => "",
        BudgetScope.Operation => Enum.TryParse<UsageOperation>(text?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var operation) && Enum.IsDefined(operation) ? operation.ToString() : null,
        _ => Guid.TryParse(text, out var id) ? id.ToString() : null,
    };
}
