namespace AssistantStudio.Core.Providers;

/// <summary>
/// What all calls of one provider share: how many run at a time, those that wait in order of urgency, and whether it has
/// failed so often that asking again is left alone for a while.
/// </summary>
internal sealed class ProviderGate(TimeProvider clock)
{
    /// <summary>Failures in a row after which it is left alone.</summary>
    public const int FailuresToClose = 5;

    public static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _begun = new();
    private readonly LinkedList<TaskCompletionSource> _urgent = new();
    private readonly LinkedList<TaskCompletionSource> _patient = new();
    private int _running;
    private int _failures;
    private DateTimeOffset? _closedUntil;
    private bool _isTrying;

    public int Load()
    {
        lock (_lock)
        {
            return _closedUntil > clock.GetUtcNow() ? int.MaxValue : _running + _urgent.Count + _patient.Count;
        }
    }

    /// <summary>When it is asked again; null while it is open. Who gets null from a closed gate is the one that tries.</summary>
    public DateTimeOffset? ClosedUntil()
    {
        lock (_lock)
        {
            if (_closedUntil is not { } until)
            {
                return null;
            }

            if (until > clock.GetUtcNow() || _isTrying)
            {
                return until;
            }

            _isTrying = true;
            return null;
        }
    }

    public void Succeeded()
    {
        lock (_lock)
        {
            (_failures, _closedUntil, _isTrying) = (0, null, false);
        }
    }

    /// <param name="isOfProvider">The provider itself is in trouble, not only this request.</param>
    public void Failed(bool isOfProvider)
    {
        lock (_lock)
        {
            _isTrying = false;
            if (!isOfProvider)
            {
                return;
            }

            if (++_failures >= FailuresToClose)
            {
                _closedUntil = clock.GetUtcNow() + ClosedFor;
            }
        }
    }

    /// <summary>Waits for a place, and with it for the next minute where this one is full. Give the place back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(int? limit, int? perMinute, bool isUrgent, CancellationToken ct)
    {
        await EnterAsync(limit, isUrgent, ct).ConfigureAwait(false);
        try
        {
            while (WaitOf(perMinute) is { } wait)
            {
                await Task.Delay(wait, clock, ct).ConfigureAwait(false);
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Waits for a place. Give it back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(int? limit, bool isUrgent, CancellationToken ct)
    {
        TaskCompletionSource place;
        LinkedListNode<TaskCompletionSource> node;
        lock (_lock)
        {
            if (limit is not { } most || _running < most)
            {
                _running++;
                return;
            }

            place = new(TaskCreationOptions.RunContinuationsAsynchronously);
            node = (isUrgent ? _urgent : _patient).AddLast(place);
        }

        var cancelled = ct.Register(() => place.TrySetCanceled(ct));
        await using (cancelled.ConfigureAwait(false))
        {
            try
            {
                await place.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                {
                    node.List?.Remove(node);
                }

                throw;
            }
        }
    }

    /// <summary>Null: it may begin now, and has.</summary>
    private TimeSpan? WaitOf(int? perMinute)
    {
        if (perMinute is not { } most)
        {
            return null;
        }

        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_begun.TryPeek(out var oldest) && oldest <= now - s_minute)
            {
                _begun.Dequeue();
            }

            if (_begun.Count < most)
            {
                _begun.Enqueue(now);
                return null;
            }

            return _begun.Peek() + s_minute - now;
        }
    }

    /// <summary>The place goes to who waits, the urgent first.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            while ((_urgent.First ?? _patient.First) is { } next)
            {
                next.List!.Remove(next);
                if (next.Value.TrySetResult())
                {
                    return;
                }
            }

            _running--;
        }
    }
}
