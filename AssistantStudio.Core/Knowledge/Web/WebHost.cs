using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A host while it is read: it gets one request at a time and a pause after each, and is left alone when it asks for that.</summary>
internal sealed class WebHost(string name, WebFetch fetch, CrawlLimits limits, TimeProvider clock)
{
    private readonly SemaphoreSlim _turn = new(1);
    private TimeSpan _pause;
    private long? _last;
    private int _failuresInARow;

    /// <summary>Why it is asked nothing more in this run; null: it is.</summary>
    public string? Stopped { get; private set; }

    /// <summary>The longest that anybody asks for counts.</summary>
    public void Pause(TimeSpan atLeast) => _pause = atLeast > _pause ? atLeast : _pause;

    /// <summary>Waits for a turn; a busy server is waited for, if it does not ask for too much patience.</summary>
    public async Task<WebReply> AskAsync(Uri address, KnowledgeVisit? known, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            if (Stopped is { } why)
            {
                return new(ReplyKind.Trouble) { Failure = new ProviderFailedException(why) };
            }

            var reply = await fetch.GetAsync(address, known, ct).ConfigureAwait(false);
            _last = clock.GetTimestamp();
            if (reply.Kind != ReplyKind.Busy)
            {
                Count(reply);
                return reply;
            }

            var wait = reply.RetryAfter ?? limits.UsualWait;
            if (wait > limits.LongestWait || attempt == limits.Attempts)
            {
                Stopped = $"{reply.Failure!.Message} The rest of it was left for the next run.";
                return reply with { Kind = ReplyKind.Trouble };
            }

            await Task.Delay(wait, clock, ct).ConfigureAwait(false);
        }
    }

    /// <summary>For what is not a page. Dispose it when the answer was read.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_last is { } last && _pause - clock.GetElapsedTime(last) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, ct).ConfigureAwait(false);
            }

            return new Turn(this);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    private long Now() => clock.GetTimestamp();

    private void Count(WebReply reply)
    {
        _failuresInARow = reply.Kind == ReplyKind.Trouble ? _failuresInARow + 1 : 0;
        if (_failuresInARow == limits.FailuresInARow)
        {
            Stopped = string.Create(CultureInfo.InvariantCulture, $"{name} failed {_failuresInARow} times in a row. The rest of it was left for the next run.");
        }
    }

    private sealed class Turn(WebHost host) : IDisposable
    {
        public void Dispose()
        {
            host._last = host.Now();
            host._turn.Release();
        }
    }
}
