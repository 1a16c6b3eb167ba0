using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Usage;

/// <summary>For calls that change nothing else: what they used is committed in groups, and each caller waits for the commit of its own.</summary>
public sealed class UsageWriter : IAsyncDisposable
{
    public const string Topic = "usage";

    private const int GroupSize = 500;
    private const int MostSoon = 5_000;

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    private readonly StudioDb _db;
    private readonly ChangeFeed _feed;
    private readonly ILogger<UsageWriter> _log;
    private readonly GroupedWork<IReadOnlyList<UsageDraft>, bool> _work;
    private readonly List<IReadOnlyList<UsageDraft>> _soon = [];
    private Task? _gathering;

    public UsageWriter(StudioDb db, ChangeFeed feed, ILogger<UsageWriter> log)
    {
        (_db, _feed, _log) = (db, feed, log);
        _work = new(GroupSize, CommitAsync, (e, calls) => UsageLog.GroupFailed(log, e, calls));
    }

    public Task RecordAsync(UsageDraft draft, CancellationToken ct) => RecordCallAsync([draft], ct);

    /// <summary>
    /// Returns when all that one call used is stored, in one transaction: what was held back for it is given back once, and no
    /// attempt may be missing then. What is on its way is stored even if the caller goes: the vendor bills it too.
    /// </summary>
    /// <exception cref="UnavailableException">It could not be stored.</exception>
    public async Task RecordCallAsync(IReadOnlyList<UsageDraft> call, CancellationToken ct)
    {
        if (call.Count == 0)
        {
            return;
        }

        try
        {
            await _work.AddAsync(call, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            UsageLog.NotStored(_log, e, call[^1].Model);
            throw new UnavailableException("What the call used could not be stored.", e);
        }
    }

    /// <summary>
    /// For calls that were written down before they were made: whoever asked need not wait for the record. A crash before it is
    /// stored leaves what was written down, and the call is settled from that. Waits only where too many are on their way.
    /// </summary>
    internal Task RecordSoonAsync(IReadOnlyList<UsageDraft> call)
    {
        if (call.All(d => d.ReservationId is not null))
        {
            lock (_soon)
            {
                if (_soon.Count < MostSoon)
                {
                    _soon.Add(call);
                    _gathering ??= Task.Run(GatherAsync);
                    return Task.CompletedTask;
                }
            }
        }

        return RecordCallAsync(call, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Task? gathering;
        lock (_soon)
        {
            gathering = _gathering;
        }

        await (gathering ?? Task.CompletedTask).ConfigureAwait(false);
        await _work.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A moment's records together: otherwise the next call would wait for the record of the one before it.</summary>
    private async Task GatherAsync()
    {
        while (true)
        {
            await Task.Delay(s_moment).ConfigureAwait(false); // To gather, not to judge anything by: a clock that stands still would keep them for ever.
            List<IReadOnlyList<UsageDraft>> calls;
            lock (_soon)
            {
                if (_soon.Count == 0)
                {
                    _gathering = null; // Only now: whoever ends the program waits for this.
                    return;
                }

                calls = [.. _soon];
                _soon.Clear();
            }

            await StoreAsync(calls).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(List<IReadOnlyList<UsageDraft>> calls)
    {
        foreach (var some in calls.Chunk(GroupSize))
        {
            if (!await TryToRecordAsync([.. some.SelectMany(c => c)]).ConfigureAwait(false) && some.Length > 1)
            {
                foreach (var one in some)
                {
                    await TryToRecordAsync(one).ConfigureAwait(false); // One that cannot be stored must not take the others along.
                }
            }
        }
    }

    /// <summary>False: it could not be stored. It is in the log, and what was held back for it stays until it is settled.</summary>
    private async Task<bool> TryToRecordAsync(IReadOnlyList<UsageDraft> call)
    {
        try
        {
            await RecordCallAsync(call, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (UnavailableException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<bool>> CommitAsync(IReadOnlyList<IReadOnlyList<UsageDraft>> calls)
    {
        var drafts = calls.SelectMany(c => c).ToArray();
        var context = await _db.OpenSystemAsync(CancellationToken.None).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await context.WriteUsageAsync(drafts, CancellationToken.None).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
            }
        }

        foreach (var organization in drafts.Select(d => d.OrganizationId).Distinct())
        {
            _feed.Publish(new(Topic, organization, null));
        }

        return [.. calls.Select(_ => true)];
    }
}
