using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Assistants;

/// <summary>Whether a condition holds, and what was found instead when it does not.</summary>
public static class ConditionCheck
{
    public static bool Holds(PromptCondition condition, PromptSituation situation, out string found)
    {
        found = "";
        switch (condition.Subject)
        {
            case ConditionSubject.Weekday:
                var day = Local(condition, situation.At).DayOfWeek;
                found = $"it is {day}";
                return IsOneOf(condition, condition.Values.Any(v => ConditionRules.Weekday(v) == day));
            case ConditionSubject.Time:
                var now = TimeOnly.FromDateTime(Local(condition, situation.At));
                found = $"it is {now.ToString("HH:mm", CultureInfo.InvariantCulture)}";
                return ConditionRules.TryWindow(condition.Values, out var from, out var to) && now.IsBetween(from, to);
            case ConditionSubject.Language:
                found = Named("the language", situation.Language);
                return IsOneOf(condition, condition.Values.Any(v => IsLanguage(situation.Language, v)));
            case ConditionSubject.Message:
                found = situation.Message is null ? "there is no message" : "the message reads otherwise";
                return HoldsForText(condition, situation.Message);
            case ConditionSubject.Channel:
                found = Named("the channel", situation.Channel);
                return HoldsForText(condition, situation.Channel);
            case ConditionSubject.UserRole:
                found = Named("the user's role", situation.UserRole);
                return HoldsForText(condition, situation.UserRole);
            default:
                var given = situation.Variables.TryGetValue(condition.Variable, out var value) ? Texts(value) : [];
                found = Named($"the variable {condition.Variable}", given.Count == 0 ? null : string.Join(", ", given));
                return HoldsForValues(condition, given);
        }
    }

    private static bool HoldsForText(PromptCondition condition, string? text) => HoldsForValues(condition, text is null ? [] : [text]);

    private static bool HoldsForValues(PromptCondition condition, IReadOnlyList<string> given) => condition.Operator switch
    {
        ConditionOperator.Exists => given.Any(g => g.Length > 0),
        ConditionOperator.Missing => !given.Any(g => g.Length > 0),
        ConditionOperator.NotEquals or ConditionOperator.NotIn => !given.Any(g => condition.Values.Any(v => Compare(g, v) == 0)),
        ConditionOperator.NotContains => !given.Any(g => g.Contains(condition.Values[0], StringComparison.OrdinalIgnoreCase)),
        ConditionOperator.NotMatches => !given.Any(g => IsMatch(g, condition.Values[0])),
        _ => given.Any(g => HoldsForOne(condition, g)),
    };

    private static bool HoldsForOne(PromptCondition condition, string given)
    {
        var values = condition.Values;
        return condition.Operator switch
        {
            ConditionOperator.Equals or ConditionOperator.In => values.Any(v => Compare(given, v) == 0),
            ConditionOperator.Contains => given.Contains(values[0], StringComparison.OrdinalIgnoreCase),
            ConditionOperator.StartsWith => given.TrimStart().StartsWith(values[0], StringComparison.OrdinalIgnoreCase),
            ConditionOperator.EndsWith => given.TrimEnd().EndsWith(values[0], StringComparison.OrdinalIgnoreCase),
            ConditionOperator.GreaterThan => Compare(given, values[0]) > 0,
            ConditionOperator.GreaterOrEqual => Compare(given, values[0]) >= 0,
            ConditionOperator.LessThan => Compare(given, values[0]) < 0,
            ConditionOperator.LessOrEqual => Compare(given, values[0]) <= 0,
            ConditionOperator.Between => Compare(given, values[0]) >= 0 && Compare(given, values[1]) <= 0,
            ConditionOperator.Matches => IsMatch(given, values[0]),
            _ => false,
        };
    }

    /// <summary>As numbers where both are, as moments where both are, else as texts without regard to case.</summary>
    private static int Compare(string a, string b)
    {
        if (TryNumber(a, out var x) && TryNumber(b, out var y))
        {
            return x.CompareTo(y);
        }

        return TryMoment(a, out var s) && TryMoment(b, out var t)
            ? s.CompareTo(t)
            : string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryNumber(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool TryMoment(string text, out DateTime moment)
    {
        moment = default;
        return text.Length >= 8 && char.IsAsciiDigit(text[0])
            && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    private static bool IsMatch(string text, string pattern)
    {
        try
        {
            return ConditionRules.Pattern(pattern).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool IsOneOf(PromptCondition condition, bool isAny) =>
        condition.Operator is ConditionOperator.NotEquals or ConditionOperator.NotIn ? !isAny : isAny;

    /// <summary>German is also what is spoken in de-AT.</summary>
    private static bool IsLanguage(string? given, string wanted) => given is not null
        && (given.Equals(wanted, StringComparison.OrdinalIgnoreCase) || given.StartsWith(wanted + "-", StringComparison.OrdinalIgnoreCase));

    private static DateTime Local(PromptCondition condition, DateTime at) =>
        condition.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), zone)
            : at;

    private static string Named(string what, string? value) =>
        string.IsNullOrEmpty(value) ? $"{what} is not given" : $"{what} is {(value.Length <= 60 ? value : value[..60] + "…")}";

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Texts)],
        JsonValueKind.String => value.TryGetText(out var text) ? [text] : [],
        _ => [value.GetRawText()],
    };
}
