using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A vector that stands out, by the hash of its text.</summary>
internal readonly record struct OddVector(VectorFault Fault, double Magnitude, byte[] Hash);

/// <summary>Takes in all vectors of a space one after the other and keeps only what the report needs.</summary>
internal sealed class VectorTally(int dimensions)
{
    private const int WorstShown = 10;
    private const int Bars = 20;

    /// <summary>The mean of the pairs among so many is certain to two digits.</summary>
    private const int Sampled = 400;

    /// <summary>Standard deviations away from the mean.</summary>
    private const double Far = 6;

    /// <summary>Magnitudes that differ by no more are the same but for rounding.</summary>
    private const double Rounding = 1e-3;

    // The same vectors each time: a report of unchanged vectors is unchanged.
    private readonly Random _random = new(20_261_121);
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<float> _magnitudes = [];
    private readonly List<float[]> _sample = new(Sampled);
    private readonly List<OddVector> _zero = [];
    private readonly List<OddVector> _same = [];
    private readonly List<OddVector> _other = [];
    private readonly PriorityQueue<OddVector, double> _least = new();
    private readonly PriorityQueue<OddVector, double> _greatest = new();
    private int _others;
    private int _sameCount;

    public int Vectors { get; private set; }

    public void Add(byte[] hash, ReadOnlySpan<byte> numbers)
    {
        Vectors++;
        var vector = MemoryMarshal.Cast<byte, float>(numbers);
        if (vector.Length != dimensions)
        {
            _others++;
            Keep(_other, new(VectorFault.OtherDimensions, TensorPrimitives.Norm(vector), hash));
            return;
        }

        var magnitude = TensorPrimitives.Norm(vector);
        if (magnitude == 0 || !float.IsFinite(magnitude))
        {
            Keep(_zero, new(VectorFault.Zero, 0, hash));
            return;
        }

        _magnitudes.Add(magnitude);
        if (!_seen.Add(BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(numbers))))
        {
            _sameCount++;
            Keep(_same, new(VectorFault.Same, magnitude, hash));
        }

        var odd = new OddVector(VectorFault.OddMagnitude, magnitude, hash);
        Extreme(_least, odd, -magnitude);
        Extreme(_greatest, odd, magnitude);
        Sample(vector);
    }

    public (VectorQuality Quality, IReadOnlyList<OddVector> Worst) Result()
    {
        double? mean = _magnitudes.Count == 0 ? null : _magnitudes.Average(m => (double)m);
        double? spread = mean is { } m ? Math.Sqrt(_magnitudes.Sum(x => (x - m) * (x - m)) / _magnitudes.Count) : null;
        var zero = Vectors - _others - _magnitudes.Count;
        OddVector[] worst =
        [
            .. _zero, .. _other, .. _same,
            .. _least.UnorderedItems.Concat(_greatest.UnorderedItems).Select(o => o.Element).Where(o => Math.Abs(o.Magnitude - mean!.Value) > Math.Max(Far * spread!.Value, Rounding)).DistinctBy(o => Convert.ToHexString(o.Hash)).OrderByDescending(o => Math.Abs(o.Magnitude - mean!.Value)).Take(WorstShown),
        ];
        var similarities = Similarities();
        return (
            new(
                Vectors, dimensions, _others, zero, _sameCount, mean, spread, similarities.Count == 0 ? null : similarities.Average(),
                BarsOf([.. _magnitudes.Select(x => (double)x)], null), BarsOf(similarities, (-1, 1)), []),
            worst);
    }

    private static void Keep(List<OddVector> some, OddVector one)
    {
        if (some.Count < WorstShown)
        {
            some.Add(one);
        }
    }

    private static void Extreme(PriorityQueue<OddVector, double> queue, OddVector one, double rank)
    {
        if (queue.Count < WorstShown)
        {
            queue.Enqueue(one, rank);
        }
        else
        {
            queue.EnqueueDequeue(one, rank);
        }
    }

    /// <summary>Each vector has the same chance to be among them.</summary>
    private void Sample(ReadOnlySpan<float> vector)
    {
        if (_sample.Count < Sampled)
        {
            _sample.Add(vector.ToArray());
        }
        else if (_random.Next(_magnitudes.Count) is var place && place < Sampled)
        {
            _sample[place] = vector.ToArray();
        }
    }

    private List<double> Similarities()
    {
        var all = new List<double>();
        for (var a = 0; a < _sample.Count; a++)
        {
            for (var b = a + 1; b < _sample.Count; b++)
            {
                all.Add(Math.Clamp(TensorPrimitives.CosineSimilarity(_sample[a], _sample[b]), -1f, 1f));
            }
        }

        return all;
    }

    /// <param name="range">Null: from the least to the greatest.</param>
    private static IReadOnlyList<HistogramBar> BarsOf(IReadOnlyList<double> values, (double From, double To)? range)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var (from, to) = range ?? (values.Min(), values.Max());
        if (to - from < Rounding)
        {
            (from, to) = (from - (Bars * Rounding / 2), to + (Bars * Rounding / 2));
        }

        var counts = new int[Bars];
        foreach (var value in values)
        {
            counts[Math.Clamp((int)((value - from) / (to - from) * Bars), 0, Bars - 1)]++;
        }

        var width = (to - from) / Bars;
        return [.. counts.Select((c, i) => new HistogramBar(from + (i * width), from + ((i + 1) * width), c))];
    }
}
