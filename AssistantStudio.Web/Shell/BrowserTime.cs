namespace AssistantStudio.Web.Shell;

/// <summary>The time zone of the person's browser, told once per circuit; UTC until then.</summary>
public sealed class BrowserTime(TimeProvider clock, ILogger<BrowserTime> log)
{
    public event Action? Changed;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>As people in that zone write it: "Europe/Berlin", or "UTC".</summary>
    public string ZoneName => Zone == TimeZoneInfo.Utc ? "UTC" : Zone.Id;

    public DateTimeOffset Now => ToLocal(clock.GetUtcNow());

    public DateTimeOffset ToLocal(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    /// <summary>14:02 today, Wed 18 Nov this week, 4 Nov 2026 before that.</summary>
    public string Text(DateTimeOffset? time) => Format.When(time is { } t ? ToLocal(t) : null, Now);

    /// <summary>4 Nov 2026, 14:02:07, for titles and details.</summary>
    public string Exact(DateTimeOffset? time) => Format.Exact(time is { } t ? ToLocal(t) : null);

    /// <summary>14:02:07 today, 4 Nov, 14:02:07 before that, for lines of a log.</summary>
    public string Second(DateTimeOffset? time) => Format.Second(time is { } t ? ToLocal(t) : null, Now);

    public string Relative(DateTimeOffset? time) => Format.Relative(time, clock.GetUtcNow());

    public void Use(string? zone)
    {
        if (!string.IsNullOrEmpty(zone))
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            {
                Zone = found.HasSameRules(TimeZoneInfo.Utc) ? TimeZoneInfo.Utc : found;
            }
            else
            {
                ShellLog.UnknownZone(log, zone);
            }
        }

        Changed?.Invoke();
    }
}
