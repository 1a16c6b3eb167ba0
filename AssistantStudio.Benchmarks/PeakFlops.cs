using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Benchmarks;

/// <summary>What the processor can multiply and add at most: twelve independent chains that never leave the registers.</summary>
internal static class PeakFlops
{
    private const int Turns = 5_000_000;
    private const int Chains = 12;
    private const int OperationsPerMultiplyAdd = 2;

    /// <summary>
    /// Operations per second on that many threads, kept up for that long: as the work is measured that it
    /// is compared with. On a core that others share, single moments would tell what it keeps up for nobody.
    /// </summary>
    public static double Measure(int threads, double seconds)
    {
        long rounds = 0;
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (; watch.Elapsed.TotalSeconds < seconds; Interlocked.Increment(ref rounds))
                Run(Turns);
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        return (double)rounds * Turns * Chains * lanes * OperationsPerMultiplyAdd / watch.Elapsed.TotalSeconds;
    }

    private static float Run(int turns) => Vector512.IsHardwareAccelerated ? Run512(turns) : Run256(turns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(int turns)
    {
        var factor = Vector256.Create(0.999999f);
        var step = Vector256.Create(0.000001f);
        Vector256<float> a = step, b = step, c = step, d = step, e = step, f = step, g = step, h = step, i = step, j = step, k = step, l = step;
        for (var turn = 0; turn < turns; turn++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, step);
            b = Vector256.FusedMultiplyAdd(b, factor, step);
            c = Vector256.FusedMultiplyAdd(c, factor, step);
            d = Vector256.FusedMultiplyAdd(d, factor, step);
            e = Vector256.FusedMultiplyAdd(e, factor, step);
            f = Vector256.FusedMultiplyAdd(f, factor, step);
            g = Vector256.FusedMultiplyAdd(g, factor, step);
            h = Vector256.FusedMultiplyAdd(h, factor, step);
            i = Vector256.FusedMultiplyAdd(i, factor, step);
            j = Vector256.FusedMultiplyAdd(j, factor, step);
            k = Vector256.FusedMultiplyAdd(k, factor, step);
            l = Vector256.FusedMultiplyAdd(l, factor, step);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(int turns)
    {
        var factor = Vector512.Create(0.999999f);
        var step = Vector512.Create(0.000001f);
        Vector512<float> a = step, b = step, c = step, d = step, e = step, f = step, g = step, h = step, i = step, j = step, k = step, l = step;
        for (var turn = 0; turn < turns; turn++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, step);
            b = Vector512.FusedMultiplyAdd(b, factor, step);
            c = Vector512.FusedMultiplyAdd(c, factor, step);
            d = Vector512.FusedMultiplyAdd(d, factor, step);
            e = Vector512.FusedMultiplyAdd(e, factor, step);
            f = Vector512.FusedMultiplyAdd(f, factor, step);
            g = Vector512.FusedMultiplyAdd(g, factor, step);
            h = Vector512.FusedMultiplyAdd(h, factor, step);
            i = Vector512.FusedMultiplyAdd(i, factor, step);
            j = Vector512.FusedMultiplyAdd(j, factor, step);
            k = Vector512.FusedMultiplyAdd(k, factor, step);
            l = Vector512.FusedMultiplyAdd(l, factor, step);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
