using System.Globalization;

namespace AssistantStudio.Web.Components.Jobs;

/// <summary>A schedule of five cron fields as a sentence, as far as that is shorter than the fields.</summary>
internal static class CronText
{
    private static readonly string[] s_days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] s_shortDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public static string Describe(string? cron)
    {
        if (string.IsNullOrWhiteSpace(cron))
        {
            return "Only when somebody starts it";
        }

        var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            return $"By the cron expression {cron}";
        }

        var (minute, hour, day, month, weekday) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        var anyDay = day is "*" or "?" && month == "*";
        var anyWeekday = weekday is "*" or "?";
        var sentence = (Number(minute, 59), Number(hour, 23)) switch
        {
            ({ } m, { } h) when anyDay && anyWeekday => $"Every day at {Time(h, m)}",
            ({ } m, { } h) when anyDay && Days(weekday) is { } days => $"{days} at {Time(h, m)}",
            ({ } m, { } h) when month == "*" && anyWeekday && Number(day, 31) is { } d and > 0 => $"On day {Plain(d)} of each month at {Time(h, m)}",
            ({ } m, null) when anyDay && anyWeekday && hour == "*" => m == 0 ? "Every hour" : $"Every hour, {Plain(m)} min past",
            ({ } m, null) when anyDay && anyWeekday && Step(hour) is { } step => $"Every {Plain(step)} hours" + (m == 0 ? "" : $", {Plain(m)} min past"),
            (null, null) when anyDay && anyWeekday && hour == "*" && minute == "*" => "Every minute",
            (null, null) when anyDay && anyWeekday && hour == "*" && Step(minute) is { } step => $"Every {Plain(step)} minutes",
            _ => null,
        };
        return sentence ?? $"By the cron expression {cron}";
    }

    public static string DayName(int day) => s_days[day];

    internal static int? Number(string field, int max) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= max ? value : null;

    internal static int? Weekday(string field) =>
        Array.IndexOf(s_shortDays, field.ToUpperInvariant()) is >= 0 and var named ? named : Number(field, 7) is { } day ? day % 7 : null;

    private static string? Days(string weekday) => weekday.ToUpperInvariant() switch
    {
        "1-5" or "MON-FRI" => "Monday to Friday",
        "0,6" or "6,0" or "SAT,SUN" => "Saturday and Sunday",
        _ => Weekday(weekday) is { } day ? $"Every {s_days[day]}" : null,
    };

    private static int? Step(string field) => field.StartsWith("*/", StringComparison.Ordinal) ? Number(field[2..], 59) : null;

    private static string Time(int hour, int minute) => string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}");

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
