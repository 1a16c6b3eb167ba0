using AssistantStudio.Core.Usage;
using AssistantStudio.Web.Components.Controls;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Usage;

/// <summary>Budgets in words.</summary>
internal static class BudgetWords
{
    private const int Nearly = 80;

    public static string Of(BudgetAction action) => action switch
    {
        BudgetAction.Alert => "Tell, and go on",
        BudgetAction.Degrade => "Ask a cheaper model",
        _ => "Stop",
    };

    public static string HelpOf(BudgetAction action) => action switch
    {
        BudgetAction.Alert => "Nobody is stopped. The log and this page say that it was reached.",
        BudgetAction.Degrade => "Calls go to the model below until the period is over.",
        _ => "What could cost more than is left is refused before it is asked. Models without a price are refused, too.",
    };

    public static string Of(BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => "The whole organisation",
        BudgetScope.Assistant => "An assistant",
        BudgetScope.ApiKey => "An API key",
        BudgetScope.User => "A person",
        BudgetScope.Provider => "A provider",
        BudgetScope.Operation => "A kind of call",
        _ => "A deployment",
    };

    public static string Of(BudgetPeriod period) => period == BudgetPeriod.Month ? "A calendar month" : "A day";

    /// <summary>"Returns desk", "The whole organisation", "Embedding".</summary>
    public static string NameOf(BudgetRow row) => row.Scope switch
    {
        BudgetScope.Organization => Of(row.Scope),
        BudgetScope.Operation when Enum.TryParse<UsageOperation>(row.Key, out var operation) => UsageText.Of(operation),
        _ => row.Name ?? "Something that you may not see, or that is gone",
    };

    public static Tone ToneOf(BudgetRow row) =>
        !row.Enabled ? Tone.Neutral : row.UsedPercent >= 100 ? Tone.Bad : row.UsedPercent >= Nearly || row.Forecast > row.Amount ? Tone.Warning : Tone.Good;

    /// <summary>Where it ends, in a sentence.</summary>
    public static string ForecastOf(BudgetRow row) => row.Forecast switch
    {
        _ when !row.Enabled => "Not in force.",
        _ when row.UsedPercent >= 100 => $"Used up. It begins anew on {Format.Day(row.End)}.",
        null => "Too early for a forecast.",
        { } end when end > row.Amount => $"Going on like this, {Format.Money(end)} by {Format.Day(row.End.AddDays(-1))}: more than the budget.",
        { } end => $"Going on like this, {Format.Money(end)} by {Format.Day(row.End.AddDays(-1))}.",
    };
}
