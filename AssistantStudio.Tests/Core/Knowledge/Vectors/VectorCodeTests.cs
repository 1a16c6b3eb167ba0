using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

public sealed class VectorCodeTests
{
    /// <summary>What the search rests on: both bounds hold for every pair, however unlike ordinary vectors it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(384)]
    [InlineData(1000)]
    public void Bounds_OfAnyPair_HoldTheTrueScore(int dimensions)
    {
        var random = new Random(dimensions);
        var vectors = Strange(random, dimensions);
        var row = VectorCode.RowBytes(dimensions);
        var (upper, lower) = (new byte[row], new byte[row]);
        foreach (var query in vectors)
        {
            var code = QueryCode.Of(query)!;
            foreach (var vector in vectors)
            {
                Assert.True(VectorCode.TryWrite(vector, upper, lower, out var bounds));
                var truth = Cosine(query, vector);
                var product = 0;
                HalfByteProduct.Rows(ref upper[0], ref upper[0], row, ref code.Coarse, new Span<int>(ref product));

                var (score, error) = code.Score(product, upper, lower, bounds);

                Assert.InRange(truth, score - error, score + error);
                Assert.Equal(1UL, code.Promising([product], [bounds.Scale], [bounds.UpperError], truth));
            }
        }
    }

    [Fact]
    public void Bounds_OfOrdinaryVectors_AreNarrow()
    {
        var random = new Random(5);
        var query = QueryCode.Of(SomeVectors.Random(random, 384))!;
        var (upper, lower) = (new byte[192], new byte[192]);
        VectorCode.TryWrite(SomeVectors.Random(random, 384), upper, lower, out var bounds);

        var (_, error) = query.Score(0, upper, lower, bounds);

        Assert.InRange(error, 0.003, 0.01);
        Assert.InRange(bounds.UpperError, 0.05, 0.15);
    }

    /// <summary>Whole registers of entries, and what is left of them.</summary>
    [Fact]
    public void Promising_ManyEntries_AreThoseThatMayReachTheFloor()
    {
        var random = new Random(6);
        var query = SomeVectors.Random(random, 64);
        var code = QueryCode.Of(query)!;
        var vectors = Enumerable.Range(0, 61).Select(i => i % 3 == 0 ? SomeVectors.Near(random, query, 0.1) : [.. query.Select(x => -x)]).ToList();
        var (products, scales, errors) = (new int[61], new float[61], new float[61]);
        var (upper, lower) = (new byte[32], new byte[32]);
        for (var i = 0; i < vectors.Count; i++)
        {
            VectorCode.TryWrite(vectors[i], upper, lower, out var bounds);
            (scales[i], errors[i]) = (bounds.Scale, bounds.UpperError);
            HalfByteProduct.Rows(ref upper[0], ref upper[0], 32, ref code.Coarse, products.AsSpan(i, 1));
        }

        Assert.Equal(Enumerable.Range(0, 61).Where(i => i % 3 == 0).Aggregate(0UL, (mask, i) => mask | 1UL << i), code.Promising(products, scales, errors, 0.9));
        Assert.Equal(0UL, code.Promising(products, scales, errors, 2));
        Assert.Equal((1UL << 61) - 1, code.Promising(products, scales, errors, double.NegativeInfinity));
    }

    private static List<float[]> Strange(Random random, int dimensions)
    {
        var first = new float[dimensions];
        first[0] = 1e-30f;
        var last = SomeVectors.Random(random, dimensions);
        last[^1] = 1000;
        var ordinary = SomeVectors.Random(random, dimensions);
        return
        [
            first,
            last,
            ordinary,
            [.. ordinary.Select(x => -x * 1e20f)],
            SomeVectors.Near(random, ordinary, 0.001),
            SomeVectors.Random(random, dimensions),
            [.. Enumerable.Repeat(0.3f, dimensions)],
            [.. Enumerable.Repeat(-1e-20f, dimensions)],
            [.. Enumerable.Range(0, dimensions).Select(i => i % 2 == 0 ? 1f : -1f)],
            [.. Enumerable.Range(0, dimensions).Select(i => MathF.Pow(0.9f, i))],
        ];
    }

    private static double Cosine(float[] a, float[] b)
    {
        var product = a.Zip(b, (x, y) => (double)x * y).Sum();
        return product / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
    }
}
