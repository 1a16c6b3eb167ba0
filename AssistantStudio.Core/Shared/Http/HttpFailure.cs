using System.Globalization;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>What went wrong on the wire, as a sentence for a person.</summary>
internal static class HttpFailure
{
    /// <summary>Null when the exception is the caller's own cancellation, or nothing that the wire does.</summary>
    public static StudioException? Explain(Exception exception, string host, RequestDeadline.Step step, CancellationToken caller)
    {
        if (Refusal(exception) is { } refusal)
        {
            // Thrown as it is: the transport wraps what the guard threw while connecting.
            return ReferenceEquals(refusal, exception) ? null : refusal;
        }

        return exception switch
        {
            OperationCanceledException when caller.IsCancellationRequested => null,
            OperationCanceledException when step.Exceeded is { } limit => TooSlow(host, limit, exception),
            // No connection came about: nothing was sent.
            OperationCanceledException => TooSlow(host, HttpLimits.ConnectTime, new HttpRequestException(HttpRequestError.ConnectionError, null, exception)),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                new LimitExceededException($"{host} sent more headers than are read ({HttpLimits.MaxHeaderKilobytes} KB)."),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new ProviderFailedException($"No secure connection to {host} could be made. Its certificate may be expired, self-signed or for another name, or the server speaks plain http: then begin the address with http://.", exception),
            HttpRequestException or IOException =>
                new ProviderFailedException($"The connection to {host} broke off.", exception),
            _ => null,
        };
    }

    public static LimitExceededException TooLong(string host, long limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{host} sent more than {Size(limit)}, which is the most that is read."));

    private static StudioException? Refusal(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is StudioException refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static ProviderFailedException TooSlow(string host, TimeSpan limit, Exception inner) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{host} did not answer within {limit.TotalSeconds:0.##} seconds."), inner);

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB");
}
