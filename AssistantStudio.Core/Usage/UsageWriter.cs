using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

/// <summary>
/// For calls that change nothing else: what they used is committed in groups, and each caller waits for the commit of its own.
/// While one group is being stored the next gathers, so that a thousand calls at once are a few transactions and not a thousand.
/// </summary>
public sealed class UsageWriter(StudioDb db, ChangeFeed feed, ILogger<UsageWriter> log) : IAsyncDisposable
{
    public const string Topic = "usage";

    private const int GroupSize = 500;

    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private Task? _storing;

    /// <summary>Returns when it is stored. What is on its way is stored even if the caller goes: the vendor bills it too.</summary>
    /// <exception cref="UnavailableException">It could not be stored.</exception>
    public Task RecordAsync(UsageDraft draft, CancellationToken ct)
    {
        var pending = new Pending(draft, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiting.Enqueue(pending);
            _storing ??= Task.Run(StoreAllAsync, CancellationToken.None);
        }

        return pending.Done.Task.WaitAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Task? storing;
        lock (_lock)
        {
            storing = _storing;
        }

        await (storing ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task StoreAllAsync()
    {
        while (true)
        {
            var group = new List<Pending>();
            lock (_lock)
            {
                while (group.Count < GroupSize && _waiting.TryDequeue(out var one))
                {
                    group.Add(one);
                }

                if (group.Count == 0)
                {
                    _storing = null;
                    return;
                }
            }

            await StoreAsync(group).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(List<Pending> group)
    {
        try
        {
            await CommitAsync([.. group.Select(p => p.Draft)]).ConfigureAwait(false);
            group.ForEach(p => p.Done.TrySetResult());
            foreach (var organization in group.Select(p => p.Draft.OrganizationId).Distinct())
            {
                feed.Publish(new(Topic, organization, null));
            }
        }
        catch (Exception e) when (group.Count > 1)
        {
            // One that cannot be stored must not take the others along.
            UsageLog.GroupFailed(log, e, group.Count);
            foreach (var one in group)
            {
                await StoreAsync([one]).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            UsageLog.NotStored(log, e, group[0].Draft.Model);
            group[0].Done.TrySetException(new UnavailableException("What the call used could not be stored.", e));
        }
    }

    private async Task CommitAsync(IReadOnlyCollection<UsageDraft> drafts)
    {
        var context = await db.OpenSystemAsync(CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.WriteUsageAsync(drafts, CancellationToken.None).ConfigureAwait(false);
                await context.SaveChangesAsync(CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed record Pending(UsageDraft Draft, TaskCompletionSource Done);
}
