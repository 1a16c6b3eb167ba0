using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

public sealed class VectorIndexTests
{
    private readonly KeptOriginals _originals = new();

    [Theory]
    [InlineData(384, 6000)]
    [InlineData(64, 3000)]
    [InlineData(37, 500)]
    [InlineData(1, 20)]
    public async Task Search_RandomVectors_FindsWhatBruteForceFinds(int dimensions, int count)
    {
        var random = new Random(1);
        var index = new VectorIndex(dimensions);
        for (var i = 0; i < count; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, SomeVectors.Random(random, dimensions));

        for (var i = 0; i < 10; i++)
            await AssertSameAsync(index, SomeVectors.Random(random, dimensions), 10);
    }

    [Fact]
    public async Task Search_ClusteredVectors_FindsWhatBruteForceFindsOfFewOriginals()
    {
        var random = new Random(2);
        var index = new VectorIndex(384);
        var vectors = SomeVectors.Clustered(random, 9000, 384, clusters: 50, spread: 0.7);
        for (var i = 0; i < vectors.Length; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, vectors[i]);

        for (var i = 0; i < 10; i++)
        {
            var found = await AssertSameAsync(index, SomeVectors.Near(random, vectors[i], 0.7), 10);
            Assert.InRange(found.Loaded, 10, VectorLimits.LoadedAtOnce);
        }
    }

    /// <summary>More than a second thread is worth, so that both find some.</summary>
    [Fact]
    public async Task Search_ByTwoThreads_FindsWhatBruteForceFinds()
    {
        var random = new Random(3);
        var index = new VectorIndex(2048);
        var vectors = SomeVectors.Clustered(random, 5000, 2048, clusters: 20, spread: 1);
        for (var i = 0; i < vectors.Length; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, vectors[i]);

        Assert.True((long)index.Count * 1024 > VectorLimits.BytesForTwoThreads);
        for (var i = 0; i < 5; i++)
            await AssertSameAsync(index, SomeVectors.Near(random, vectors[i], 1), 20);
    }

    /// <summary>Each one beats all that were before it: nothing can be left out early.</summary>
    [Fact]
    public async Task Search_EveryVectorNearerThanTheLast_FindsTheNearest()
    {
        const int Count = 3000;
        var random = new Random(4);
        var index = new VectorIndex(64);
        var (query, far) = (SomeVectors.Random(random, 64), SomeVectors.Random(random, 64));
        for (var i = 0; i < Count; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, [.. query.Zip(far, (q, f) => (q * i / Count) + (f * (Count - i) / Count))]);

        await AssertSameAsync(index, query, 10);
    }

    /// <summary>One large number and many small ones, which one step of the code can hardly tell from zero.</summary>
    [Fact]
    public async Task Search_VectorsWithOneLargeNumber_FindsWhatBruteForceFinds()
    {
        var random = new Random(5);
        var index = new VectorIndex(128);
        for (var i = 0; i < 2000; i++)
        {
            var vector = SomeVectors.Random(random, 128);
            vector[random.Next(3)] = 80;
            _originals.Put(index, SomeVectors.Id(i), 0, vector);
        }

        var query = SomeVectors.Random(random, 128);
        query[1] = 80;
        await AssertSameAsync(index, query, 10);
    }

    [Fact]
    public async Task Search_EqualVectors_AreInTheOrderOfTheirIds()
    {
        var random = new Random(6);
        var index = new VectorIndex(48);
        var vector = SomeVectors.Random(random, 48);
        foreach (var i in Enumerable.Range(0, 2000).OrderBy(_ => random.Next()))
            _originals.Put(index, SomeVectors.Id(i), 0, vector);

        var found = await index.SearchAsync(vector, 10, null, _originals, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => new VectorHit(SomeVectors.Id(i), 1)), found.Hits);
        Assert.True(found.IsExact);
    }

    [Fact]
    public async Task Search_MoreEqualVectorsThanAreLoaded_SaysThatItMayBeOff()
    {
        var index = new VectorIndex(4);
        for (var i = 0; i <= VectorLimits.MaxLoaded; i++)
            _originals.Put(index, SomeVectors.Id(i), 0, [1, 2, 3, 4]);

        var found = await index.SearchAsync(new float[] { 1, 2, 3, 4 }, 3, null, _originals, TestContext.Current.CancellationToken);

        Assert.Equal([SomeVectors.Id(0), SomeVectors.Id(1), SomeVectors.Id(2)], found.Hits.Select(h => h.Id));
        Assert.Equal((VectorLimits.MaxLoaded, false), (found.Loaded, found.IsExact));
    }

    [Fact]
    public async Task Search_AllowedSources_FindsOnlyTheirEntries()
    {
        var random = new Random(7);
        var index = new VectorIndex(64);
        for (var i = 0; i < 5000; i++)
            _originals.Put(index, SomeVectors.Id(i), i < 2500 ? i / 700 : random.Next(70), SomeVectors.Random(random, 64));

        _originals.Put(index, SomeVectors.Id(9999), VectorLimits.MaxSources - 1, SomeVectors.Random(random, 64));
        foreach (int[] allowed in new int[][] { [1], [3, 64], [69, 2], [VectorLimits.MaxSources - 1], [777], [] })
        {
            var query = SomeVectors.Random(random, 64);
            var found = await index.SearchAsync(query, 10, new(allowed), _originals, TestContext.Current.CancellationToken);
            Assert.Equal(_originals.BruteForce(query, 10, allowed), found.Hits);
        }
    }

    [Fact]
    public async Task Search_OriginalsThatAreGone_AreLeftOut()
    {
        var index = new VectorIndex(2);
        _originals.Put(index, SomeVectors.Id(1), 0, [1, 0]);
        _originals.Put(index, SomeVectors.Id(2), 0, [1, 1]);
        _originals.Forget(SomeVectors.Id(1));

        var found = await index.SearchAsync(new float[] { 1, 0 }, 5, null, _originals, TestContext.Current.CancellationToken);

        Assert.Equal([SomeVectors.Id(2)], found.Hits.Select(h => h.Id));
    }

    [Fact]
    public async Task Search_QueryWithoutDirection_FindsNothing()
    {
        var index = new VectorIndex(2);
        _originals.Put(index, SomeVectors.Id(1), 0, [1, 0]);
        foreach (float[] query in new float[][] { [0, 0], [float.NaN, 1], [float.NegativeInfinity, 1] })
            Assert.Empty((await index.SearchAsync(query, 5, null, _originals, TestContext.Current.CancellationToken)).Hits);

        Assert.Equal(0, _originals.Questions);
    }

    [Fact]
    public async Task Search_Cancelled_Throws()
    {
        var index = new VectorIndex(2);
        _originals.Put(index, SomeVectors.Id(1), 0, [1, 0]);

        await Assert.ThrowsAsync<OperationCanceledException>(() => index.SearchAsync(new float[] { 1, 0 }, 5, null, _originals, new(canceled: true)));
    }

    [Fact]
    public void Put_VectorWithoutDirection_IsRefusedAndLeavesTheOldOne()
    {
        var index = new VectorIndex(2);
        Assert.True(index.Put(SomeVectors.Id(1), 0, [1, 0]));

        Assert.False(index.Put(SomeVectors.Id(1), 0, [0, 0]));
        Assert.False(index.Put(SomeVectors.Id(2), 0, [float.NaN, 1]));
        Assert.False(index.Put(SomeVectors.Id(2), 0, [1, float.PositiveInfinity]));

        Assert.Equal((1, 3L), (index.Count, index.Refused));
        Assert.Equal(SomeVectors.Id(1), Assert.Single(index.Scan([1, 0], 5, null, TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public void WrongArguments_AreRefused()
    {
        var index = new VectorIndex(3);

        Assert.Throws<ArgumentException>(() => index.Put(SomeVectors.Id(1), 0, [1, 0]));
        Assert.Throws<ArgumentException>(() => index.Scan([1, 2, 3, 4], 1, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Put(SomeVectors.Id(1), -1, [1, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Put(SomeVectors.Id(1), VectorLimits.MaxSources, [1, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Scan([1, 2, 3], 0, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AllowedSources([-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AllowedSources([VectorLimits.MaxSources]));
    }

    private async Task<FoundVectors> AssertSameAsync(VectorIndex index, float[] query, int count)
    {
        var found = await index.SearchAsync(query, count, null, _originals, TestContext.Current.CancellationToken);
        Assert.Equal(_originals.BruteForce(query, count), found.Hits);
        Assert.True(found.IsExact);
        return found;
    }
}
