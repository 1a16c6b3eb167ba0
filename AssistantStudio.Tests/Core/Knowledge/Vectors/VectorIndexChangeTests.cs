using System.Collections.Concurrent;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

public sealed class VectorIndexChangeTests
{
    private const int Dimensions = 32;
    private readonly KeptOriginals _originals = new();

    [Fact]
    public async Task Changes_ManyOfAllKinds_LeaveWhatTheyShould()
    {
        var random = new Random(1);
        var index = new VectorIndex(Dimensions);
        var present = new HashSet<int>();
        for (var i = 0; i < 60_000; i++)
        {
            var number = random.Next(12_000);
            // More comes than goes at first, then the other way round: segments fill and empty.
            if (random.Next(10) < (i < 30_000 ? 8 : 3))
            {
                _originals.Put(index, SomeVectors.Id(number), 0, SomeVectors.Random(random, Dimensions));
                present.Add(number);
            }
            else
            {
                Assert.Equal(present.Remove(number), index.Remove(SomeVectors.Id(number)));
                _originals.Forget(SomeVectors.Id(number));
            }

            if (i % 5000 == 0)
                await AssertSameAsync(index, SomeVectors.Random(random, Dimensions));
        }

        Assert.Equal(present.Count, index.Count);
        var all = index.Scan(SomeVectors.Random(random, Dimensions), VectorLimits.MaxHits, null, TestContext.Current.CancellationToken);
        Assert.Equal(all.Count, all.Select(c => c.Id).Distinct().Count());
        await AssertSameAsync(index, SomeVectors.Random(random, Dimensions));
    }

    [Fact]
    public async Task Put_AgainWithAnotherVectorAndSource_ReplacesBoth()
    {
        var index = new VectorIndex(2);
        _originals.Put(index, SomeVectors.Id(1), 4, [1, 0]);
        _originals.Put(index, SomeVectors.Id(1), 5, [0, 1]);

        Assert.Equal(1, index.Count);
        Assert.Empty(index.Scan([1, 0], 5, new([4]), TestContext.Current.CancellationToken));
        var found = await index.SearchAsync(new float[] { 0, 1 }, 5, new([5]), _originals, TestContext.Current.CancellationToken);
        Assert.Equal([new VectorHit(SomeVectors.Id(1), 1)], found.Hits);
    }

    [Fact]
    public async Task Remove_AllAndPutAgain_IsLikeNew()
    {
        var index = new VectorIndex(Dimensions);
        var empty = index.Bytes;
        var random = new Random(2);
        for (var i = 0; i < 10_000; i++)
            index.Put(SomeVectors.Id(i), 0, SomeVectors.Random(random, Dimensions));

        for (var i = 0; i < 10_000; i++)
            Assert.True(index.Remove(SomeVectors.Id(i)));

        Assert.False(index.Remove(SomeVectors.Id(1)));
        Assert.Equal((0, empty), (index.Count, index.Bytes));
        _originals.Put(index, SomeVectors.Id(1), 0, SomeVectors.Random(random, Dimensions));
        await AssertSameAsync(index, SomeVectors.Random(random, Dimensions));
    }

    /// <summary>When it has just been filled, and when every entry has been replaced several times.</summary>
    [Fact]
    public void Bytes_OfManyEntries_AreHardlyMoreThanTheirCodes()
    {
        const int Wide = 384, Count = 40_000;
        var random = new Random(3);
        var index = new VectorIndex(Wide);
        var vectors = Enumerable.Range(0, 100).Select(_ => SomeVectors.Random(random, Wide)).ToArray();
        for (var i = 0; i < Count; i++)
            index.Put(SomeVectors.Id(i), 0, vectors[i % vectors.Length]);

        Assert.InRange(index.Bytes, Count * Wide, Count * Wide * 1.2);
        for (var i = 0; i < 3 * Count; i++)
            index.Put(SomeVectors.Id(random.Next(Count)), 0, vectors[i % vectors.Length]);

        Assert.Equal(Count, index.Count);
        Assert.InRange(index.Bytes, Count * Wide, Count * Wide * 1.3); // One segment of eleven has just been begun.
    }

    [Fact]
    public void Bytes_OfAFewEntries_AreFew()
    {
        var index = new VectorIndex(384);
        for (var i = 0; i < 100; i++)
            index.Put(SomeVectors.Id(i), 0, SomeVectors.Random(new(i), 384));

        Assert.InRange(index.Bytes, 100 * 384, 3 * 100 * 384);
    }

    /// <summary>Two vectors at right angles, and entries that become now one, now the other: a search sees each of them once, and whole.</summary>
    [Fact]
    public async Task Search_WhileAllEntriesChange_SeesEachOnceAndWhole()
    {
        const int Count = 700, Changes = 60_000;
        var index = new VectorIndex(Dimensions);
        float[] even = [.. Enumerable.Range(0, Dimensions).Select(i => i % 2 == 0 ? 1f : 0f)];
        float[] odd = [.. even.Select(x => 1 - x)];
        for (var i = 0; i < Count; i++)
            index.Put(SomeVectors.Id(i), 0, even);

        var problems = new ConcurrentBag<string>();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var searches = 0;
            for (; searches == 0 || !done.IsCancellationRequested; searches++)
            {
                var found = index.Scan(even, VectorLimits.MaxHits, null, CancellationToken.None);
                if (found.Select(c => c.Id).Distinct().Count() != Count || found.Count != Count)
                    problems.Add($"{found.Count} entries");

                foreach (var candidate in found)
                {
                    if (candidate.AtMost is not ((> -0.1 and < 0.1) or (> 0.9 and < 1.1)))
                        problems.Add($"{candidate}");
                }
            }

            return searches;
        })).ToList();
        var writers = Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < Changes; i++)
                index.Put(SomeVectors.Id(random.Next(Count)), 0, random.Next(2) == 0 ? even : odd);
        }));
        await Task.WhenAll(writers);
        await done.CancelAsync();

        Assert.All(await Task.WhenAll(readers), searches => Assert.True(searches > 0));
        Assert.Empty(problems.Take(5));
        Assert.Equal(Count, index.Count);
    }

    /// <summary>Some come and go while a search runs; those that stay are found by every one.</summary>
    [Fact]
    public async Task Search_WhileOthersComeAndGo_FindsThoseThatStay()
    {
        var random = new Random(4);
        var index = new VectorIndex(Dimensions);
        var query = SomeVectors.Random(random, Dimensions);
        for (var i = 0; i < 5; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, SomeVectors.Near(random, query, 0.01));

        var expected = _originals.BruteForce(query, 5);
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 60_000; i++)
            {
                index.Put(SomeVectors.Id(100 + (i % 9000)), 0, [.. query.Select(x => -x)]);
                if (i % 9000 > 4000)
                    index.Remove(SomeVectors.Id(100 + (i % 4000)));
            }
        });
        do
        {
            var found = await index.SearchAsync(query, 5, null, _originals, TestContext.Current.CancellationToken);
            Assert.Equal(expected, found.Hits);
        }
        while (!writer.IsCompleted);

        await writer;
    }

    private async Task AssertSameAsync(VectorIndex index, float[] query)
    {
        var found = await index.SearchAsync(query, 10, null, _originals, TestContext.Current.CancellationToken);
        Assert.Equal(_originals.BruteForce(query, 10), found.Hits);
    }
}
