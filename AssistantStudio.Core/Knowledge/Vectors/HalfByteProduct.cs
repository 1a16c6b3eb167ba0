using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Sums of products of half bytes (0 to 15) and signed bytes, as <see cref="VectorCode"/> lays them out. A pair of
/// products is at most 3,810, so eight pairs fit a lane of 16 bits: the processor's oldest instruction for
/// this, which saturates, never does here. All ways give the same numbers.
/// </summary>
internal static class HalfByteProduct
{
    /// <summary>Rows that are read before their sums are looked at.</summary>
    public const int RowsAtOnce = 64;

    /// <summary>Each register of a row gives two pairs a lane, and a lane holds eight.</summary>
    private const int RegistersPerSum = 4;

    public static int Of(ReadOnlySpan<byte> row, ReadOnlySpan<sbyte> query)
    {
        var product = 0;
        ref var only = ref MemoryMarshal.GetReference(row);
        Rows(ref only, ref only, row.Length, ref MemoryMarshal.GetReference(query), MemoryMarshal.CreateSpan(ref product, 1));
        return product;
    }

    /// <summary>One product for each row, of rows that follow each other.</summary>
    /// <param name="next">
    /// As many rows that will be asked for after these. They are touched while these are computed: what waits for a row
    /// fills the processor's queues within three rows, long before it asks for enough of them to keep the memory busy.
    /// </param>
    public static void Rows(ref byte rows, ref byte next, int rowBytes, ref sbyte query, Span<int> products)
    {
        if (Avx512BW.IsSupported && rowBytes % Vector512<byte>.Count == 0)
            Rows512(ref rows, ref next, rowBytes, ref query, products);
        else if (Avx2.IsSupported)
            Rows256(ref rows, ref next, rowBytes, ref query, products);
        else
            Rows128(ref rows, rowBytes, ref query, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows512(ref byte rows, ref byte next, int rowBytes, ref sbyte query, Span<int> products)
    {
        const int Width = 64;
        var mask = Vector512.Create((byte)15);
        ref var upperQuery = ref Unsafe.Add(ref query, rowBytes);
        for (var i = 0; i < products.Length; i++)
        {
            var sum = Vector512<int>.Zero;
            for (var from = 0; from < rowBytes; from += RegistersPerSum * Width)
            {
                var end = Math.Min(rowBytes, from + (RegistersPerSum * Width));
                var pairs = Vector512<short>.Zero;
                for (var j = (nuint)from; j < (nuint)end; j += Width)
                {
                    _ = Volatile.Read(ref Unsafe.AddByteOffset(ref next, j));
                    var bytes = Vector512.LoadUnsafe(ref rows, j);
                    var high = (bytes.AsUInt16() >>> 4).AsByte() & mask;
                    pairs += Avx512BW.MultiplyAddAdjacent(bytes & mask, Vector512.LoadUnsafe(ref query, j));
                    pairs += Avx512BW.MultiplyAddAdjacent(high, Vector512.LoadUnsafe(ref upperQuery, j));
                }

                sum += Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One);
            }

            products[i] = Vector512.Sum(sum);
            rows = ref Unsafe.Add(ref rows, rowBytes);
            next = ref Unsafe.Add(ref next, rowBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows256(ref byte rows, ref byte next, int rowBytes, ref sbyte query, Span<int> products)
    {
        const int Width = 32;
        var mask = Vector256.Create((byte)15);
        ref var upperQuery = ref Unsafe.Add(ref query, rowBytes);
        for (var i = 0; i < products.Length; i++)
        {
            var sum = Vector256<int>.Zero;
            for (var from = 0; from < rowBytes; from += RegistersPerSum * Width)
            {
                var end = Math.Min(rowBytes, from + (RegistersPerSum * Width));
                var pairs = Vector256<short>.Zero;
                for (var j = (nuint)from; j < (nuint)end; j += Width)
                {
                    _ = Volatile.Read(ref Unsafe.AddByteOffset(ref next, j));
                    var bytes = Vector256.LoadUnsafe(ref rows, j);
                    var high = (bytes.AsUInt16() >>> 4).AsByte() & mask;
                    pairs += Avx2.MultiplyAddAdjacent(bytes & mask, Vector256.LoadUnsafe(ref query, j));
                    pairs += Avx2.MultiplyAddAdjacent(high, Vector256.LoadUnsafe(ref upperQuery, j));
                }

                sum += Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
            }

            products[i] = Vector256.Sum(sum);
            rows = ref Unsafe.Add(ref rows, rowBytes);
            next = ref Unsafe.Add(ref next, rowBytes);
        }
    }

    /// <summary>For every other processor, with what all of them have; in software where they have nothing.</summary>
    public static void Rows128(ref byte rows, int rowBytes, ref sbyte query, Span<int> products)
    {
        const int Width = 16;
        var mask = Vector128.Create((byte)15);
        ref var upperQuery = ref Unsafe.Add(ref query, rowBytes);
        for (var i = 0; i < products.Length; i++)
        {
            var sum = Vector128<int>.Zero;
            for (nuint j = 0; j < (nuint)rowBytes; j += Width)
            {
                var bytes = Vector128.LoadUnsafe(ref rows, j);
                var pairs = Pairs(bytes & mask, Vector128.LoadUnsafe(ref query, j)) + Pairs(bytes >>> 4, Vector128.LoadUnsafe(ref upperQuery, j));
                sum += Vector128.WidenLower(pairs) + Vector128.WidenUpper(pairs);
            }

            products[i] = Vector128.Sum(sum);
            rows = ref Unsafe.Add(ref rows, rowBytes);
        }
    }

    private static Vector128<short> Pairs(Vector128<byte> halves, Vector128<sbyte> query) =>
        (Vector128.WidenLower(halves.AsSByte()) * Vector128.WidenLower(query)) + (Vector128.WidenUpper(halves.AsSByte()) * Vector128.WidenUpper(query));
}
