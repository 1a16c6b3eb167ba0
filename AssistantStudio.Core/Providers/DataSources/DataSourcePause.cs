using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace AssistantStudio.Core.Providers;

/// <summary>Whether a data source asks for a pause, and how long it is.</summary>
internal static class DataSourcePause
{
    /// <summary>Longer pauses end the run: the next one goes on where it stopped.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>GitHub does not say how long its limit for bursts lasts: a minute at least, its documentation says.</summary>
    private static readonly TimeSpan s_burst = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_hiccup = TimeSpan.FromSeconds(2);

    /// <summary>Null: it asks for none.</summary>
    /// <param name="tries">How often it was asked before.</param>
    public static TimeSpan? Of(HttpStatusCode status, HttpResponseHeaders headers, string body, int tries, DateTimeOffset now)
    {
        var isLimit = status == HttpStatusCode.TooManyRequests
            || (status == HttpStatusCode.Forbidden && (headers.RetryAfter is not null || Remaining(headers) == 0 || body.Contains("rate limit", StringComparison.OrdinalIgnoreCase)));
        var isDown = status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        if (!isLimit && !isDown)
        {
            return null;
        }

        var pause = RetryAfter(headers, now) ?? (isLimit && Remaining(headers) == 0 ? Reset(headers, now) : null);
        return pause ?? (isLimit ? s_burst : s_hiccup) * Math.Pow(2, tries);
    }

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - (headers.Date ?? now) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>Seconds since 1970 at GitHub, a date at Jira.</summary>
    private static TimeSpan? Reset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var text = Header(headers, "X-RateLimit-Reset");
        DateTimeOffset? at = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
            : null;
        return at is not { } reset ? null : reset - (headers.Date ?? now) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero;
    }

    private static long? Remaining(HttpResponseHeaders headers) =>
        long.TryParse(Header(headers, "X-RateLimit-Remaining"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var rest) ? rest : null;

    private static string? Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
