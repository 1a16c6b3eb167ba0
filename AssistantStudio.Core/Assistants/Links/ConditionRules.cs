using System.Text.RegularExpressions;
using AssistantStudio.Core.Prompts;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>What makes conditions acceptable: everything that could fail later is refused when it is written.</summary>
internal static partial class ConditionRules
{
    /// <summary>A pattern runs in time that grows with the message only, and even so not for longer than this.</summary>
    public static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<PromptCondition> Check(IReadOnlyList<PromptCondition> conditions, Validator errors)
    {
        errors.Check(conditions.Count <= AssistantLimits.Conditions, "conditions", $"At most {AssistantLimits.Conditions} conditions.");
        errors.Check(conditions.All(c => c is not null), "conditions", "An entry of the list is empty.");
        return [.. conditions.Take(AssistantLimits.Conditions).Where(c => c is not null).Select((c, i) => One(c, $"conditions[{i}]", errors))];
    }

    /// <summary>Without the constructs that need to go back and try again, a match takes linear time.</summary>
    public static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime);

    /// <summary>Both ends of a window like 09:00 to 17:00.</summary>
    public static bool TryWindow(IReadOnlyList<string> values, out TimeOnly from, out TimeOnly to)
    {
        var ends = values.Count == 1 ? values[0].Split(['-', '–'], 2) : [.. values];
        to = default;
        return TryTime(ends.ElementAtOrDefault(0), out from) & TryTime(ends.ElementAtOrDefault(1), out to) && ends.Length == 2;
    }

    public static DayOfWeek? Weekday(string text) => Enum.GetValues<DayOfWeek>()
        .Where(d => d.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) || d.ToString()[..3].Equals(text, StringComparison.OrdinalIgnoreCase))
        .Select(d => (DayOfWeek?)d).SingleOrDefault();

    private static PromptCondition One(PromptCondition condition, string field, Validator errors)
    {
        var named = (condition.Field ?? "").Trim();
        var subject = (condition with { Field = named }).Subject;
        var variable = (condition with { Field = named }).Variable;
        condition = condition with
        {
            Field = subject switch
            {
                ConditionSubject.Variable => PromptCondition.VariablePrefix + variable,
                ConditionSubject.UserRole => "user_role",
                _ => named,
            },
            TimeZone = subject is ConditionSubject.Weekday or ConditionSubject.Time ? condition.TimeZone : null,
            Values = [.. (condition.Values ?? []).Select(v => v.Trim()).Where(v => v.Length > 0)],
        };
        errors.Check(subject != ConditionSubject.Variable || VariableName().IsMatch(variable), $"{field}.field", variable.Length == 0 ? "Enter the name of a variable." : "A variable's name has letters, digits and underscores, and begins with a letter.");
        errors.Check(
            PromptCondition.OperatorsOf(subject).Contains(condition.Operator), $"{field}.operator",
            $"Here one of: {string.Join(", ", PromptCondition.OperatorsOf(subject).Select(ConditionOperatorWord.Word))}.");
        errors.Check(condition.Values.All(v => v.Length <= AssistantLimits.ConditionTextLength && PlainText.IsStorable(v)), $"{field}.value", $"A value has at most {AssistantLimits.ConditionTextLength} characters.");
        errors.Check(condition.Values.Count <= PromptLimits.Options, $"{field}.value", $"At most {PromptLimits.Options} values.");
        CheckCount(condition, subject, field, errors);
        CheckValues(condition, subject, field, errors);
        return condition;
    }

    private static void CheckCount(PromptCondition condition, ConditionSubject subject, string field, Validator errors)
    {
        var (right, message) = condition.Operator switch
        {
            ConditionOperator.Exists or ConditionOperator.Missing => (condition.Values.Count == 0, "This needs no value."),
            ConditionOperator.In or ConditionOperator.NotIn => (condition.Values.Count > 0, "Name at least one value."),
            ConditionOperator.Between when subject == ConditionSubject.Time => (TryWindow(condition.Values, out _, out _), "Enter two times of the day, like 09:00 and 17:00."),
            ConditionOperator.Between => (condition.Values.Count == 2, "Enter two values: from and to."),
            _ => (condition.Values.Count == 1, "Enter a value."),
        };
        errors.Check(right, $"{field}.value", message);
    }

    private static void CheckValues(PromptCondition condition, ConditionSubject subject, string field, Validator errors)
    {
        if (subject == ConditionSubject.Weekday)
        {
            errors.Check(condition.Values.All(v => Weekday(v) is not null), $"{field}.value", "Enter days like monday or mon.");
        }

        if (subject is ConditionSubject.Weekday or ConditionSubject.Time)
        {
            errors.Check(condition.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(condition.TimeZone, out _), $"{field}.timeZone", "Name a zone like Europe/Vienna.");
        }

        if (condition.Operator is ConditionOperator.Matches or ConditionOperator.NotMatches && condition.Values.Count == 1 && PatternProblem(condition.Values[0]) is { } problem)
        {
            errors.Check(false, $"{field}.value", problem);
        }
    }

    private static string? PatternProblem(string pattern)
    {
        try
        {
            Pattern(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "This pattern uses something that can take endless time (look-around, back-references, or too many repetitions). Write it without.";
        }
        catch (RegexParseException e)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"This pattern cannot be read: {WordsOf(e.Error)} (at character {e.Offset}).");
        }
    }

    private static string WordsOf(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a round bracket is opened and not closed",
        RegexParseError.InsufficientOpeningParentheses => "a round bracket is closed that was not opened",
        RegexParseError.UnterminatedBracket => "a square bracket is opened and not closed",
        RegexParseError.ReversedCharacterRange or RegexParseError.ReversedQuantifierRange => "a range ends before it begins",
        RegexParseError.QuantifierAfterNothing => "there is nothing before a *, + or ?",
        RegexParseError.NestedQuantifiersNotParenthesized => "two of *, + and ? follow each other",
        RegexParseError.UnescapedEndingBackslash => "it ends with a backslash",
        _ => "something in it has no meaning",
    };

    private static bool TryTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text?.Trim(), ["HH:mm", "H:mm"], System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out time);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}\\z")]
    private static partial Regex VariableName();
}
