using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.EmbeddingRuns;

public sealed class EmbeddingQualityTests
{
    [Fact]
    public void Of_KnownVectors_IsWorkedOutByHand()
    {
        var quality = Of([3, 4], [0, 0], [3, 4], [4, -3], [0, 15])!;

        Assert.Equal((5, 2, 1, 1, 0.2), (quality.Vectors, quality.Dimensions, quality.ZeroVectors, quality.SameVectors, quality.SameShare));
        Assert.Equal(7.5, quality.MeanLength!.Value, 6);
        Assert.Equal(Math.Sqrt(((3 * 2.5 * 2.5) + (7.5 * 7.5)) / 4), quality.LengthDeviation!.Value, 6);

        // Without the zeros: 1, 0, -0.6 of neighbours; of all six pairs 1, 0, 0.8, 0, 0.8, -0.6.
        Assert.Equal(0.4 / 3, quality.NeighbourSimilarity!.Value, 6);
        Assert.Equal(2.0 / 6, quality.RandomSimilarity!.Value, 6);
        Assert.Equal([EmbeddingFinding.ZeroVectors, EmbeddingFinding.SameVectors, EmbeddingFinding.LengthsDiffer], quality.Findings);
        Assert.Equal(EmbeddingVerdict.TooFew, quality.Verdict);
    }

    [Fact]
    public void Of_TheSameTextTwice_CountsItOnce()
    {
        var texts = new[] { "a", "b", "a" };
        var vectors = new float[][] { [1, 0], [0, 1], [1, 0] };

        var quality = EmbeddingQuality.Of(Result(vectors), texts)!;

        Assert.Equal((2, 0), (quality.Vectors, quality.SameVectors));
    }

    [Fact]
    public void Of_NothingEmbedded_IsNothing() =>
        Assert.Null(EmbeddingQuality.Of(new([new(default, EmbeddingFaults.Stopped)], new(0, 0, 0, false), null), ["a"]));

    [Theory]
    [InlineData(0, 0, 0, EmbeddingVerdict.Good)]
    [InlineData(1, 0, 0, EmbeddingVerdict.Fair)]
    [InlineData(30, 0, 0, EmbeddingVerdict.Poor)]
    [InlineData(0, 2, 0, EmbeddingVerdict.Fair)]
    [InlineData(0, 40, 0, EmbeddingVerdict.Poor)]
    [InlineData(0, 0, 2, EmbeddingVerdict.Fair)]
    [InlineData(0, 0, 40, EmbeddingVerdict.Poor)]
    public void Verdict_OfAThousand_SaysWhatIsWrongWithThem(int zeros, int same, int common, EmbeddingVerdict verdict)
    {
        var random = new Random(5);
        var vectors = Enumerable.Range(0, 1_000).Select(_ => Enumerable.Range(0, 16).Select(_ => (random.NextSingle() * 2) - 1 + common).ToArray()).ToArray();
        Array.Fill(vectors, new float[16], 0, zeros);
        Array.Fill(vectors, vectors[999], 100, same);

        Assert.Equal(verdict, Of(vectors)!.Verdict);
    }

    [Fact]
    public void Of_ManyVectors_ComparesAFewOfThemAndTheSameEachTime()
    {
        var random = new Random(5);
        float[][] vectors = [.. Enumerable.Range(0, 20_000).Select(_ => new[] { random.NextSingle(), random.NextSingle() })];

        var quality = Of(vectors);

        Assert.Equal(quality, Of(vectors));
        Assert.InRange(quality!.RandomSimilarity!.Value, 0.8, 0.9); // Any two directions of a quarter are as alike as 8/π².
        Assert.Equal((VectorSample.MostPairs, VectorSample.MostPairs), (VectorSample.Neighbours(20_000).Distinct().Count(), VectorSample.Pairs(20_000).Count()));
        Assert.All(VectorSample.Pairs(20_000), p => Assert.True(p.A != p.B && p.A is >= 0 and < 20_000 && p.B is >= 0 and < 20_000));
    }

    private static EmbeddingQuality? Of(params float[][] vectors) => EmbeddingQuality.Of(Result(vectors), [.. vectors.Select((_, i) => FormattableString.Invariant($"text {i}"))]);

    private static EmbeddingRunResult Result(float[][] vectors) => new([.. vectors.Select(v => new EmbeddedText(v, null))], new(1, 0, 0, false), null);
}
