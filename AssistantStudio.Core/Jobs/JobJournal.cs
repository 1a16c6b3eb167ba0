using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Core.Jobs;

/// <summary>Another node works on this run now; whatever this one still does would be done twice.</summary>
internal sealed class RunLostException : Exception;

/// <summary>Remembers which items of a run are finished.</summary>
internal sealed class JobJournal(StudioDb db, ClaimedRun run, Access access, RunRecorder recorder, TimeProvider clock, ILogger log)
{
    private Dictionary<string, JobItemState>? _known;
    private JobItemCounts _counts;
    private long _done;
    private long _total;

    public Task<JobItemCounts> GoThroughAsync<T>(
        IReadOnlyCollection<T> items, Func<T, string> key, Func<T, CancellationToken, Task<JobItemOutcome>> action, CancellationToken ct) =>
        EachAsync(items, key, async (item, itemKey) =>
        {
            var outcome = await action(item, ct).ConfigureAwait(false);

            // What is done is done: the stop that came meanwhile must not lose it.
            return await RecordAsync(itemKey, outcome.SkipReason is null ? JobItemState.Done : JobItemState.Skipped, outcome.SkipReason, CancellationToken.None).ConfigureAwait(false);
        }, ct);

    public Task<JobItemCounts> GoThroughInTransactionsAsync<T>(
        IReadOnlyCollection<T> items, Func<T, string> key, Func<T, StudioDbContext, CancellationToken, Task<JobItemOutcome>> action, CancellationToken ct) =>
        EachAsync(items, key, async (item, itemKey) =>
        {
            var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var outcome = await action(item, context, ct).ConfigureAwait(false);
                    var state = outcome.SkipReason is null ? JobItemState.Done : JobItemState.Skipped;
                    await AddEntryAsync(context, itemKey, state, outcome.SkipReason, ct).ConfigureAwait(false);
                    await transaction.CommitAsync(ct).ConfigureAwait(false);
                    return state;
                }
            }
        }, ct);

    private async Task<JobItemCounts> EachAsync<T>(
        IReadOnlyCollection<T> items, Func<T, string> key, Func<T, string, Task<JobItemState>> step, CancellationToken ct)
    {
        var known = _known ??= await LoadAsync(ct).ConfigureAwait(false);
        _total += items.Count;
        var failuresInARow = 0;
        foreach (var item in items)
        {
            ct.ThrowIfCancellationRequested();
            var itemKey = Shorten(key(item));
            if (known.TryGetValue(itemKey, out var before) && before != JobItemState.Failed)
            {
                _done++;
                recorder.Count(_counts, _done, _total);
                continue;
            }

            JobItemState state;
            try
            {
                state = await step(item, itemKey).ConfigureAwait(false);
                failuresInARow = 0;
            }
            catch (Exception e) when (e is not RunLostException && !(e is OperationCanceledException && ct.IsCancellationRequested))
            {
                var reason = Reason(e, itemKey);
                state = await RecordAsync(itemKey, JobItemState.Failed, reason, ct).ConfigureAwait(false);
                recorder.Line(JobLineLevel.Warning, $"{itemKey}: {reason}");
                if (++failuresInARow == JobLimits.MaxFailuresInARow)
                {
                    throw new ProviderFailedException($"{JobLimits.MaxFailuresInARow} items in a row failed, the last one with: {reason}", e);
                }
            }

            Count(known, itemKey, state);
        }

        recorder.Count(_counts, _done, _total);
        return _counts;
    }

    private void Count(Dictionary<string, JobItemState> known, string itemKey, JobItemState state)
    {
        if (known.TryGetValue(itemKey, out var before))
        {
            _counts = Add(_counts, before, -1);
        }

        known[itemKey] = state;
        _counts = Add(_counts, state, 1);
        _done++;
        recorder.Count(_counts, _done, _total);
    }

    private static JobItemCounts Add(JobItemCounts counts, JobItemState state, int by) => state switch
    {
        JobItemState.Done => counts with { Done = counts.Done + by },
        JobItemState.Skipped => counts with { Skipped = counts.Skipped + by },
        _ => counts with { Failed = counts.Failed + by },
    };

    private async Task<Dictionary<string, JobItemState>> LoadAsync(CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var known = await context.Set<JobRunItem>().Where(i => i.RunId == run.Id)
                .ToDictionaryAsync(i => i.Key, i => i.State, StringComparer.Ordinal, ct).ConfigureAwait(false);
            foreach (var state in known.Values)
            {
                _counts = Add(_counts, state, 1);
            }

            return known;
        }
    }

    private async Task<JobItemState> RecordAsync(string itemKey, JobItemState state, string? reason, CancellationToken ct)
    {
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var transaction = await context.Database.BeginTransactionAsync(ct).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await AddEntryAsync(context, itemKey, state, reason, ct).ConfigureAwait(false);
                await transaction.CommitAsync(ct).ConfigureAwait(false);
                return state;
            }
        }
    }

    private async Task AddEntryAsync(StudioDbContext context, string itemKey, JobItemState state, string? reason, CancellationToken ct)
    {
        if (_known!.ContainsKey(itemKey))
        {
            await context.Set<JobRunItem>().Where(i => i.RunId == run.Id && i.Key == itemKey && i.State == JobItemState.Failed)
                .ExecuteDeleteAsync(ct).ConfigureAwait(false);
        }

        context.Add(new JobRunItem
        {
            RunId = run.Id,
            OrganizationId = run.OrganizationId,
            Key = itemKey,
            State = state,
            Reason = JobText.Cut(reason, JobLimits.ItemReasonLength),
            At = clock.GetUtcNow().UtcDateTime,
        });
        try
        {
            await context.SaveChangesAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate() && e.Entries.Any(entry => entry.Entity is JobRunItem))
        {
            throw new RunLostException();
        }
    }

    private string Reason(Exception exception, string itemKey)
    {
        if (exception is StudioException)
        {
            return exception.Message;
        }

        var reference = JobRunner.NewReference();
        JobLog.ItemFailed(log, exception, run.JobKey, run.Id, itemKey, reference);
        return $"An unexpected error occurred (reference {reference}).";
    }

    private static string Shorten(string key) => key.Length <= JobLimits.ItemKeyLength
        ? key
        : key[..(JobLimits.ItemKeyLength - 65)] + ":" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
