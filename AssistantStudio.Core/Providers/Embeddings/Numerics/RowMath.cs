using System.Numerics.Tensors;

namespace AssistantStudio.Core.Providers;

/// <summary>What is done to one row at a time.</summary>
internal static class RowMath
{
    public static void LayerNorm(Span<float> row, ReadOnlySpan<float> gain, ReadOnlySpan<float> shift, float epsilon)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Sum<float>(row) / row.Length, row);
        var variance = TensorPrimitives.SumOfSquares<float>(row) / row.Length;
        TensorPrimitives.Multiply(row, 1f / MathF.Sqrt(variance + epsilon), row);
        TensorPrimitives.MultiplyAdd(row, gain, shift, row);
    }

    /// <summary>To length one; a vector of zeros has no direction and stays as it is.</summary>
    public static void Normalise(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Multiply(vector, 1f / length, vector);
    }
}
