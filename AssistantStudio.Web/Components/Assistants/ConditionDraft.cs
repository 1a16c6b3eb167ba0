using AssistantStudio.Core.Assistants;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>What has to be typed or chosen for a condition.</summary>
public enum ConditionInput
{
    None,
    Text,
    Pattern,
    Several,
    Range,
    Days,
    Window,
}

/// <summary>One condition as it stands in the form.</summary>
public sealed class ConditionDraft
{
    public static IReadOnlyList<DayOfWeek> Week { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public Guid Id { get; } = Guid.NewGuid();

    public ConditionSubject Subject { get; private set; }

    public ConditionOperator Operator { get; set; }

    public string Variable { get; set; } = "";

    public string Text { get; set; } = "";

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public IReadOnlyList<string> Several { get; set; } = [];

    public IReadOnlySet<DayOfWeek> Days { get; private set; } = new HashSet<DayOfWeek>();

    public string TimeZone { get; set; } = "";

    public IReadOnlyList<ConditionOperator> Operators => PromptCondition.OperatorsOf(Subject);

    public ConditionInput Input => (Subject, Operator) switch
    {
        (ConditionSubject.Time, _) => ConditionInput.Window,
        (ConditionSubject.Weekday, _) => ConditionInput.Days,
        (_, ConditionOperator.Exists or ConditionOperator.Missing) => ConditionInput.None,
        (_, ConditionOperator.In or ConditionOperator.NotIn) => ConditionInput.Several,
        (_, ConditionOperator.Between) => ConditionInput.Range,
        (_, ConditionOperator.Matches or ConditionOperator.NotMatches) => ConditionInput.Pattern,
        _ => ConditionInput.Text,
    };

    public static ConditionDraft New(string zone)
    {
        var draft = new ConditionDraft { TimeZone = zone };
        draft.Choose(ConditionSubject.Variable);
        return draft;
    }

    public static ConditionDraft Of(PromptCondition stored, string zone)
    {
        var values = stored.Values;
        var draft = new ConditionDraft
        {
            Subject = stored.Subject,
            Operator = stored.Operator,
            Variable = stored.Subject == ConditionSubject.Variable ? stored.Variable : "",
            Text = values.Count == 1 ? values[0] : "",
            Several = values,
            TimeZone = stored.TimeZone ?? (stored.Subject is ConditionSubject.Weekday or ConditionSubject.Time ? "UTC" : zone),
            Days = values.SelectMany(v => Week.Where(d => d.ToString().StartsWith(v, StringComparison.OrdinalIgnoreCase))).ToHashSet(),
        };
        var ends = values is [var window] && stored.Subject == ConditionSubject.Time ? window.Split(['-', '–'], 2) : [.. values];
        (draft.From, draft.To) = (ends.ElementAtOrDefault(0) ?? "", ends.ElementAtOrDefault(1) ?? "");
        return draft;
    }

    /// <summary>What was typed stays where the new subject can use it.</summary>
    public void Choose(ConditionSubject subject)
    {
        Subject = subject;
        Operator = subject == ConditionSubject.Weekday ? ConditionOperator.In : Operators.Contains(Operator) && Text.Length > 0 ? Operator : Operators[0];
        if (subject == ConditionSubject.Time && (From.Length == 0 || To.Length == 0))
        {
            (From, To) = ("09:00", "17:00");
        }

        if (subject == ConditionSubject.Weekday && Days.Count == 0)
        {
            Days = Week.Take(5).ToHashSet();
        }
    }

    public void Toggle(DayOfWeek day, bool isOn) => Days = (isOn ? Days.Append(day) : Days.Where(d => d != day)).ToHashSet();

    public PromptCondition ToCondition() => new()
    {
        Field = Subject switch
        {
            ConditionSubject.Variable => PromptCondition.VariablePrefix + Variable.Trim(),
            ConditionSubject.UserRole => "user_role",
            _ => Subject.ToString().ToLowerInvariant(),
        },

        // Days are always several, whatever the form says about being one of them.
        Operator = Input != ConditionInput.Days ? Operator : Operator is ConditionOperator.NotEquals or ConditionOperator.NotIn ? ConditionOperator.NotIn : ConditionOperator.In,
        Values = Input switch
        {
            ConditionInput.None => [],
            ConditionInput.Several => Several,
            ConditionInput.Range or ConditionInput.Window => [From, To],
            ConditionInput.Days => [.. Week.Where(Days.Contains).Select(d => d.ToString().ToLowerInvariant())],
            _ => [Text],
        },
        TimeZone = Input is ConditionInput.Days or ConditionInput.Window && TimeZone.Trim().Length > 0 ? TimeZone.Trim() : null,
    };
}
