using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>One run: asks batch by batch, a few at a time, and gives every text its vector or its fault.</summary>
internal sealed class EmbeddingRun
{
    private readonly EmbeddingOrder _order;
    private readonly EmbeddingCalls _calls;
    private readonly EmbeddingTally _tally;
    private readonly TimeProvider _clock;
    private readonly EmbeddingGenerationOptions _options;
    private readonly EmbeddedText?[] _found;
    private readonly EmbeddingPlan _plan;

    /// <summary>How long a vector has to be; 0 until the first one says it.</summary>
    private int _dimensions;

    private int _answers;
    private int _refusedInARow;
    private EmbeddingFault? _end;
    private StudioException? _cause;

    public EmbeddingRun(EmbeddingOrder order, long? mostTokens, EmbeddingCalls calls, ICallSink sink, IProgress<EmbeddingProgress>? progress, TimeProvider clock)
    {
        (_order, _calls, _clock) = (order, calls, clock);
        _options = order.Options.TakingEach();
        _dimensions = order.Dimensions ?? order.Options?.Dimensions ?? 0;
        _found = new EmbeddedText?[order.Texts.Count];
        _tally = new(order.Texts.Count, sink, progress);
        _plan = EmbeddingPlan.Of(order, mostTokens, (at, fault) => _found[at] = new(default, fault));
        _tally.Add(0, _found.Count(f => f is not null));
    }

    public async Task CompleteAsync(CancellationToken ct)
    {
        if (_plan.Batches.Count > 0)
        {
            await AskAsync(_plan.Batches[0], 1, ct).ConfigureAwait(false);
        }

        if (_plan.Batches.Count <= 1)
        {
            return; // A question. To find that nothing is left would need another thread.
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ProviderConnector.BatchOf(_order.Target.Account).Parallel, CancellationToken = ct };
        await Parallel.ForEachAsync(_plan.Batches.Skip(1), parallel, async (batch, token) => await AskAsync(batch, 1, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Also of a run that was cancelled: what was found until then.</summary>
    public EmbeddingRunResult Result() =>
        new([.. Enumerable.Range(0, _found.Length).Select(i => _found[_plan.FirstOf(i)] ?? new(default, EmbeddingFaults.Stopped))], _tally.Usage, _end) { Cause = _cause };

    private async Task AskAsync(ArraySegment<int> batch, int tried, CancellationToken ct)
    {
        if (Volatile.Read(ref _end) is { } end)
        {
            Fail(batch, end);
            return;
        }

        var answers = Volatile.Read(ref _answers);
        try
        {
            string[] texts = [.. batch.Select(i => _order.Texts[i])];
            var vectors = await _calls.AskPatientlyAsync(_order.Target, texts, _options, _order.Purpose, _tally, ct).ConfigureAwait(false);
            Interlocked.Increment(ref _answers);
            Volatile.Write(ref _refusedInARow, 0);
            Take(batch, vectors);
        }
        catch (StudioException e)
        {
            await (EmbeddingFaults.ReachOf(e) switch
            {
                FaultReach.Text => WithoutItAsync(batch, e, ct),
                FaultReach.Passing => AgainAsync(batch, tried, e, answers, ct),
                _ => EndAsync(batch, e),
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Halves, until the text that is to blame stands alone.</summary>
    private async Task WithoutItAsync(ArraySegment<int> batch, StudioException e, CancellationToken ct)
    {
        if (batch.Count > 1)
        {
            await AskAsync(batch[..(batch.Count / 2)], 1, ct).ConfigureAwait(false);
            await AskAsync(batch[(batch.Count / 2)..], 1, ct).ConfigureAwait(false);
        }
        else if (Interlocked.Increment(ref _refusedInARow) >= EmbeddingRunLimits.RefusedInARow)
        {
            await EndAsync(batch, e).ConfigureAwait(false);
        }
        else
        {
            Fail(batch, FaultOf(e));
        }
    }

    /// <param name="answers">How many calls had been answered when this one was made.</param>
    private async Task AgainAsync(ArraySegment<int> batch, int tried, StudioException e, int answers, CancellationToken ct)
    {
        if (tried < EmbeddingRunLimits.Tries)
        {
            var pause = e is ModelCallException { RetryAfter: { } wanted } && wanted > TimeSpan.Zero ? wanted : EmbeddingRunLimits.Pause * tried;
            await Task.Delay(pause, _clock, ct).ConfigureAwait(false);

            // What took too long may be done in time by halves.
            var half = e is ModelCallException { Fault: ProviderFault.TimedOut } ? batch.Count / 2 : 0;
            if (half > 0)
            {
                await AskAsync(batch[..half], tried + 1, ct).ConfigureAwait(false);
            }

            await AskAsync(batch[half..], tried + 1, ct).ConfigureAwait(false);
        }
        else if (Volatile.Read(ref _answers) == answers)
        {
            await EndAsync(batch, e).ConfigureAwait(false); // Nobody else was answered either.
        }
        else
        {
            Fail(batch, FaultOf(e));
        }
    }

    private Task EndAsync(ArraySegment<int> batch, StudioException e)
    {
        var fault = FaultOf(e);
        Interlocked.CompareExchange(ref _end, fault, null);
        Fail(batch, fault);
        return Task.CompletedTask;
    }

    private void Take(ArraySegment<int> batch, GeneratedEmbeddings<Embedding<float>> vectors)
    {
        var (done, failed) = (0, 0);
        for (var i = 0; i < batch.Count; i++)
        {
            var vector = vectors[i].Vector;
            var fault = EmbeddingFaults.Of(vector.Span) ?? FaultOfLength(vector.Length);
            _found[batch[i]] = fault is null ? new(vector, null) : new(default, fault);
            var copies = _plan.CopiesOf(batch[i]);
            (done, failed) = fault is null ? (done + copies, failed) : (done, failed + copies);
        }

        _tally.Add(done, failed);
    }

    private EmbeddingFault FaultOf(StudioException e)
    {
        Interlocked.CompareExchange(ref _cause, e, null);
        return EmbeddingFaults.Of(e);
    }

    private EmbeddingFault? FaultOfLength(int length)
    {
        Interlocked.CompareExchange(ref _dimensions, length, 0);
        return length == _dimensions ? null : EmbeddingFaults.OfLength(length, _dimensions);
    }

    private void Fail(ArraySegment<int> batch, EmbeddingFault fault)
    {
        foreach (var text in batch)
        {
            _found[text] = new(default, fault);
        }

        _tally.Add(0, batch.Sum(_plan.CopiesOf));
    }
}
