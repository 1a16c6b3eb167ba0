using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// x/2 · (1 + erf(x/√2)), the exact form that the models were trained with. The error function is a quotient of two
/// polynomials within ±4, where it leaves ±1 by less than a number of 32 bits can tell; the error stays below 5e-7.
/// </summary>
internal static class Gelu
{
    private const float InverseRootOfTwo = 0.70710678f;

    /// <summary>Six rows of one panel, right after they were computed and while they are in the first cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ApplyTile(ref float tile, nint stride, int width)
    {
        for (var row = 0; row < MatrixProduct.RowsAtOnce; row++)
        {
            for (var i = 0; i < width; i += 2 * Vector256<float>.Count)
            {
                ref var place = ref Unsafe.Add(ref tile, i);
                var one = Of(Vector256.LoadUnsafe(ref place));
                var two = Of(Vector256.LoadUnsafe(ref place, 8));
                one.StoreUnsafe(ref place);
                two.StoreUnsafe(ref place, 8);
            }

            tile = ref Unsafe.Add(ref tile, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var half = x * 0.5f;
        return Vector256.FusedMultiplyAdd(half, Erf(x * InverseRootOfTwo), half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Erf(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-4f)), Vector256.Create(4f));
        var square = x * x;
        var above = Vector256.Create(-2.72614225801306e-10f);
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(2.77068142495902e-08f));
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(-2.10102402082508e-06f));
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(-5.69250639462346e-05f));
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(-7.34990630326855e-04f));
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(-2.95459980854025e-03f));
        above = Vector256.FusedMultiplyAdd(above, square, Vector256.Create(-1.60960333262415e-02f));
        var below = Vector256.Create(-1.45660718464996e-05f);
        below = Vector256.FusedMultiplyAdd(below, square, Vector256.Create(-2.13374055278905e-04f));
        below = Vector256.FusedMultiplyAdd(below, square, Vector256.Create(-1.68282697438203e-03f));
        below = Vector256.FusedMultiplyAdd(below, square, Vector256.Create(-7.37332916720468e-03f));
        below = Vector256.FusedMultiplyAdd(below, square, Vector256.Create(-1.42647390514189e-02f));
        return x * above / below;
    }
}
