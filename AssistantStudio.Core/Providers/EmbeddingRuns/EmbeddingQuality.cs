using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AssistantStudio.Core.Providers;

/// <summary>What can be said of vectors in a word.</summary>
public enum EmbeddingVerdict
{
    TooFew,
    Good,
    Fair,
    Poor,
}

/// <summary>What speaks against them.</summary>
public enum EmbeddingFinding
{
    /// <summary>Vectors of zeros are like nothing: their texts are never found.</summary>
    ZeroVectors,

    /// <summary>Different texts have one vector: nothing tells them apart.</summary>
    SameVectors,

    /// <summary>Any two texts are nearly as alike as two can be.</summary>
    AllAlike,

    /// <summary>Only the direction of such vectors may be compared.</summary>
    LengthsDiffer,
}

/// <summary>How good the vectors of a run are, as far as that shows without knowing what the texts mean.</summary>
/// <param name="Vectors">Of different texts.</param>
/// <param name="MeanLength">Of those that are not zero; null: there is none.</param>
/// <param name="LengthDeviation">The standard deviation of the same.</param>
/// <param name="SameVectors">Vectors that another text has already.</param>
/// <param name="NeighbourSimilarity">The mean of texts that follow each other, from -1 to 1.</param>
/// <param name="RandomSimilarity">The mean of any two. Texts that belong together should be clearly more alike.</param>
public sealed record EmbeddingQuality(
    int Vectors, int Dimensions, int ZeroVectors, double? MeanLength, double? LengthDeviation, int SameVectors, double? NeighbourSimilarity, double? RandomSimilarity)
{
    /// <summary>With fewer, one odd text decides.</summary>
    public const int FewestVectors = 10;

    private const double MuchTooAlike = 0.97;
    private const double TooAlike = 0.9;
    private const double SteadyLength = 0.05;

    /// <summary>From here on it is no single accident.</summary>
    private const double ManyOfAll = 0.02;

    public double SameShare => Vectors == 0 ? 0 : (double)SameVectors / Vectors;

    public IReadOnlyList<EmbeddingFinding> Findings =>
    [
        .. ZeroVectors > 0 ? [EmbeddingFinding.ZeroVectors] : Array.Empty<EmbeddingFinding>(),
        .. SameVectors > 0 ? [EmbeddingFinding.SameVectors] : Array.Empty<EmbeddingFinding>(),
        .. RandomSimilarity > TooAlike ? [EmbeddingFinding.AllAlike] : Array.Empty<EmbeddingFinding>(),
        .. LengthDeviation > SteadyLength * MeanLength ? [EmbeddingFinding.LengthsDiffer] : Array.Empty<EmbeddingFinding>(),
    ];

    public EmbeddingVerdict Verdict =>
        Vectors < FewestVectors ? EmbeddingVerdict.TooFew
        : ZeroVectors > ManyOfAll * Vectors || SameShare > ManyOfAll || RandomSimilarity > MuchTooAlike ? EmbeddingVerdict.Poor
        : Findings.Any(f => f != EmbeddingFinding.LengthsDiffer) ? EmbeddingVerdict.Fair : EmbeddingVerdict.Good;

    /// <summary>Null: no text has a vector.</summary>
    internal static EmbeddingQuality? Of(EmbeddingRunResult result, IReadOnlyList<string> texts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlyMemory<float>[] vectors = [.. result.Texts.Where((t, i) => t.Fault is null && seen.Add(texts[i])).Select(t => t.Vector)];
        if (vectors.Length == 0)
        {
            return null;
        }

        var lengths = vectors.Select(v => (double)TensorPrimitives.Norm(v.Span)).ToArray();
        double[] positive = [.. lengths.Where(l => l > 0)];
        double? mean = positive.Length == 0 ? null : positive.Average();
        double? deviation = mean is { } m ? Math.Sqrt(positive.Sum(l => (l - m) * (l - m)) / positive.Length) : null;
        var different = new HashSet<ReadOnlyMemory<float>>(SameBits.Instance);
        var same = vectors.Count(v => !different.Add(v));
        ReadOnlyMemory<float>[] comparable = [.. vectors.Where((_, i) => lengths[i] > 0)];
        return new(
            vectors.Length, vectors[0].Length, lengths.Length - positive.Length, mean, deviation, same,
            VectorSample.Mean(comparable, VectorSample.Neighbours(comparable.Length)), VectorSample.Mean(comparable, VectorSample.Pairs(comparable.Length)));
    }

    private sealed class SameBits : IEqualityComparer<ReadOnlyMemory<float>>
    {
        public static SameBits Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y) => MemoryMarshal.AsBytes(x.Span).SequenceEqual(MemoryMarshal.AsBytes(y.Span));

        public int GetHashCode(ReadOnlyMemory<float> vector)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(vector.Span));
            return hash.ToHashCode();
        }
    }
}
