using System.Threading.RateLimiting;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Web.Hosting;

/// <summary>Whoever guesses keys is held up before the next guess is looked up.</summary>
internal sealed class WrongKeys(IOptions<WebOptions> options) : IDisposable
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(network =>
        RateLimitPartition.GetFixedWindowLimiter(network, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.WrongKeysPerMinute, Window = s_minute }));

    /// <exception cref="LimitExceededException">Too many from there were wrong.</exception>
    public void Require(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(WebSafety.NetworkOf(context), permitCount: 0);
        if (!lease.IsAcquired)
        {
            throw new LimitExceededException("Too many keys that are not known were sent from this address. Wait a minute.", s_minute);
        }
    }

    public void Note(HttpContext context) => _limiter.AttemptAcquire(WebSafety.NetworkOf(context)).Dispose();

    public void Dispose() => _limiter.Dispose();
}
