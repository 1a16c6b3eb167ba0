using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Shared;

/// <summary>Something was committed: a topic ("users", "jobs") of one organisation, and which row. Empty organisation: the installation.</summary>
public sealed record Change(string Topic, Guid OrganizationId, Guid? Id = null)
{
    /// <summary>Nobody knows what changed: every listener looks again.</summary>
    internal static Change Anything { get; } = new("*", Guid.Empty);
}

/// <summary>Topics that more than one feature publishes or hears.</summary>
public static class Topics
{
    /// <summary>Somebody's rights; the id is the user's, or nothing for everybody.</summary>
    public const string Access = "access";
}

/// <summary>
/// The one way screens and caches hear of committed changes. Publishing costs nothing when nobody listens.
/// Between nodes the database carries it, see <c>PostgresChangeRelay</c>.
/// </summary>
public sealed partial class ChangeFeed(ILogger<ChangeFeed> log)
{
    private ImmutableArray<Subscription> _subscriptions = [];

    /// <summary>Raised for changes made by this process, so that the relay can tell the other nodes.</summary>
    internal event Action<Change>? PublishedHere;

    public int SubscriberCount => _subscriptions.Length;

    /// <summary>Call after the commit, never before: a listener reads what was written.</summary>
    public void Publish(Change change)
    {
        Deliver(change);
        PublishedHere?.Invoke(change);
    }

    /// <summary>Handlers run on the publisher's thread and must return at once; dispose to stop listening.</summary>
    public IDisposable Subscribe(Guid organizationId, string topic, Action<Change> handler) =>
        Add(new Subscription(this, c => c.Topic == topic && c.OrganizationId == organizationId, handler));

    /// <summary>Hears a topic of every organisation. For caches of the program itself, not for screens.</summary>
    public IDisposable SubscribeAll(string topic, Action<Change> handler) =>
        Add(new Subscription(this, c => c.Topic == topic, handler));

    internal void Deliver(Change change)
    {
        foreach (var subscription in _subscriptions)
        {
            if (change != Change.Anything && !subscription.Matches(change))
            {
                continue;
            }

            try
            {
                subscription.Handler(change);
            }
            catch (Exception e)
            {
                HandlerFailed(e, change.Topic);
            }
        }
    }

    private Subscription Add(Subscription subscription)
    {
        ImmutableInterlocked.Update(ref _subscriptions, (list, added) => list.Add(added), subscription);
        return subscription;
    }

    [LoggerMessage(1001, LogLevel.Error, "A listener of changes to {Topic} failed")]
    private partial void HandlerFailed(Exception exception, string topic);

    private sealed class Subscription(ChangeFeed feed, Func<Change, bool> matches, Action<Change> handler) : IDisposable
    {
        public Func<Change, bool> Matches { get; } = matches;

        public Action<Change> Handler { get; } = handler;

        public void Dispose() =>
            ImmutableInterlocked.Update(ref feed._subscriptions, (list, removed) => list.Remove(removed), this);
    }
}
