using System.Collections.Concurrent;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Organizations;

/// <summary>Holds each key to the requests a minute that it is for, on this machine.</summary>
public sealed class ApiKeyRates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, MinuteWindow> _windows = new();

    /// <exception cref="LimitExceededException">The key has had what it may have in this minute.</exception>
    public void Take(Grant grant)
    {
        if (grant is not { ApiKeyId: { } key, RequestsPerMinute: { } most })
        {
            return;
        }

        var window = _windows.GetOrAdd(key, _ => new());
        lock (window)
        {
            var now = clock.GetUtcNow();
            if (window.Sum(now) >= most)
            {
                throw new LimitExceededException($"This API key is for {most} requests a minute. Try again in a moment.", window.WaitFor(now, most));
            }

            window.Add(now, 1);
        }
    }
}
