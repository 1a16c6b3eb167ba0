using System.Globalization;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Dates as other systems write them; Jira leaves out the colon in <c>2026-11-20T10:44:51.887+0100</c>.</summary>
internal static class RecordDate
{
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null)
            return null;

        // +0100 → +01:00
        if (text.Length > 5 && text[^5] is '+' or '-' && text.AsSpan(text.Length - 4).IndexOfAnyExceptInRange('0', '9') < 0)
            text = $"{text[..^2]}:{text[^2..]}";

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    /// <summary>The day as it was where it was written.</summary>
    public static string? Day(string? text) => Parse(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
