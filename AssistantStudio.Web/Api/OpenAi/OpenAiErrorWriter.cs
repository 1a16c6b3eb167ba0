using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Web.Api;

/// <summary>An error as a whole answer, with what clients go by when they decide whether to ask again.</summary>
internal static class OpenAiErrorWriter
{
    /// <summary>False: the answer has begun already, and nothing can be said any more.</summary>
    public static async Task<bool> WriteAsync(HttpResponse response, OpenAiError error, CancellationToken ct)
    {
        if (response.HasStarted)
        {
            return false;
        }

        response.StatusCode = error.Status;
        Retry(response, error);
        await OpenAiJson.WriteAsync(response, error, static (json, e) => Write(json, e), ct);
        return true;
    }

    /// <summary>The object with the one field "error".</summary>
    public static void Write(Utf8JsonWriter json, OpenAiError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Retry(HttpResponse response, OpenAiError error)
    {
        if (error.RetryAfter is { } asked)
        {
            var wait = TimeSpan.FromMilliseconds(Math.Clamp(asked.TotalMilliseconds, 1, OpenAiLimits.LongestRetry.TotalMilliseconds));
            response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            response.Headers["retry-after-ms"] = ((int)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (error.ShouldRetry is { } should)
        {
            response.Headers["x-should-retry"] = should ? "true" : "false";
        }
    }
}
