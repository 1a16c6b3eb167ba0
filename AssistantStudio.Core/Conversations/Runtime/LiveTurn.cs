using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;

namespace AssistantStudio.Core.Conversations;

/// <summary>
/// A turn while it goes on, for any number of readers. What was written stays here until the end, so that whoever comes late
/// or comes back misses nothing; a reader that waits, for its own reader perhaps, gets more at once instead of holding anybody up.
/// </summary>
internal sealed class LiveTurn : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<(TurnEvent Event, int At)> _events = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _asked = new(StringComparer.Ordinal);
    private ImmutableArray<ChannelWriter<bool>> _readers = [];
    private int _saved;

    public LiveTurn() => Stopping = _stop.Token;

    public required Guid Id { get; init; }

    public required Guid OrganizationId { get; init; }

    public required Guid ConversationId { get; init; }

    public required Guid MessageId { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>Somebody pressed Stop, or the program ends.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Why it was stopped, as a code; null: it was not.</summary>
    public string? StoppedBy { get; private set; }

    public bool HasEnded { get; private set; }

    public int Length
    {
        get
        {
            lock (_lock)
            {
                return _text.Length;
            }
        }
    }

    public void Stop(string reason)
    {
        lock (_lock)
        {
            if (HasEnded || StoppedBy is not null)
            {
                return;
            }

            StoppedBy = reason;
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    public void Append(string text)
    {
        lock (_lock)
        {
            _text.Append(text);
        }

        Wake();
    }

    public void Add(TurnEvent added)
    {
        lock (_lock)
        {
            _events.Add((added, _text.Length));
            HasEnded |= added.IsLast;
        }

        Wake();
    }

    public string Text()
    {
        lock (_lock)
        {
            return _text.ToString();
        }
    }

    /// <summary>The events besides the text, each with how much of the text was there.</summary>
    public IReadOnlyList<(TurnEvent Event, int At)> Events()
    {
        lock (_lock)
        {
            return [.. _events];
        }
    }

    /// <summary>The text so far, when more of it is there than was stored.</summary>
    public string? Unsaved()
    {
        lock (_lock)
        {
            if (HasEnded || _text.Length == _saved)
            {
                return null;
            }

            return _text.ToString();
        }
    }

    public void Saved(string text)
    {
        lock (_lock)
        {
            _saved = text.Length;
        }
    }

    /// <summary>Waits for a person. Anything but a yes is a no.</summary>
    public Task<bool> AskAsync(string call, CancellationToken ct) =>
        _asked.GetOrAdd(call, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(ct);

    /// <summary>False: nobody waits for this.</summary>
    public bool Answer(string call, bool agreed) => _asked.TryGetValue(call, out var asked) && asked.TrySetResult(agreed);

    /// <summary>From a position to the end. Whoever stops reading stops nothing else.</summary>
    public async IAsyncEnumerable<NumberedEvent> ReadAsync(TurnPosition from, [EnumeratorCancellation] CancellationToken ct)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = true });
        lock (_lock)
        {
            _readers = _readers.Add(wake.Writer);
        }

        try
        {
            for (var (at, isWoken) = (from, false); ;)
            {
                var (next, position) = Take(at);
                if (isWoken && next is [.., { Event: { IsLast: true } or TurnApprovalNeeded }])
                {
                    await Task.Yield(); // Here readers may leave: what they do afterwards, another turn perhaps, is not a part of this one.
                }

                foreach (var one in next)
                {
                    yield return one;
                }

                at = position;
                if (next is [.., { Event.IsLast: true }])
                {
                    yield break;
                }

                if (next.Count == 0)
                {
                    await wake.Reader.ReadAsync(ct).ConfigureAwait(false);
                    isWoken = true;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers = _readers.Remove(wake.Writer);
            }
        }
    }

    public void Dispose() => _stop.Dispose();

    private (IReadOnlyList<NumberedEvent> Events, TurnPosition Position) Take(TurnPosition from)
    {
        lock (_lock)
        {
            return TurnReplay.Take(_events, _text, from);
        }
    }

    /// <summary>Readers go on at once, on the thread of whoever writes, until they wait for something: waking another one takes longer than what they do.</summary>
    private void Wake()
    {
        ImmutableArray<ChannelWriter<bool>> readers;
        lock (_lock)
        {
            readers = _readers;
        }

        foreach (var reader in readers)
        {
            reader.TryWrite(true);
        }
    }
}
