using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Six rows times one panel of 32 outputs, in twelve registers of 512 bits that stay registers: two loads and six
/// broadcasts feed twelve multiply-adds, which is as many as the processor starts in the time of the loads.
/// </summary>
internal static class Kernel512
{
    // Compiled once, in full: the loop is hot in its first call, and tiers would spill its registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref float a, nint rowOfA, ref float panel, nint inputs, ref float c, nint rowOfC, ref float bias, bool accumulate)
    {
        ref var a1 = ref Unsafe.Add(ref a, rowOfA);
        ref var a2 = ref Unsafe.Add(ref a1, rowOfA);
        ref var a3 = ref Unsafe.Add(ref a2, rowOfA);
        ref var a4 = ref Unsafe.Add(ref a3, rowOfA);
        ref var a5 = ref Unsafe.Add(ref a4, rowOfA);
        ref var c1 = ref Unsafe.Add(ref c, rowOfC);
        ref var c2 = ref Unsafe.Add(ref c1, rowOfC);
        ref var c3 = ref Unsafe.Add(ref c2, rowOfC);
        ref var c4 = ref Unsafe.Add(ref c3, rowOfC);
        ref var c5 = ref Unsafe.Add(ref c4, rowOfC);
        var left = Vector512.LoadUnsafe(ref bias);
        var right = Vector512.LoadUnsafe(ref bias, 16);
        Vector512<float> l0 = left, l1 = left, l2 = left, l3 = left, l4 = left, l5 = left;
        Vector512<float> r0 = right, r1 = right, r2 = right, r3 = right, r4 = right, r5 = right;
        if (accumulate)
        {
            l0 += Vector512.LoadUnsafe(ref c);
            r0 += Vector512.LoadUnsafe(ref c, 16);
            l1 += Vector512.LoadUnsafe(ref c1);
            r1 += Vector512.LoadUnsafe(ref c1, 16);
            l2 += Vector512.LoadUnsafe(ref c2);
            r2 += Vector512.LoadUnsafe(ref c2, 16);
            l3 += Vector512.LoadUnsafe(ref c3);
            r3 += Vector512.LoadUnsafe(ref c3, 16);
            l4 += Vector512.LoadUnsafe(ref c4);
            r4 += Vector512.LoadUnsafe(ref c4, 16);
            l5 += Vector512.LoadUnsafe(ref c5);
            r5 += Vector512.LoadUnsafe(ref c5, 16);
        }

        for (nint input = 0; input < inputs; input++)
        {
            left = Vector512.LoadUnsafe(ref panel);
            right = Vector512.LoadUnsafe(ref panel, 16);
            panel = ref Unsafe.Add(ref panel, 32);
            var x = Vector512.Create(Unsafe.Add(ref a, input));
            l0 = Vector512.FusedMultiplyAdd(x, left, l0);
            r0 = Vector512.FusedMultiplyAdd(x, right, r0);
            x = Vector512.Create(Unsafe.Add(ref a1, input));
            l1 = Vector512.FusedMultiplyAdd(x, left, l1);
            r1 = Vector512.FusedMultiplyAdd(x, right, r1);
            x = Vector512.Create(Unsafe.Add(ref a2, input));
            l2 = Vector512.FusedMultiplyAdd(x, left, l2);
            r2 = Vector512.FusedMultiplyAdd(x, right, r2);
            x = Vector512.Create(Unsafe.Add(ref a3, input));
            l3 = Vector512.FusedMultiplyAdd(x, left, l3);
            r3 = Vector512.FusedMultiplyAdd(x, right, r3);
            x = Vector512.Create(Unsafe.Add(ref a4, input));
            l4 = Vector512.FusedMultiplyAdd(x, left, l4);
            r4 = Vector512.FusedMultiplyAdd(x, right, r4);
            x = Vector512.Create(Unsafe.Add(ref a5, input));
            l5 = Vector512.FusedMultiplyAdd(x, left, l5);
            r5 = Vector512.FusedMultiplyAdd(x, right, r5);
        }

        l0.StoreUnsafe(ref c);
        r0.StoreUnsafe(ref c, 16);
        l1.StoreUnsafe(ref c1);
        r1.StoreUnsafe(ref c1, 16);
        l2.StoreUnsafe(ref c2);
        r2.StoreUnsafe(ref c2, 16);
        l3.StoreUnsafe(ref c3);
        r3.StoreUnsafe(ref c3, 16);
        l4.StoreUnsafe(ref c4);
        r4.StoreUnsafe(ref c4, 16);
        l5.StoreUnsafe(ref c5);
        r5.StoreUnsafe(ref c5, 16);
    }
}
