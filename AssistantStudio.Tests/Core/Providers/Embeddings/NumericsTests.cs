using System.Runtime.Intrinsics;
using AssistantStudio.Core.Providers;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class NumericsTests
{
    /// <summary>Both kernels, whichever this processor would choose: the other one is computed in software.</summary>
    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void Multiply_OneTile_EqualsTheSums(int bits)
    {
        const int Inputs = 37, RowOfA = 41, RowOfC = 35;
        var width = bits / 16;
        var random = new Random(bits);
        var a = ModelFiles.Random(random, 6 * RowOfA, 1);
        var panel = ModelFiles.Random(random, Inputs * width, 1);
        var bias = ModelFiles.Random(random, width, 1);
        foreach (var accumulate in new[] { false, true })
        {
            var before = ModelFiles.Random(random, 6 * RowOfC, 1);
            var c = (float[])before.Clone();
            if (bits == 256)
                Kernel256.Multiply(ref a[0], RowOfA, ref panel[0], Inputs, ref c[0], RowOfC, ref bias[0], accumulate);
            else
                Kernel512.Multiply(ref a[0], RowOfA, ref panel[0], Inputs, ref c[0], RowOfC, ref bias[0], accumulate);

            for (var i = 0; i < c.Length; i++)
            {
                var (row, column) = Math.DivRem(i, RowOfC);
                var expected = column >= width
                    ? before[i]
                    : bias[column] + (accumulate ? before[i] : 0) + Enumerable.Range(0, Inputs).Sum(k => (double)a[(row * RowOfA) + k] * panel[(k * width) + column]);
                Assert.Equal(expected, c[i], 1e-5);
            }
        }
    }

    /// <summary>Whole blocks of either width, and what is left of them.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(31, 2)]
    [InlineData(32, 1)]
    [InlineData(100, 17)]
    [InlineData(256, 16)]
    [InlineData(300, 0)]
    public void RowSum_OfSomeRows_IsTheirSum(int width, int count)
    {
        var random = new Random(width);
        var table = ModelFiles.Random(random, width * 20, 1);
        var starts = Enumerable.Range(0, count).Select(_ => random.Next(20) * width).ToArray();
        var sum = ModelFiles.Random(random, width, 1);

        RowSum.Of(table, starts, sum);

        Assert.All(sum, (value, column) => Assert.Equal(starts.Sum(s => (double)table[s + column]), value, 1e-5));
    }

    // Values of the error function: tables of mathematical functions.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.841344746)]
    [InlineData(-1, -0.158655254)]
    [InlineData(0.1f, 0.053982784)]
    [InlineData(2, 1.954499736)]
    [InlineData(-3, -0.004049694)]
    [InlineData(10, 10)]
    [InlineData(-10, 0)]
    public void Gelu_KnownValues_AreMet(float x, double expected) => Assert.Equal(expected, Gelu.Of(Vector256.Create(x))[3], 5e-7);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 1)]
    [InlineData(-7, 7)]
    [InlineData(-8, 8)]
    [InlineData(-12, 9)]
    [InlineData(-128, 15)]
    [InlineData(-500, 15)]
    [InlineData(1, 17)]
    [InlineData(7, 23)]
    [InlineData(64, 30)]
    [InlineData(500, 31)]
    public void Bucket_OfMpnet_IsAsPublished(int distance, int bucket) => Assert.Equal(bucket, RelativePositions.Bucket(distance, 32));
}
