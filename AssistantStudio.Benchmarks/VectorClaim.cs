using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Benchmarks;

/// <summary>
/// The index of vectors with 100,000 and 1,000,000 entries of 384 dimensions, in clusters as the chunks of documents are. The
/// baseline is how long the same threads take to read as much memory as a search does, in turns with the searches.
/// </summary>
internal static class VectorClaim
{
    private const int Dimensions = 384;
    private const int Count = 10;
    private const int Queries = 200;
    private const int Rounds = 3;
    private const int Compared = 20;
    private const int EntriesPerCluster = 500;

    /// <summary>What a search reads of an entry beside the upper halves of its code.</summary>
    private const int BytesOfBounds = 2 * sizeof(float);
    private const float Spread = 1.2f;

    public static async Task<IReadOnlyList<Figure>> RunAsync() =>
    [
        .. await SizeAsync(100_000, limit: 2),
        .. await SizeAsync(1_000_000, limit: 20),
    ];

    private static async Task<IReadOnlyList<Figure>> SizeAsync(int entries, double limit)
    {
        var vectors = new ClusteredVectors(entries, Dimensions, entries / EntriesPerCluster, Spread);
        var index = new VectorIndex(Dimensions);
        var vector = new float[Dimensions];
        var puts = TimeSpan.Zero;
        for (var i = 0; i < entries; i++)
        {
            vectors.Write(i, vector);
            var start = Stopwatch.GetTimestamp();
            index.Put(ClusteredVectors.Id(i), i & 15, vector);
            puts += Stopwatch.GetElapsedTime(start);
        }

        var bytes = index.Bytes;
        var ratio = bytes / ((double)entries * Dimensions);
        var queries = Enumerable.Range(0, Queries).Select(vectors.Query).ToArray();
        var recall = await RecallAsync(index, vectors, queries);
        // Until everything on the way is compiled in full.
        foreach (var query in queries)
            await TimedAsync(index, vectors, query);

        await Task.Delay(TimeSpan.FromSeconds(0.5));
        var scanned = entries * ((Dimensions / 2) + BytesOfBounds);
        var memory = new MemoryRead(scanned);
        var (alone, reads) = (new List<double>(), new List<double>());
        var loaded = 0;
        // In rounds: one after the other in turns, each would find the caches full of what the other one has read.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var _ in queries)
                reads.Add(memory.Milliseconds(VectorLimits.MaxThreads));

            foreach (var query in queries)
            {
                var (time, found) = await TimedAsync(index, vectors, query);
                alone.Add(time);
                loaded += found.Loaded;
            }
        }

        var (busy, changes) = await WhileChangedAsync(index, vectors, queries);
        var filtered = new List<double>();
        foreach (var query in queries)
            filtered.Add((await TimedAsync(index, vectors, query, new([3]))).Time);

        var name = entries.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            new($"{name} x {Dimensions}, search for {Count}, p50", Text($"{Median(alone):0.00} ms"), Text($"{limit:0} ms"), Text($"{(double)loaded / alone.Count:0} originals read"), Median(alone) < limit),
            new($"{name}, p95", Text($"{At(alone, 0.95):0.00} ms"), "", Text($"{At(reads, 0.95):0.00} ms merely read"), true),
            new($"{name}, recall against all floats", Text($"{recall:0.000}"), "1.000", Text($"{Compared} queries"), recall == 1),
            new($"{name}, memory / int8 size", Text($"{ratio:0.000}"), "1.200", Text($"{bytes / 1e6:0} MB; {index.Bytes / (double)index.Count / Dimensions:0.000} after the changes"), ratio <= 1.2),
            new($"{name}, scanned", Text($"{scanned / Median(alone) / 1e6:0.0} GB/s"), "", Text($"{scanned / Median(reads) / 1e6:0.0} GB/s merely read"), true),
            new($"{name}, put, one thread", Text($"{entries / puts.TotalSeconds:N0}/s"), "", "", true),
            new($"{name}, search while one thread replaces and removes, p50", Text($"{Median(busy):0.00} ms"), "", Text($"{changes:N0} changes/s"), true),
            new($"{name}, search in one source of 16, p50", Text($"{Median(filtered):0.00} ms"), "", "", true),
        ];
    }

    private static async Task<double> RecallAsync(VectorIndex index, ClusteredVectors vectors, float[][] queries)
    {
        var best = queries.Take(Compared).Select(_ => new PriorityQueue<long, float>()).ToArray();
        var vector = new float[Dimensions];
        for (var i = 0; i < vectors.Entries; i++)
        {
            vectors.Write(i, vector);
            for (var q = 0; q < Compared; q++)
            {
                best[q].Enqueue(ClusteredVectors.Id(i), TensorPrimitives.CosineSimilarity<float>(queries[q], vector));
                if (best[q].Count > Count)
                    best[q].Dequeue();
            }
        }

        var hits = 0;
        for (var q = 0; q < Compared; q++)
        {
            var found = await index.SearchAsync(queries[q], Count, null, vectors, default);
            hits += found.Hits.Select(h => h.Id).Intersect(best[q].UnorderedItems.Select(e => e.Element)).Count();
        }

        return hits / (double)(Compared * Count);
    }

    private static async Task<(List<double> Times, double ChangesPerSecond)> WhileChangedAsync(VectorIndex index, ClusteredVectors vectors, float[][] queries)
    {
        using var done = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var writer = Task.Run(() =>
        {
            var random = new Random(3);
            var some = Enumerable.Range(0, 1000).Select(vectors.Query).ToArray();
            var changes = 0;
            for (; !done.IsCancellationRequested; changes++)
            {
                var id = ClusteredVectors.Id(random.Next(vectors.Entries));
                if (changes % 10 == 0)
                    index.Remove(id);
                else
                    index.Put(id, 0, some[changes % some.Length]);
            }

            return changes;
        });
        var times = new List<double>();
        foreach (var query in queries)
            times.Add((await TimedAsync(index, vectors, query)).Time);

        await done.CancelAsync();
        return (times, await writer / watch.Elapsed.TotalSeconds);
    }

    private static async Task<(double Time, FoundVectors Found)> TimedAsync(VectorIndex index, ClusteredVectors vectors, float[] query, AllowedSources? allowed = null)
    {
        var start = Stopwatch.GetTimestamp();
        var found = await index.SearchAsync(query, Count, allowed, vectors, default);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, found);
    }

    private static double Median(List<double> times) => At(times, 0.5);

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
