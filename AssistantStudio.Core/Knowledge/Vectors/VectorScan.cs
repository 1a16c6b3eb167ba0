using System.Numerics;

namespace AssistantStudio.Core.Knowledge;

/// <summary>One pass over what a view shows, by as many threads as it is worth.</summary>
internal sealed class VectorScan(VectorView view, QueryCode query, int count, AllowedSources? allowed)
{
    private readonly ScoreFloor _floor = new();
    private int _next = -1;

    public IReadOnlyList<VectorCandidate> Run(CancellationToken cancellationToken)
    {
        var bytes = (long)view.Count * query.RowBytes;
        var threads = bytes < VectorLimits.BytesForTwoThreads ? 1 : Math.Min(VectorLimits.MaxThreads, Environment.ProcessorCount);
        var found = new Candidates[threads];
        for (var i = 0; i < threads; i++)
            found[i] = new(count, _floor);

        if (threads == 1)
            Work(found[0], cancellationToken);
        else
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, i => Work(found[i], cancellationToken));

        foreach (var other in found.Skip(1))
            found[0].Add(other);

        return found[0].ToSorted();
    }

    /// <summary>Takes segments until none is left: a thread that comes late, or is held up, leaves them to the other.</summary>
    private void Work(Candidates found, CancellationToken cancellationToken)
    {
        Span<int> products = stackalloc int[HalfByteProduct.RowsAtOnce];
        for (var i = Interlocked.Increment(ref _next); i < view.Segments.Length; i = Interlocked.Increment(ref _next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (view.Segments[i] is { } segment)
                Look(segment, view.CountOf(i), products, found);
        }
    }

    private void Look(VectorSegment segment, int end, Span<int> products, Candidates found)
    {
        var (start, length) = segment.Run(0, end, view.Time, allowed);
        while (length > 0)
        {
            var next = segment.Run(start + length, end, view.Time, allowed);
            // Rows that are no longer there, at the end or of a shorter run, are replaced by these.
            ref var ahead = ref segment.UpperRows(next.Length < length ? start : next.Start);
            HalfByteProduct.Rows(ref segment.UpperRows(start), ref ahead, query.RowBytes, ref query.Coarse, products[..length]);
            var promising = query.Promising(
                products[..length], segment.Scales.Slice(start, length), segment.UpperErrors.Slice(start, length), found.Floor);
            for (; promising != 0; promising &= promising - 1)
            {
                var i = BitOperations.TrailingZeroCount(promising);
                var place = start + i;
                if (allowed?.Entries is { } entries && !entries.Contains(segment.Id(place)))
                    continue;

                var (score, error) = query.Score(products[i], segment.Upper(place), segment.Lower(place), segment.Bounds(place));
                found.Add(segment.Id(place), score - error, score + error);
            }

            (start, length) = next;
        }
    }
}
