using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Usage;

/// <summary>How budgets are called where people read of them.</summary>
public static class BudgetText
{
    /// <summary>At the beginning of a sentence.</summary>
    public static string Sentence(Budget budget) => "T" + Of(budget)[1..];

    /// <summary>"the monthly budget of the organisation".</summary>
    public static string Of(Budget budget) => $"the {(budget.Period == BudgetPeriod.Month ? "monthly" : "daily")} budget of {Of(budget.Scope)}";

    public static string Of(BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => "the organisation",
        BudgetScope.Assistant => "this assistant",
        BudgetScope.Deployment => "this deployment",
        BudgetScope.ApiKey => "this API key",
        BudgetScope.User => "this person",
        BudgetScope.Provider => "this provider",
        _ => "this kind of call",
    };

    /// <summary>"Monthly budget of Support", for lists and logs.</summary>
    public static string Title(BudgetScope scope, BudgetPeriod period, string? name) =>
        $"{(period == BudgetPeriod.Month ? "Monthly" : "Daily")} budget of {(string.IsNullOrEmpty(name) ? Of(scope) : name)}";

    /// <summary>"the monthly budget of Support", inside a sentence that is read elsewhere.</summary>
    internal static string Mention(BudgetScope scope, BudgetPeriod period, string? name)
    {
        var of = !string.IsNullOrEmpty(name) ? name : scope == BudgetScope.Organization ? Of(scope) : Choice(scope);
        return $"the {(period == BudgetPeriod.Month ? "monthly" : "daily")} budget of {of}";
    }

    internal static string Choice(BudgetScope scope) => scope switch
    {
        BudgetScope.Assistant => "an assistant",
        BudgetScope.Deployment => "a deployment",
        BudgetScope.ApiKey => "an API key",
        BudgetScope.User => "a person",
        BudgetScope.Provider => "a provider",
        _ => "a kind of call",
    };

    /// <summary>To the cent, and smaller amounts to their first two digits.</summary>
    public static string Money(long nano)
    {
        var dollars = NanoDollars.ToDollars(nano);
        return dollars is 0 or >= 0.01m ? dollars.ToString("$#,0.00", CultureInfo.InvariantCulture) : dollars.ToString("$0.0000#####", CultureInfo.InvariantCulture);
    }
}
