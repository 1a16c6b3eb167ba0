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
        lock (_lock)
        {
            _waiting.Enqueue(pending);
            _working ??= Task.Run(WorkAsync, CancellationToken.None);
        }

        return pending.Done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Task? working;
        lock (_lock)
        {
            working = _working;
        }

        await (working ?? Task.CompletedTask).ConfigureAwait(false);
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
