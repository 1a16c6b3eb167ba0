using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>Brings a vector to length one with the same bits on every machine.</summary>
internal static class StableLength
{
    /// <summary>By eight lanes whatever the machine has, so that the sum is rounded the same everywhere.</summary>
    public static void Normalise(float[] vector)
    {
        var squares = Vector256<float>.Zero;
        ref var first = ref vector[0];
        var whole = vector.Length & ~7;
        for (var i = 0; i < whole; i += 8)
        {
            var part = Vector256.LoadUnsafe(ref first, (nuint)i);
            squares += part * part;
        }

        var sum = 0f;
        for (var lane = 0; lane < 8; lane++)
            sum += squares[lane];

        for (var i = whole; i < vector.Length; i++)
            sum += vector[i] * vector[i];

        // Signed features can cancel out entirely in theory; then there is no direction, and zero says so.
        var scale = sum > 0 ? 1f / MathF.Sqrt(sum) : 0f;
        for (var i = 0; i < whole; i += 8)
            (Vector256.LoadUnsafe(ref first, (nuint)i) * scale).StoreUnsafe(ref first, (nuint)i);

        for (var i = whole; i < vector.Length; i++)
            vector[i] *= scale;
    }
}
