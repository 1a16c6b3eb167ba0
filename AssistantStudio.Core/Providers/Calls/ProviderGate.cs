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

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _begun = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private int _running;
    private int _failures;
    private DateTimeOffset? _closedUntil;
    private bool _isTrying;
    private bool _looksAgain;

    public int Load()
    {
        lock (_lock)
        {
            return _closedUntil > clock.GetUtcNow() ? int.MaxValue : _running + _waiting.Count;
        }
    }

    public bool HasFailed()
    {
        lock (_lock)
        {
            return _failures > 0;
        }
    }

    /// <summary>When it is asked again; null while it is open, and for the one that tries whether it is there again.</summary>
    /// <param name="tries">Whoever gets this tells by <see cref="Succeeded"/> or <see cref="Failed"/> what came of it: until then nobody else tries.</param>
    public DateTimeOffset? ClosedUntil(out bool tries)
    {
        tries = false;
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

            _isTrying = tries = true;
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
    /// <param name="tries">As <see cref="ClosedUntil"/> said. What was on its way before ends nobody else's try.</param>
    public void Failed(bool isOfProvider, bool tries)
    {
        lock (_lock)
        {
            _isTrying &= !tries;
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

    /// <summary>
    /// Waits until fewer than the limit run and fewer than so many were begun within a minute. Who waits for the minute keeps no
    /// place meanwhile, so that whoever is more urgent still goes first. Give the place back by <see cref="Leave"/>.
    /// </summary>
    public Task EnterAsync(int? limit, int? perMinute, bool isUrgent, int priority, CancellationToken ct)
    {
        var waiter = new Waiter(limit, perMinute, isUrgent, priority);
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (_waiting.Count == 0 && Begins(waiter))
            {
                return Task.CompletedTask;
            }

            node = Join(waiter);
            Admit();
        }

        return WaitAsync(node, ct);
    }

    /// <summary>The place goes to who waits, the urgent first, and of them those of the highest priority.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _running--;
            Admit();
        }
    }

    private async Task WaitAsync(LinkedListNode<Waiter> node, CancellationToken ct)
    {
        var givingUp = ct.Register(() => GiveUp(node, ct));
        await using (givingUp.ConfigureAwait(false))
        {
            await node.Value.Task.ConfigureAwait(false);
        }
    }

    private void GiveUp(LinkedListNode<Waiter> node, CancellationToken ct)
    {
        lock (_lock)
        {
            if (node.List is null)
            {
                return; // It has its place by now, and gives it back.
            }

            _waiting.Remove(node);
            node.Value.TrySetCanceled(ct);
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } next)
        {
            if (!Begins(next.Value))
            {
                LookAgain(next.Value);
                return;
            }

            _waiting.Remove(next);
            next.Value.TrySetResult();
        }
    }

    private bool Begins(Waiter waiter)
    {
        if (_running >= waiter.Limit || BegunInMinute() >= waiter.PerMinute)
        {
            return false;
        }

        _running++;
        if (waiter.PerMinute is not null)
        {
            _begun.Enqueue(clock.GetUtcNow());
        }

        return true;
    }

    private int BegunInMinute()
    {
        while (_begun.TryPeek(out var oldest) && oldest <= clock.GetUtcNow() - s_minute)
        {
            _begun.Dequeue();
        }

        return _begun.Count;
    }

    /// <summary>A place becomes free when somebody leaves; the minute goes by without a word.</summary>
    private void LookAgain(Waiter first)
    {
        if (_looksAgain || !(BegunInMinute() >= first.PerMinute))
        {
            return;
        }

        _looksAgain = true;
        var wait = _begun.Peek() + s_minute - clock.GetUtcNow();
        _ = LookAgainAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private async Task LookAgainAsync(TimeSpan wait)
    {
        await Task.Delay(wait, clock).ConfigureAwait(false);
        lock (_lock)
        {
            _looksAgain = false;
            Admit();
        }
    }

    private LinkedListNode<Waiter> Join(Waiter waiter)
    {
        var before = _waiting.Last;
        while (before is not null && waiter.GoesBefore(before.Value))
        {
            before = before.Previous;
        }

        return before is null ? _waiting.AddFirst(waiter) : _waiting.AddAfter(before, waiter);
    }

    private sealed class Waiter(int? limit, int? perMinute, bool isUrgent, int priority) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private readonly bool _isUrgent = isUrgent;
        private readonly int _priority = priority;

        public int? Limit => limit;

        public int? PerMinute => perMinute;

        public bool GoesBefore(Waiter other) => _isUrgent == other._isUrgent ? _priority > other._priority : _isUrgent;
    }
}
