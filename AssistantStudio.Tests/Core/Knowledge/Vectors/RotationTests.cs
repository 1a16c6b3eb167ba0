using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Vectors;

public sealed class RotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(384)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(8192)]
    public void TwoVectors_Turned_KeepTheirAngle(int dimensions)
    {
        var random = new Random(dimensions);
        var (a, b) = (SomeVectors.Random(random, dimensions), SomeVectors.Random(random, dimensions));
        var (turnedA, turnedB) = (Turned(a), Turned(b));

        Assert.Equal(1, Product(turnedA, turnedA), 5);
        Assert.Equal(Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b)), Product(turnedA, turnedB), 5);
    }

    [Fact]
    public void Vector_MostlyZeros_HasCloseBoundsOnceTurned()
    {
        var random = new Random(8);
        var sparse = new float[384];
        for (var i = 0; i < 24; i++)
            sparse[random.Next(sparse.Length)] = random.NextSingle() - 0.5f;

        Assert.InRange(UpperErrorOf(sparse), 0.2, 1);
        Assert.InRange(UpperErrorOf(Turned(sparse)), 0.05, 0.16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Vector_WithoutADirection_IsNotTurned(float number)
    {
        Assert.False(Rotation.TryTurn([number, 0, 0], new float[3]));
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e38f)]
    public void Vector_TinyOrHuge_HasLengthOneOnceTurned(float number)
    {
        var turned = Turned([number, number, -number, number, 0]);

        Assert.Equal(1, Product(turned, turned), 5);
    }

    private static float[] Turned(float[] vector)
    {
        var turned = new float[vector.Length];
        Assert.True(Rotation.TryTurn(vector, turned));
        return turned;
    }

    private static double UpperErrorOf(float[] vector)
    {
        var row = VectorCode.RowBytes(vector.Length);
        VectorCode.TryWrite(vector, new byte[row], new byte[row], out var bounds);
        return bounds.UpperError;
    }

    private static double Product(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
