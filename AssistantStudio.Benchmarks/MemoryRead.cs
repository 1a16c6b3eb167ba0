using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Benchmarks;

/// <summary>How long it takes to read that much memory and do nothing with it but add it up: no scan of as much can be faster.</summary>
internal sealed class MemoryRead
{
    private const int Piece = 1 << 20;
    private readonly byte[] _bytes;
    private long _sum;

    public MemoryRead(int length)
    {
        _bytes = new byte[length];
        // Memory that nobody has written to is the same page of zeros everywhere.
        new Random(1).NextBytes(_bytes);
    }

    public double Milliseconds(int threads)
    {
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < _bytes.Length / Piece; i = Interlocked.Increment(ref next))
                Interlocked.Add(ref _sum, Sum(_bytes.AsSpan(i * Piece, Piece)));
        });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        const int Width = 64;
        ref var first = ref MemoryMarshal.GetReference(bytes);
        Vector512<int> left = default, right = default;
        for (nuint i = 0; i < (nuint)bytes.Length; i += 2 * Width)
        {
            left += Vector512.LoadUnsafe(ref first, i).AsInt32();
            right += Vector512.LoadUnsafe(ref first, i + Width).AsInt32();
        }

        return Vector512.Sum(left + right);
    }
}
