using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// A query as two planes of signed bytes: value ≈ step · (128 · coarse + fine). The coarse plane alone goes over all
/// entries; both together, 14 bits and a sign, add next to nothing to the error of an entry's own code.
/// </summary>
/// <remarks>
/// Why a search misses nothing. Let u be the query and v an entry, both of length one, with u = u' + e and v = v' + r,
/// where u' and v' are what the codes say. Then u·v = u'·v' + u'·r + e·v, so by Cauchy and Schwarz it differs
/// from u'·v', which is summed up in whole numbers, by at most |u'|·|r| + |e|. All these norms are known. An entry
/// whose upper bound is below the count-th best lower bound cannot be among the best; every other one is kept.
/// </remarks>
internal sealed class QueryCode
{
    private const int MaxCoarse = 127;
    private const int FinePerCoarse = 128;
    private const int MaxCode = (MaxCoarse * FinePerCoarse) + (FinePerCoarse / 2) - 1;

    /// <summary>More than what rounding in single or double precision can add up to, the turning of both vectors included; the terms of a score are below 10.</summary>
    private const double Rounding = 1e-5;

    private readonly sbyte[] _coarse;
    private readonly sbyte[] _fine;
    private readonly double _step;
    private readonly int _coarseSum;
    private readonly long _sum;
    private readonly float _coarseFactor;
    private readonly float _coarseNorm;
    private readonly float _coarseError;
    private readonly double _norm;
    private readonly double _error;

    private QueryCode(ReadOnlySpan<float> query, double inverse, double largest)
    {
        var row = VectorCode.RowBytes(query.Length);
        RowBytes = row;
        _coarse = new sbyte[2 * row];
        _fine = new sbyte[2 * row];
        _step = largest / MaxCode;
        var coarseStep = _step * FinePerCoarse;
        var (norm, error, coarseNorm, coarseError) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < query.Length; i++)
        {
            var value = query[i] * inverse;
            var code = Math.Clamp((int)Math.Round(value / _step), -MaxCode, MaxCode);
            var coarse = (code + (FinePerCoarse / 2)) >> 7;
            _coarse[i] = (sbyte)coarse;
            _fine[i] = (sbyte)(code - (coarse * FinePerCoarse));
            _coarseSum += coarse;
            _sum += code;
            norm += Square(code * _step);
            error += Square(value - (code * _step));
            coarseNorm += Square(coarse * coarseStep);
            coarseError += Square(value - (coarse * coarseStep));
        }

        _norm = Math.Sqrt(norm);
        _error = Math.Sqrt(error) + Rounding;
        // Both sides of the coarse product are doubled, for MiddleOfHalf ends on a half.
        _coarseFactor = (float)(coarseStep / 2);
        _coarseNorm = (float)Math.Sqrt(coarseNorm);
        _coarseError = (float)(Math.Sqrt(coarseError) + Rounding);
    }

    public int RowBytes { get; }

    public ref sbyte Coarse => ref _coarse[0];

    /// <summary>Null for a query that has no direction.</summary>
    public static QueryCode? Of(ReadOnlySpan<float> query) =>
        VectorCode.TryNormalise(query, out var inverse, out var largest) ? new(query, inverse, largest) : null;

    /// <summary>Which of up to 64 entries may have a true score of the floor or more, one bit each.</summary>
    /// <param name="products">Of the coarse plane and the upper halves.</param>
    // Compiled once, in full, as the products are: the first searches would be many times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong Promising(ReadOnlySpan<int> products, ReadOnlySpan<float> scales, ReadOnlySpan<float> upperErrors, double floor)
    {
        var least = MathF.BitDecrement((float)floor);
        var (mask, i) = (0UL, 0);
        for (; i + Vector256<int>.Count <= products.Length; i += Vector256<int>.Count)
        {
            var atMost = AtMost(Vector256.Create(products[i..]), Vector256.Create(scales[i..]), Vector256.Create(upperErrors[i..]));
            mask |= (ulong)Vector256.GreaterThanOrEqual(atMost, Vector256.Create(least)).ExtractMostSignificantBits() << i;
        }

        for (; i < products.Length; i++)
        {
            if (AtMost(Vector256.Create(products[i]), Vector256.Create(scales[i]), Vector256.Create(upperErrors[i]))[0] >= least)
                mask |= 1UL << i;
        }

        return mask;
    }

    /// <summary>What the whole codes say, and by how much the true score may differ.</summary>
    public (double Score, double Error) Score(int product, ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, CodeBounds bounds)
    {
        var fineUpper = HalfByteProduct.Of(upper, _fine);
        var coarseLower = HalfByteProduct.Of(lower, _coarse);
        var fineLower = HalfByteProduct.Of(lower, _fine);
        var sum = (16 * (((long)FinePerCoarse * product) + fineUpper)) + ((long)FinePerCoarse * coarseLower) + fineLower - (128 * _sum);
        return (sum * _step * bounds.Scale, (_norm * bounds.Error) + _error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> AtMost(Vector256<int> product, Vector256<float> scale, Vector256<float> upperError)
    {
        var twice = (product * (2 * 16)) - Vector256.Create((int)(2 * VectorCode.MiddleOfHalf) * _coarseSum);
        return (Vector256.ConvertToSingle(twice) * (scale * _coarseFactor)) + (upperError * _coarseNorm) + Vector256.Create(_coarseError);
    }

    private static double Square(double x) => x * x;
}
