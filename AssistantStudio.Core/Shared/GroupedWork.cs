namespace AssistantStudio.Core.Shared;

/// <summary>
/// Work that is done for many at once, each of whom waits for its own: while one group is being done the next gathers, so
/// that a thousand at the same time are a few transactions and not a thousand.
/// </summary>
/// <param name="work">A result for each, in their order.</param>
/// <param name="groupFailed">Told when a group failed. Then each is tried by itself: one that cannot be done must not take the others along.</param>
internal sealed class GroupedWork<TItem, TResult>(int size, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work, Action<Exception, int> groupFailed)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private Task? _working;

    /// <summary>What is on its way is done even if the caller goes.</summary>
    public Task<TResult> AddAsync(TItem item, CancellationToken ct)
    {
        var pending = new Pending(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        TaskCompletionSource? first = null;
        lock (_lock)
        {
            if (_working is null)
            {
                first = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _working = first.Task;
            }
            else
            {
                _waiting.Enqueue(pending);
            }
        }

        if (first is not null)
        {
            _ = BeginAsync(pending, first); // Nobody is at it: done here and now, no other thread has to wake up for it.
        }

        return pending.Done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task? working;
            lock (_lock)
            {
                working = _working;
            }

            if (working is null)
            {
                return;
            }

            await working.ConfigureAwait(false);
        }
    }

    private async Task BeginAsync(Pending pending, TaskCompletionSource first)
    {
        await DoAsync([pending]).ConfigureAwait(false);
        lock (_lock)
        {
            // Whoever came first is not kept with the groups of those who came meanwhile.
            _working = _waiting.Count > 0 ? Task.Run(WorkAsync, CancellationToken.None) : null;
        }

        first.SetResult();
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            var group = new List<Pending>();
            lock (_lock)
            {
                while (group.Count < size && _waiting.TryDequeue(out var one))
                {
                    group.Add(one);
                }

                if (group.Count == 0)
                {
                    _working = null;
                    return;
                }
            }

            await DoAsync(group).ConfigureAwait(false);
        }
    }

    private async Task DoAsync(List<Pending> group)
    {
        try
        {
            var results = await work([.. group.Select(p => p.Item)]).ConfigureAwait(false);
            foreach (var (pending, result) in group.Zip(results))
            {
                pending.Done.TrySetResult(result);
            }
        }
        catch (Exception e) when (group.Count > 1)
        {
            groupFailed(e, group.Count);
            foreach (var one in group)
            {
                await DoAsync([one]).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            group[0].Done.TrySetException(e);
        }
    }

    private sealed record Pending(TItem Item, TaskCompletionSource<TResult> Done);
}
