using System.Globalization;

namespace AssistantStudio.Web.Shell;

/// <summary>
/// How the product writes numbers, money and times. The same for everybody, whatever the server's culture;
/// unknown is an en dash, less than zero has a true minus sign.
/// </summary>
public static class Format
{
    public const string Unknown = "–";
    public const string Unpriced = "unpriced";

    private const char Minus = '\u2212';
    private const long NanosPerDollar = 1_000_000_000;
    private const long NanosPerCent = NanosPerDollar / 100;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>4,817</summary>
    public static string Number(long? value) => value is { } v ? Sign(v < 0, Magnitude(v).ToString("N0", Invariant)) : Unknown;

    /// <summary>1,284 / 1,911</summary>
    public static string Of(long done, long? total) => $"{Number(done)} / {Number(total)}";

    /// <summary>"1 user", "4,817 users"; the plural is the word with an s unless it is given.</summary>
    public static string Count(long count, string one, string? many = null) =>
        $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    public static string UpperFirst(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static string LowerFirst(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>0.834 is 83.4%; whole percentages lose their zero.</summary>
    public static string Percent(double? share)
    {
        if (share is not { } s || !double.IsFinite(s))
        {
            return Unknown;
        }

        var text = Math.Abs(s * 100).ToString("#,0.0", Invariant);
        text = text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        return Sign(s < 0 && text != "0", text) + "%";
    }

    /// <summary>0.834, −0.120, with three decimals; what rounds to nothing has no sign.</summary>
    public static string Thousandths(double? value)
    {
        if (value is not { } v || !double.IsFinite(v))
        {
            return Unknown;
        }

        var rounded = Math.Round(v, 3);
        return Sign(rounded < 0, Math.Abs(rounded).ToString("#,0.000", Invariant));
    }

    /// <summary>412 ms, 1.38 s, 11 min 20 s, 3 h 5 min, 2 days 4 h.</summary>
    public static string Duration(TimeSpan? time)
    {
        if (time is not { } t)
        {
            return Unknown;
        }

        var span = t.Duration();
        return Sign(t < TimeSpan.Zero, span switch
        {
            { TotalMilliseconds: < 999.5 } => Plain(Math.Round(span.TotalMilliseconds)) + " ms",
            { TotalSeconds: < 9.995 } => span.TotalSeconds.ToString("0.00", Invariant) + " s",
            { TotalSeconds: < 59.5 } => Plain(Math.Round(span.TotalSeconds)) + " s",
            { TotalHours: < 1 } => Two(span.Minutes, "min", span.Seconds, "s"),
            { TotalDays: < 1 } => Two(span.Hours, "h", span.Minutes, "min"),
            _ => Two(span.Days, span.Days == 1 ? "day" : "days", span.Hours, "h"),
        });
    }

    public static string Milliseconds(double? milliseconds) =>
        Duration(milliseconds is { } ms && double.IsFinite(ms) ? TimeSpan.FromMilliseconds(ms) : null);

    /// <summary>842, 12.4 k, 36.31 M, 1.20 G. The unit is the reader's: tokens.</summary>
    public static string Tokens(long? tokens)
    {
        if (tokens is not { } t)
        {
            return Unknown;
        }

        var size = Magnitude(t);
        return Sign(t < 0, size switch
        {
            < 10_000 => size.ToString("N0", Invariant),
            < 999_950 => (size / 1e3).ToString("0.0", Invariant) + " k",
            < 999_995_000 => (size / 1e6).ToString("0.00", Invariant) + " M",
            _ => (size / 1e9).ToString("#,0.00", Invariant) + " G",
        });
    }

    /// <summary>412 B, 1.4 KB, 118 GB; by 1,024.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } b)
        {
            return Unknown;
        }

        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var size = (double)Magnitude(b);
        var unit = 0;
        while (size >= 1023.5 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return Sign(b < 0, size.ToString(unit > 0 && size < 9.95 ? "0.0" : "0", Invariant) + " " + units[unit]);
    }

    /// <summary>Nano-dollars: $149.61, below one cent $0.009488, unknown is unpriced and never nothing.</summary>
    public static string Money(long? nanoDollars)
    {
        if (nanoDollars is not { } nanos)
        {
            return Unpriced;
        }

        var size = Magnitude(nanos);
        var dollars = size / (decimal)NanosPerDollar;
        var text = size switch
        {
            0 => "$0.00",
            < 500 => "<$0.000001",
            < NanosPerCent => "$" + dollars.ToString("0.000000", Invariant),
            _ => "$" + dollars.ToString("N2", Invariant),
        };
        return Sign(nanos < 0, text);
    }

    /// <summary>Both times in the reader's zone: 14:02 today, Wed 18 Nov this week, 4 Nov 2026 otherwise.</summary>
    public static string When(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } t)
        {
            return Unknown;
        }

        var days = (now.Date - t.Date).Days;
        return days switch
        {
            0 => t.ToString("HH:mm", Invariant),
            > -7 and < 7 => t.ToString("ddd d MMM", Invariant),
            _ => t.ToString("d MMM yyyy", Invariant),
        };
    }

    /// <summary>For lines of a log, both times in the reader's zone: 14:02:07 today, 4 Nov, 14:02:07 otherwise.</summary>
    public static string Second(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } t ? t.ToString(t.Date == now.Date ? "HH:mm:ss" : "d MMM, HH:mm:ss", Invariant) : Unknown;

    /// <summary>4 Nov 2026, 14:02:07</summary>
    public static string Exact(DateTimeOffset? time) => time?.ToString("d MMM yyyy, HH:mm:ss", Invariant) ?? Unknown;

    public static string Date(DateOnly? date) => date?.ToString("d MMM yyyy", Invariant) ?? Unknown;

    /// <summary>4 November: for a day near enough that nobody asks for the year.</summary>
    public static string Day(DateTime day) => day.ToString("d MMMM", Invariant);

    /// <summary>"now", "in 5 min", "3 h ago", "in 2 days".</summary>
    public static string Relative(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } t)
        {
            return Unknown;
        }

        var away = t - now;
        var span = away.Duration();
        if (span < TimeSpan.FromSeconds(45))
        {
            return "now";
        }

        var text = span switch
        {
            { TotalMinutes: < 59.5 } => Plain(Math.Max(1, Math.Round(span.TotalMinutes))) + " min",
            { TotalHours: < 23.5 } => Plain(Math.Round(span.TotalHours)) + " h",
            _ => Count((long)Math.Round(span.TotalDays), "day"),
        };
        return away > TimeSpan.Zero ? "in " + text : text + " ago";
    }

    private static ulong Magnitude(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    private static string Sign(bool negative, string text) => negative ? Minus + text : text;

    private static string Plain(double value) => value.ToString("0", Invariant);

    private static string Two(int first, string firstUnit, int second, string secondUnit) => second == 0
        ? string.Create(Invariant, $"{first} {firstUnit}")
        : string.Create(Invariant, $"{first} {firstUnit} {second} {secondUnit}");
}
