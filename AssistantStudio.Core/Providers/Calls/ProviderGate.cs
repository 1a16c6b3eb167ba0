namespace AssistantStudio.Core.Providers;

/// <summary>
/// What all calls of one provider share: how many run at a time, those that wait in order of urgency and priority, and whether it has
/// failed so often that asking again is left alone for a while.
/// </summary>
internal sealed class ProviderGate(TimeProvider clock)
{
    /// <summary>Failures in a row after which it is left alone.</summary>
    public const int FailuresToClose = 5;

    public static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>Until whoever goes before has woken up.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _begun = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly LinkedList<Waiter> _waitingForMinute = new();
    private int _running;
    private int _failures;
    private DateTimeOffset? _closedUntil;
    private bool _isTrying;

    public int Load()
    {
        lock (_lock)
        {
            return _closedUntil > clock.GetUtcNow() ? int.MaxValue : _running + _waiting.Count;
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
    public async Task EnterAsync(int? limit, int? perMinute, bool isUrgent, int priority, CancellationToken ct)
    {
        await EnterAsync(limit, isUrgent, priority, ct).ConfigureAwait(false);
        try
        {
            if (perMinute is { } most)
            {
                await BeginInMinuteAsync(most, new(isUrgent, priority), ct).ConfigureAwait(false);
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Waits for a place. Give it back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(int? limit, bool isUrgent, int priority, CancellationToken ct)
    {
        var place = new Waiter(isUrgent, priority);
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (limit is not { } most || _running < most)
            {
                _running++;
                return;
            }

            node = Join(_waiting, place);
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

    /// <summary>The place goes to who waits, the urgent first, and of them those of the highest priority.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            while (_waiting.First is { } next)
            {
                _waiting.Remove(next);
                if (next.Value.TrySetResult())
                {
                    return;
                }
            }

            _running--;
        }
    }

    private async Task BeginInMinuteAsync(int most, Waiter waiter, CancellationToken ct)
    {
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            node = Join(_waitingForMinute, waiter);
        }

        try
        {
            while (WaitOf(most, node) is { } wait)
            {
                await Task.Delay(wait, clock, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_lock)
            {
                node.List?.Remove(node);
            }
        }
    }

    /// <summary>Null: it may begin now, and has.</summary>
    private TimeSpan? WaitOf(int most, LinkedListNode<Waiter> node)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_begun.TryPeek(out var oldest) && oldest <= now - s_minute)
            {
                _begun.Dequeue();
            }

            // Whoever goes before has its place in this minute, also while it has not woken up yet.
            var before = 0;
            for (var other = node.Previous; other is not null && before < most; other = other.Previous)
            {
                before++;
            }

            if (_begun.Count + before < most)
            {
                _begun.Enqueue(now);
                _waitingForMinute.Remove(node);
                return null;
            }

            return _begun.TryPeek(out var first) ? first + s_minute - now : s_moment;
        }
    }

    private static LinkedListNode<Waiter> Join(LinkedList<Waiter> line, Waiter waiter)
    {
        var before = line.Last;
        while (before is not null && waiter.GoesBefore(before.Value))
        {
            before = before.Previous;
        }

        return before is null ? line.AddFirst(waiter) : line.AddAfter(before, waiter);
    }

    private sealed class Waiter(bool isUrgent, int priority) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly bool _isUrgent = isUrgent;
        private readonly int _priority = priority;

        public bool GoesBefore(Waiter other) => _isUrgent == other._isUrgent ? _priority > other._priority : _isUrgent;
    }
}
