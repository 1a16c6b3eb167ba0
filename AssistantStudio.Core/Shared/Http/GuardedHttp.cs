using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Shared.Http;

/// <summary>
/// The one way to fetch an address that a person or a document gave. Clients are cheap: they share connections,
/// and neither they nor their disposal cost anything. Failures are <see cref="StudioException"/>s whose text a person may read:
/// Forbidden for an address that is refused, LimitExceeded for a reply that is too large, ProviderFailed for all else.
/// Bodies are read asynchronously only.
/// </summary>
public sealed class GuardedHttp : IDisposable
{
    private readonly HttpMessageInvoker _transport;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public GuardedHttp(AddressGuard guard, TimeProvider time, ILogger<GuardedHttp> log)
    {
        _transport = new HttpMessageInvoker(CreateTransport(guard));
        _time = time;
        _log = log;
    }

    public HttpClient CreateClient(HttpLimits limits) => ClientOf(new GuardedHandler(_transport, limits, _time, _log));

    /// <param name="around">Sees what goes out and what comes back.</param>
    public HttpClient CreateClient(HttpLimits limits, DelegatingHandler around)
    {
        around.InnerHandler = new GuardedHandler(_transport, limits, _time, _log);
        return ClientOf(around);
    }

    public void Dispose() => _transport.Dispose();

    private static HttpClient ClientOf(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    internal static SocketsHttpHandler CreateTransport(AddressGuard guard) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        // A proxy would look up the name again, out of our sight.
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        // Strangers need not learn our trace ids.
        ActivityHeadersPropagator = null,
        ConnectTimeout = HttpLimits.ConnectTime,
        PooledConnectionLifetime = HttpLimits.ConnectionLifetime,
        MaxResponseHeadersLength = HttpLimits.MaxHeaderKilobytes,
        MaxResponseDrainSize = HttpLimits.MaxDrainBytes,
    };
}
