using System.Globalization;

namespace AssistantStudio.Web.Components.Jobs;

internal enum ScheduleKind
{
    Never,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Cron,
}

/// <summary>A schedule while a person edits it: simple choices for what most want, cron for the rest.</summary>
internal sealed class ScheduleDraft
{
    public ScheduleKind Kind { get; set; }

    public int Minute { get; set; }

    public int Hour { get; set; } = 2;

    /// <summary>0 is Sunday.</summary>
    public int Weekday { get; set; } = 1;

    public int Day { get; set; } = 1;

    public string? Cron { get; set; }

    public static ScheduleDraft Of(string? cron)
    {
        var draft = new ScheduleDraft { Cron = cron, Kind = string.IsNullOrWhiteSpace(cron) ? ScheduleKind.Never : ScheduleKind.Cron };
        var fields = (cron ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5 || CronText.Number(fields[0], 59) is not { } minute || fields[3] != "*")
        {
            return draft;
        }

        draft.Minute = minute;
        var (day, weekday) = (fields[2], fields[4]);
        if (CronText.Number(fields[1], 23) is not { } hour)
        {
            draft.Kind = fields[1] == "*" && day == "*" && weekday == "*" ? ScheduleKind.Hourly : ScheduleKind.Cron;
            return draft;
        }

        draft.Hour = hour;
        if (weekday == "*")
        {
            var number = CronText.Number(day, 31);
            draft.Day = number is > 0 and <= 28 ? number.Value : draft.Day;
            draft.Kind = day == "*" ? ScheduleKind.Daily : number is > 0 and <= 28 ? ScheduleKind.Monthly : ScheduleKind.Cron;
        }
        else if (day == "*" && CronText.Weekday(weekday) is { } known)
        {
            draft.Weekday = known;
            draft.Kind = ScheduleKind.Weekly;
        }

        return draft;
    }

    /// <summary>Empty: only when somebody starts it.</summary>
    public string ToCron() => Kind switch
    {
        ScheduleKind.Never => "",
        ScheduleKind.Hourly => Fields($"{Minute} * * * *"),
        ScheduleKind.Daily => Fields($"{Minute} {Hour} * * *"),
        ScheduleKind.Weekly => Fields($"{Minute} {Hour} * * {Weekday}"),
        ScheduleKind.Monthly => Fields($"{Minute} {Hour} {Day} * *"),
        _ => Cron?.Trim() ?? "",
    };

    public static string Word(ScheduleKind kind) => kind switch
    {
        ScheduleKind.Never => "Only when somebody starts it",
        ScheduleKind.Hourly => "Every hour",
        ScheduleKind.Daily => "Every day",
        ScheduleKind.Weekly => "Every week",
        ScheduleKind.Monthly => "Every month",
        _ => "By a cron expression",
    };

    private static string Fields(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
