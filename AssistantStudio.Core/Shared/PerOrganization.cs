using System.Collections.Concurrent;

namespace AssistantStudio.Core.Shared;

/// <summary>Something of each organisation that every call needs: kept until somebody changes it, on this node or another.</summary>
public sealed class PerOrganization<T> : IDisposable
{
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<Guid, T> _kept = new();
    private readonly Func<Guid, CancellationToken, Task<T>> _read;
    private readonly IDisposable[] _subscriptions;
    private int _changes;

    /// <param name="topics">A change of any of them makes what is kept old.</param>
    public PerOrganization(ChangeFeed feed, IEnumerable<string> topics, Func<Guid, CancellationToken, Task<T>> read)
    {
        _read = read;
        _subscriptions = [.. topics.Select(topic => feed.SubscribeAll(topic, Forget))];
    }

    public async ValueTask<T> OfAsync(Guid organizationId, CancellationToken ct)
    {
        if (_kept.TryGetValue(organizationId, out var kept))
        {
            return kept;
        }

        var changes = Volatile.Read(ref _changes);
        var read = await _read(organizationId, ct).ConfigureAwait(false);
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        _kept[organizationId] = read;
        if (changes != Volatile.Read(ref _changes))
        {
            _kept.TryRemove(organizationId, out _); // It changed while it was read: this may be what it was.
        }

        return read;
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private void Forget(Change change)
    {
        Interlocked.Increment(ref _changes);
        if (change.OrganizationId == Guid.Empty)
        {
            _kept.Clear();
        }
        else
        {
            _kept.TryRemove(change.OrganizationId, out _);
        }
    }
}
