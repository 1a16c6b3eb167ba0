using System.Globalization;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>From when on a gateway counts what a key spends: "30d", "1h" or "1mo" before it next begins anew.</summary>
internal static partial class GatewayPeriod
{
    private const int DaysThatMeanAMonth = 30;

    /// <summary>Null: the duration cannot be read.</summary>
    public static DateTime? StartOf(DateTime end, string duration)
    {
        var match = Duration().Match(duration);
        if (!match.Success || !int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value;

        // Gateways begin "30d" anew on the first of each month, however long that was.
        if (unit == "mo" || (unit == "d" && count == DaysThatMeanAMonth && end.Day == 1))
        {
            var months = unit == "mo" ? count : 1;
            return months < (end.Year - 1) * 12 ? end.AddMonths(-months) : null;
        }

        var seconds = (long)count * unit switch { "s" => 1, "m" => 60, "h" => 3_600, "d" => 86_400, _ => 7 * 86_400 };
        return (end - DateTime.MinValue).TotalSeconds > seconds ? end.AddSeconds(-seconds) : null;
    }

    [GeneratedRegex(@"^(?<count>\d{1,9})(?<unit>s|m|h|d|w|mo)\z")]
    private static partial Regex Duration();
}
