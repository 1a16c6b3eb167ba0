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
                Assert.True(code.AtMost(product, bounds.Scale, bounds.UpperError) >= truth);
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
