using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Adds up rows of a table. The rows lie far apart in memory: a block of columns of all of them at a time keeps the sum in
/// registers, and has the loads of many rows on their way at once.
/// </summary>
internal static class RowSum
{
    /// <param name="starts">Where each row begins.</param>
    /// <param name="sum">As long as a row.</param>
    // Compiled once, in full: tiers would leave the sums on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(float[] table, ReadOnlySpan<int> starts, Span<float> sum)
    {
        ref var rows = ref MemoryMarshal.GetArrayDataReference(table);
        ref var result = ref MemoryMarshal.GetReference(sum);
        var column = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; column <= sum.Length - 64; column += 64)
            {
                var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
                foreach (var start in starts)
                {
                    ref var row = ref Unsafe.Add(ref rows, (nint)start + column);
                    a += Vector512.LoadUnsafe(ref row);
                    b += Vector512.LoadUnsafe(ref row, 16);
                    c += Vector512.LoadUnsafe(ref row, 32);
                    d += Vector512.LoadUnsafe(ref row, 48);
                }

                ref var part = ref Unsafe.Add(ref result, column);
                a.StoreUnsafe(ref part);
                b.StoreUnsafe(ref part, 16);
                c.StoreUnsafe(ref part, 32);
                d.StoreUnsafe(ref part, 48);
            }
        }

        for (; column <= sum.Length - 32; column += 32)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            foreach (var start in starts)
            {
                ref var row = ref Unsafe.Add(ref rows, (nint)start + column);
                a += Vector256.LoadUnsafe(ref row);
                b += Vector256.LoadUnsafe(ref row, 8);
                c += Vector256.LoadUnsafe(ref row, 16);
                d += Vector256.LoadUnsafe(ref row, 24);
            }

            ref var part = ref Unsafe.Add(ref result, column);
            a.StoreUnsafe(ref part);
            b.StoreUnsafe(ref part, 8);
            c.StoreUnsafe(ref part, 16);
            d.StoreUnsafe(ref part, 24);
        }

        for (; column < sum.Length; column++)
        {
            var one = 0f;
            foreach (var start in starts)
            {
                one += Unsafe.Add(ref rows, (nint)start + column);
            }

            sum[column] = one;
        }
    }
}
