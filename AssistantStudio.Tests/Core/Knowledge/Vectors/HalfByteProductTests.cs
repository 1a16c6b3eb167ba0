using System.Runtime.Intrinsics.X86;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

public sealed class HalfByteProductTests
{
    /// <summary>All ways that this processor can go, of which it would choose one.</summary>
    [Theory]
    [InlineData(64, false)]
    [InlineData(192, false)]
    [InlineData(256, true)]
    [InlineData(320, true)]
    [InlineData(4096, true)]
    [InlineData(32, false)]
    [InlineData(96, true)]
    public void Rows_ByAllWays_AreTheSums(int rowBytes, bool extreme)
    {
        const int Count = 5;
        var random = new Random(rowBytes);
        var rows = new byte[Count * rowBytes];
        random.NextBytes(rows);
        var query = Enumerable.Range(0, 2 * rowBytes).Select(_ => (sbyte)random.Next(-127, 128)).ToArray();
        if (extreme)
        {
            Array.Fill(rows, byte.MaxValue);
            Array.Fill(query, (sbyte)-127);
        }

        var expected = Enumerable.Range(0, Count).Select(row => Enumerable.Range(0, rowBytes).Sum(j =>
        {
            var both = rows[(row * rowBytes) + j];
            return ((both & 15) * query[j]) + ((both >> 4) * query[rowBytes + j]);
        })).ToArray();

        var products = new int[Count];
        HalfByteProduct.Rows(ref rows[0], ref rows[0], rowBytes, ref query[0], products);
        Assert.Equal(expected, products);

        Array.Clear(products);
        HalfByteProduct.Rows128(ref rows[0], rowBytes, ref query[0], products);
        Assert.Equal(expected, products);

        if (Avx2.IsSupported)
        {
            Array.Clear(products);
            HalfByteProduct.Rows256(ref rows[0], ref rows[0], rowBytes, ref query[0], products);
            Assert.Equal(expected, products);
        }

        if (Avx512BW.IsSupported && rowBytes % 64 == 0)
        {
            Array.Clear(products);
            HalfByteProduct.Rows512(ref rows[0], ref rows[0], rowBytes, ref query[0], products);
            Assert.Equal(expected, products);
        }
    }
}
