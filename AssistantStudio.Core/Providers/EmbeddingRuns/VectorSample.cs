using System.Numerics.Tensors;

namespace AssistantStudio.Core.Providers;

/// <summary>Pairs of vectors to compare: as many as tell enough, and the same ones each time.</summary>
internal static class VectorSample
{
    /// <summary>The mean of so many is certain to two digits.</summary>
    public const int MostPairs = 2_000;

    private const int Seed = 20_261_121;

    /// <summary>Each with the one behind it, spread evenly over all.</summary>
    public static IEnumerable<(int A, int B)> Neighbours(int vectors)
    {
        var pairs = Math.Min(vectors - 1, MostPairs);
        for (var i = 0; i < pairs; i++)
        {
            var at = (int)((long)i * (vectors - 1) / pairs);
            yield return (at, at + 1);
        }
    }

    public static IEnumerable<(int A, int B)> Pairs(int vectors)
    {
        // Of few, all there are.
        if ((long)vectors * (vectors - 1) / 2 <= MostPairs)
        {
            return from a in Enumerable.Range(0, vectors) from b in Enumerable.Range(a + 1, vectors - a - 1) select (a, b);
        }

        var random = new Random(Seed);
        return Enumerable.Range(0, MostPairs).Select(_ =>
        {
            var a = random.Next(vectors);
            var b = random.Next(vectors - 1);
            return (a, b < a ? b : b + 1);
        });
    }

    public static double? Mean(ReadOnlyMemory<float>[] vectors, IEnumerable<(int A, int B)> pairs)
    {
        var (sum, count) = (0d, 0);
        foreach (var (a, b) in pairs)
        {
            sum += TensorPrimitives.CosineSimilarity(vectors[a].Span, vectors[b].Span);
            count++;
        }

        return count == 0 ? null : Math.Clamp(sum / count, -1, 1);
    }
}
