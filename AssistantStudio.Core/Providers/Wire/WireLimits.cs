using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Providers;

internal static class WireLimits
{
    /// <summary>One line of a stream. A whole tool call with its arguments fits many times over.</summary>
    public const int MaxLineBytes = 2 * 1024 * 1024;

    /// <summary>Of an error's body.</summary>
    public const int MaxErrorChars = 64 * 1024;

    /// <summary>Of the provider's own words that are passed on.</summary>
    public const int DetailLength = 300;

    public const int EmbeddingsAtOnce = 2_048;

    /// <summary>A whole answer in one piece takes as long as the model thinks.</summary>
    public static HttpLimits ForAnswer(TimeSpan timeout) => new()
    {
        MaxBodyBytes = 64L * 1024 * 1024,
        MaxDecodedBytes = 128L * 1024 * 1024,
        MaxRedirects = 0,
        HeadersTime = timeout,
        IdleTime = timeout,
        TotalTime = timeout,
    };

    /// <param name="idle">The longest pause; some servers are silent until the first token.</param>
    /// <param name="total">Everything.</param>
    public static HttpLimits ForStream(TimeSpan idle, TimeSpan total) => ForAnswer(total) with { HeadersTime = idle, IdleTime = idle };
}
