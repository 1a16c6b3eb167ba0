using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace AssistantStudio.Web.Api;

/// <summary>What is left of a limit, as far as it is known.</summary>
internal sealed record OpenAiRate(long? Limit, long? Remaining, TimeSpan? Reset);

/// <summary>The headers that clients of OpenAI read.</summary>
internal static class OpenAiHeaders
{
    private const string RequestId = "x-request-id";

    /// <summary>To be called first: names the request, and counts the time until the answer begins.</summary>
    /// <returns>The id of the request.</returns>
    public static string Begin(HttpResponse response, TimeProvider clock)
    {
        var id = $"req_{Guid.NewGuid():N}";
        Name(response, id);
        response.OnStarting(static state => ((Started)state).WriteAsync(), new Started(response, clock, clock.GetTimestamp()));
        return id;
    }

    public static void Name(HttpResponse response, string id) => response.Headers[RequestId] = id;

    public static void Rates(HttpResponse response, OpenAiRate? requests, OpenAiRate? tokens)
    {
        Rate(response.Headers, requests, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
        Rate(response.Headers, tokens, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
    }

    /// <summary>Nothing between here and the client may collect what comes piece by piece.</summary>
    public static void Stream(HttpResponse response)
    {
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>As OpenAI writes it: "120ms", "1s", "6m0s", "1h0m5s".</summary>
    public static string Duration(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return "0s";
        }

        if (time < TimeSpan.FromSeconds(1))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds)}ms");
        }

        var seconds = (long)Math.Ceiling(time.TotalSeconds);
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return string.Create(CultureInfo.InvariantCulture, $"{(hours > 0 ? $"{hours}h" : "")}{(hours > 0 || minutes > 0 ? $"{minutes}m" : "")}{seconds % 60}s");
    }

    private static void Rate(IHeaderDictionary headers, OpenAiRate? rate, string limit, string remaining, string reset)
    {
        if (rate?.Limit is { } most)
        {
            headers[limit] = most.ToString(CultureInfo.InvariantCulture);
        }

        if (rate?.Remaining is { } left)
        {
            headers[remaining] = Math.Max(0, left).ToString(CultureInfo.InvariantCulture);
        }

        if (rate?.Reset is { } until)
        {
            headers[reset] = Duration(until);
        }
    }

    private sealed class Started(HttpResponse response, TimeProvider clock, long since)
    {
        public Task WriteAsync()
        {
            response.Headers["openai-processing-ms"] = ((long)clock.GetElapsedTime(since).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }
    }
}
