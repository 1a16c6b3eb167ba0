using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Core.Usage;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Usage;

/// <summary>A budget while a person edits it.</summary>
internal sealed class BudgetDraft(BudgetRow? stored)
{
    public static DraftFields<BudgetDraft> Fields { get; } = new DraftFields<BudgetDraft>()
        .Add("amount", "Amount", d => d.Amount, (d, value) => d.Amount = value ?? "", value => $"${value}")
        .Add("thresholds", "Tell at", d => d.Thresholds, (d, value) => d.Thresholds = value)
        .Add("action", "When it is used up", d => d.Action, (d, value) => d.Action = value, BudgetWords.Of)
        .Add("cheaperProviderId", "Ask instead", d => d.CheaperProviderId, (d, value) => d.CheaperProviderId = value)
        .Add("cheaperModel", "Its model", d => d.CheaperModel, (d, value) => d.CheaperModel = value, mono: true)
        .Add("enabled", "In force", d => d.Enabled, (d, value) => d.Enabled = value, value => value ? "Yes" : "No");

    public BudgetScope Scope { get; set; } = stored?.Scope ?? BudgetScope.Organization;

    public string? Key { get; set; } = stored?.Key;

    public BudgetPeriod Period { get; set; } = stored?.Period ?? BudgetPeriod.Month;

    /// <summary>In dollars.</summary>
    public string Amount { get; set; } = TypedNumber.OfMoney(stored?.Amount);

    public string? Thresholds { get; set; } = string.Join(", ", stored?.Thresholds ?? [50, 80, 100]);

    public BudgetAction Action { get; set; } = stored?.Action ?? BudgetAction.Alert;

    public Guid? CheaperProviderId { get; set; } = stored?.CheaperProviderId;

    public string? CheaperModel { get; set; } = stored?.CheaperModel;

    public bool Enabled { get; set; } = stored?.Enabled ?? true;

    /// <exception cref="ValidationException">What was typed is no number.</exception>
    public BudgetInput Input()
    {
        var errors = new Validator();
        var percents = new List<int>();
        foreach (var part in (Thresholds ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var isNumber = int.TryParse(part.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent);
            errors.Check(isNumber, "thresholds", "Enter percentages, like 50, 80, 100.");
            percents.Add(percent);
        }

        var amount = TypedNumber.Money(Amount, "amount", errors);
        errors.Check(!string.IsNullOrWhiteSpace(Amount), "amount", "Enter an amount in US dollars.");
        errors.ThrowIfAny();
        return new()
        {
            Scope = Scope,
            Key = Scope == BudgetScope.Organization ? null : Key,
            Period = Period,
            Amount = amount!.Value,
            Thresholds = percents,
            Action = Action,
            CheaperProviderId = CheaperProviderId,
            CheaperModel = CheaperModel,
            Enabled = Enabled,
        };
    }
}
