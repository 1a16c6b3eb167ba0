namespace AssistantStudio.Core.Assistants;

/// <summary>Conditions as a sentence.</summary>
public static class ConditionText
{
    public static string Of(IReadOnlyList<PromptCondition> conditions, bool any = false) =>
        conditions.Count == 0 ? "Always" : "When " + string.Join(any ? ", or " : " and ", conditions.Select(Of));

    public static string Of(PromptCondition condition)
    {
        var zone = condition.TimeZone ?? "UTC";
        return condition.Subject switch
        {
            ConditionSubject.Weekday => $"it is {(IsNot(condition) ? "not " : "")}{Or(Days(condition.Values))} ({zone})",
            ConditionSubject.Time when ConditionRules.TryWindow(condition.Values, out var from, out var to) => $"it is between {from:HH\\:mm} and {to:HH\\:mm} ({zone})",
            ConditionSubject.UserRole => $"the user's role {Says(condition)}",
            ConditionSubject.Variable => $"the variable {Or(condition.Variable)} {Says(condition)}",
            _ => $"the {condition.Subject.ToString().ToLowerInvariant()} {Says(condition)}",
        };
    }

    public static string Of(ConditionOperator op) => op switch
    {
        ConditionOperator.Equals => "is",
        ConditionOperator.NotEquals => "is not",
        ConditionOperator.In => "is one of",
        ConditionOperator.NotIn => "is none of",
        ConditionOperator.Contains => "contains",
        ConditionOperator.NotContains => "does not contain",
        ConditionOperator.StartsWith => "begins with",
        ConditionOperator.EndsWith => "ends with",
        ConditionOperator.GreaterThan => "is more than",
        ConditionOperator.GreaterOrEqual => "is at least",
        ConditionOperator.LessThan => "is less than",
        ConditionOperator.LessOrEqual => "is at most",
        ConditionOperator.Between => "is between",
        ConditionOperator.Exists => "is given",
        ConditionOperator.Missing => "is not given",
        ConditionOperator.Matches => "matches",
        ConditionOperator.NotMatches => "does not match",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Give the new operator its words."),
    };

    private static string Says(PromptCondition condition) => condition.Operator switch
    {
        ConditionOperator.Exists or ConditionOperator.Missing => Of(condition.Operator),
        ConditionOperator.Between => $"is between {Or(condition.Values.ElementAtOrDefault(0))} and {Or(condition.Values.ElementAtOrDefault(1))}",
        ConditionOperator.In or ConditionOperator.NotIn => $"{Of(condition.Operator)} {Or(string.Join(", ", condition.Values))}",
        _ => $"{Of(condition.Operator)} {Or(condition.Values is [var value, ..] ? value : null)}",
    };

    /// <summary>While somebody is still building the condition.</summary>
    private static string Or(string? text) => string.IsNullOrWhiteSpace(text) ? "…" : text;

    private static bool IsNot(PromptCondition condition) => condition.Operator is ConditionOperator.NotEquals or ConditionOperator.NotIn;

    /// <summary>A row of days as from and to, as people say it.</summary>
    private static string Days(IReadOnlyList<string> values)
    {
        // Monday first.
        var days = values.Select(ConditionRules.Weekday).OfType<DayOfWeek>().Distinct().OrderBy(d => ((int)d + 6) % 7).ToArray();
        var isRow = days.Length > 2 && days.Select(d => ((int)d + 6) % 7).Zip(days.Skip(1).Select(d => ((int)d + 6) % 7)).All(p => p.Second == p.First + 1);
        return isRow ? $"{days[0]} to {days[^1]}" : string.Join(" or ", days);
    }
}
