using System.Numerics;
using System.Runtime.CompilerServices;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Turns vectors about the origin, all of the same length in the same way: their angles stay, and what some few dimensions
/// had is spread over all. A code of half a byte has to span the largest number of a vector; without its peaks the steps are
/// finer, the bounds closer, and a search has to look closely at far fewer entries. Of the built-in vectors, which are mostly
/// zeros, it had to look at nearly all.
/// </summary>
internal static class Rotation
{
    private const uint Seed = 0x9E3779B9;

    /// <summary>The vector with length one, turned. False for one that has no direction: zero, or not finite.</summary>
    public static bool TryTurn(ReadOnlySpan<float> vector, Span<float> turned)
    {
        if (!VectorCode.TryNormalise(vector, out var inverse, out _))
        {
            return false;
        }

        var signs = Seed;
        for (var i = 0; i < vector.Length; i++)
        {
            signs = Next(signs);
            turned[i] = (float)((int)signs < 0 ? -vector[i] * inverse : vector[i] * inverse);
        }

        // A transform of Hadamard takes a power of two: the first so many dimensions, and then the last so many.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)vector.Length + 1) / 2;
        Spread(turned[..size]);
        if (size < vector.Length)
        {
            Spread(turned[^size..]);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(Span<float> numbers)
    {
        for (var half = 1; half < numbers.Length; half *= 2)
        {
            for (var start = 0; start < numbers.Length; start += 2 * half)
            {
                var left = numbers.Slice(start, half);
                var right = numbers.Slice(start + half, half);
                var i = 0;
                for (; i + Vector<float>.Count <= half; i += Vector<float>.Count)
                {
                    var (a, b) = (new Vector<float>(left[i..]), new Vector<float>(right[i..]));
                    (a + b).CopyTo(left[i..]);
                    (a - b).CopyTo(right[i..]);
                }

                for (; i < half; i++)
                {
                    (left[i], right[i]) = (left[i] + right[i], left[i] - right[i]);
                }
            }
        }

        var scale = 1 / MathF.Sqrt(numbers.Length);
        foreach (ref var number in numbers)
        {
            number *= scale;
        }
    }

    /// <summary>Numbers that look like chance and are the same everywhere.</summary>
    private static uint Next(uint number)
    {
        number ^= number << 13;
        number ^= number >> 17;
        return number ^ (number << 5);
    }
}
