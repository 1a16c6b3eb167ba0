using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Assistants;

public enum ConditionOperator
{
    Equals,
    NotEquals,
    In,
    NotIn,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    GreaterThan,
    GreaterOrEqual,
    LessThan,
    LessOrEqual,
    Between,
    Exists,
    Missing,
    Matches,
    NotMatches,
}

/// <summary>What a condition looks at. A variable has its name in addition.</summary>
public enum ConditionSubject
{
    Variable,
    UserRole,
    Language,
    Channel,
    Weekday,
    Time,
    Message,
}

/// <summary>One condition on a link, as it is built in a form and stored.</summary>
public sealed record PromptCondition
{
    public const string VariablePrefix = "variables.";

    /// <summary><c>variables.plan</c>, <c>user_role</c>, <c>language</c>, <c>channel</c>, <c>weekday</c>, <c>time</c> or <c>message</c>.</summary>
    public required string Field { get; init; }

    [JsonConverter(typeof(ConditionOperatorWord))]
    public ConditionOperator Operator { get; init; }

    /// <summary>One text, or several for in, not_in and between.</summary>
    [JsonPropertyName("value"), JsonConverter(typeof(ConditionValues))]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Where the clock hangs, for weekday and time. Without it UTC.</summary>
    public string? TimeZone { get; init; }

    [JsonIgnore]
    public ConditionSubject Subject => Field switch
    {
        "user_role" or "userRole" => ConditionSubject.UserRole,
        "language" => ConditionSubject.Language,
        "channel" => ConditionSubject.Channel,
        "weekday" => ConditionSubject.Weekday,
        "time" => ConditionSubject.Time,
        "message" => ConditionSubject.Message,
        _ => ConditionSubject.Variable,
    };

    /// <summary>The variable's name; a field that is nothing else is a variable, too.</summary>
    [JsonIgnore]
    public string Variable => Field.StartsWith(VariablePrefix, StringComparison.Ordinal) ? Field[VariablePrefix.Length..] : Field;

    /// <summary>Which operators make sense for what.</summary>
    public static IReadOnlyList<ConditionOperator> OperatorsOf(ConditionSubject subject) => subject switch
    {
        ConditionSubject.Variable => Enum.GetValues<ConditionOperator>(),
        ConditionSubject.Time => [ConditionOperator.Between],
        ConditionSubject.Message =>
            [ConditionOperator.Contains, ConditionOperator.NotContains, ConditionOperator.StartsWith, ConditionOperator.EndsWith, ConditionOperator.Equals, ConditionOperator.Matches, ConditionOperator.NotMatches],
        _ => [ConditionOperator.Equals, ConditionOperator.NotEquals, ConditionOperator.In, ConditionOperator.NotIn],
    };
}
