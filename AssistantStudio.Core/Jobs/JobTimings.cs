using System.Diagnostics.CodeAnalysis;
using AssistantStudio.Core.Shared;
using Quartz;

namespace AssistantStudio.Core.Jobs;

/// <summary>Checks and reckons with cron times.</summary>
internal static class JobTimings
{
    public static JobTiming Validate(string cron, string timeZone)
    {
        var errors = new Dictionary<string, string[]>();
        if (cron.Length > JobLimits.CronLength || !CronExpression.TryParse(cron.Trim(), CronFormat.Unix, out _))
        {
            errors["cron"] = ["This is not a schedule. Five fields are needed: minute, hour, day of the month, month and weekday, such as 30 2 * * * for half past two every night."];
        }

        if (!TryFindZone(timeZone, out _))
        {
            errors["timeZone"] = ["This time zone is not known. Use a name such as Europe/Berlin or UTC."];
        }

        return errors.Count == 0 ? new JobTiming(cron.Trim(), timeZone) : throw new ValidationException(errors);
    }

    public static DateTime? Next(JobTiming timing, DateTime after) =>
        Expression(timing).GetNextValidTimeAfter(new DateTimeOffset(after, TimeSpan.Zero))?.UtcDateTime;

    /// <summary>In the library's own form, with its zone.</summary>
    public static CronExpression Expression(JobTiming timing) =>
        CronExpression.Parse(timing.Cron, CronFormat.Unix)
            .WithTimeZone(TryFindZone(timing.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);

    private static bool TryFindZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length <= JobLimits.TimeZoneLength && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }
}
