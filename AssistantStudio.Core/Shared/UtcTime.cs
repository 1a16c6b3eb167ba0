namespace AssistantStudio.Core.Shared;

public static class UtcTime
{
    /// <summary>A time that came from outside. One without a zone is meant in UTC, as everywhere in the API, and not in the zone of this machine.</summary>
    public static DateTime Of(DateTime time) => time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();
}
