namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// How a vector is stored: one byte a dimension, value ≈ scale · (byte − 128), split into two planes of half bytes.
/// A search reads the upper halves of all, and the lower halves only of the few entries that may be among the best.
/// </summary>
/// <remarks>
/// A plane's row has <see cref="RowBytes"/> bytes: byte j holds dimension j in its lower four bits and dimension
/// RowBytes + j in its upper four. Rows are whole registers of 256 bits; a query has zeros where they are filled up.
/// </remarks>
internal static class VectorCode
{
    /// <summary>Rows begin and end on a register of 256 bits.</summary>
    public const int RowUnit = 32;

    private const int MaxCode = 127;
    private const int Middle = 128;

    /// <summary>The upper half alone stands for the middle of the 16 values that it may be: 16 · half + 7.5 − 128.</summary>
    public const double MiddleOfHalf = Middle - 7.5;

    /// <summary>Norms of what the codes leave out are rounded up by this, which is far more than the error of their sums.</summary>
    private const double RoundedUp = 1 + 1e-6;

    public static int RowBytes(int dimensions) => ((dimensions + 1) / 2 + RowUnit - 1) / RowUnit * RowUnit;

    /// <summary>False for a vector that has no direction: zero, or not finite.</summary>
    public static bool TryNormalise(ReadOnlySpan<float> vector, out double inverse, out double largest)
    {
        var sum = 0.0;
        var most = 0f;
        foreach (var x in vector)
        {
            sum += (double)x * x;
            most = Math.Max(most, Math.Abs(x));
        }

        inverse = 1 / Math.Sqrt(sum);
        largest = most * inverse;
        return sum > 0 && double.IsFinite(sum);
    }

    public static bool TryWrite(ReadOnlySpan<float> vector, Span<byte> upper, Span<byte> lower, out CodeBounds bounds)
    {
        bounds = default;
        if (!TryNormalise(vector, out var inverse, out var largest))
            return false;

        upper.Clear();
        lower.Clear();
        var scale = (float)(largest / MaxCode);
        var (leftOut, leftOutOfUpper) = (0.0, 0.0);
        var perScale = 1 / (double)scale;
        for (var i = 0; i < vector.Length; i++)
        {
            var value = vector[i] * inverse * perScale;
            var code = Math.Clamp((int)Math.Round(value), -MaxCode, MaxCode) + Middle;
            var half = code >> 4;
            var missed = value - (code - Middle);
            leftOut += missed * missed;
            missed = value - ((16 * half) - MiddleOfHalf);
            leftOutOfUpper += missed * missed;
            var (at, shift) = i < upper.Length ? (i, 0) : (i - upper.Length, 4);
            upper[at] |= (byte)(half << shift);
            lower[at] |= (byte)((code & 15) << shift);
        }

        bounds = new(scale, Norm(leftOutOfUpper, scale), Norm(leftOut, scale));
        return true;
    }

    private static float Norm(double sumOfSquares, float scale) => MathF.BitIncrement((float)(Math.Sqrt(sumOfSquares) * scale * RoundedUp));
}

/// <summary>What turns the code of an entry into a range that its true score is certainly in.</summary>
/// <param name="Scale">Value of one step of the code.</param>
/// <param name="UpperError">Norm of the difference between the vector of length one and what the upper halves say, rounded up.</param>
/// <param name="Error">The same for the whole code.</param>
internal readonly record struct CodeBounds(float Scale, float UpperError, float Error);
