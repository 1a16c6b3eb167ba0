namespace AssistantStudio.Core.Shared.Http;

/// <summary>How much one request to a foreign address may cost. The defaults suit a page or a document.</summary>
public sealed record HttpLimits
{
    /// <summary>Headers of one response, all together.</summary>
    public const int MaxHeaderKilobytes = 64;

    /// <summary>What is read of an unwanted body (a redirect's) to keep its connection.</summary>
    public const int MaxDrainBytes = 64 * 1024;

    /// <summary>Below this many bytes a body is harmless however well it was compressed.</summary>
    public const int ExpansionFreeBytes = 1024 * 1024;

    /// <summary>Name look-up, connection and TLS together.</summary>
    public static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(15);

    /// <summary>After this a connection is not used again, so that names and allowed networks are looked up anew.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of a body as they are sent.</summary>
    public long MaxBodyBytes { get; init; } = 20L * 1024 * 1024;

    /// <summary>Bytes of a body after decompression.</summary>
    public long MaxDecodedBytes { get; init; } = 50L * 1024 * 1024;

    /// <summary>How many times larger than sent a body may become.</summary>
    public int MaxExpansion { get; init; } = 200;

    public int MaxRedirects { get; init; } = 5;

    /// <summary>From sending a request to the end of the response's headers, per redirect.</summary>
    public TimeSpan HeadersTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause inside a body.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Everything, redirects and body included; <see cref="Timeout.InfiniteTimeSpan"/> for a stream that lives as long as it sends.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromMinutes(2);
}
