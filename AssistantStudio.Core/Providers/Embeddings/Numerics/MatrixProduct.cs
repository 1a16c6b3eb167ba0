using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Rows of activations times packed weights. A panel of weights stays in the first cache while all rows pass it; the
/// rows come from the second. Rows are computed six at a time, so buffers have up to five rows more than are used.
/// </summary>
internal static class MatrixProduct
{
    public const int RowsAtOnce = 6;

    public static int RoundUpRows(int rows) => (rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;

    /// <summary>output = activations · weights + bias, plus what is in output already if asked to accumulate.</summary>
    public static void Multiply(in Rows activations, int rows, PackedMatrix weights, in Rows output, bool accumulate, Activation activation)
    {
        var width = PackedMatrix.PanelWidth;
        for (var block = 0; block < weights.Inputs; block += PackedMatrix.BlockInputs)
        {
            var inputs = Math.Min(PackedMatrix.BlockInputs, weights.Inputs - block);
            var isLast = block + inputs == weights.Inputs;
            for (var panel = 0; panel < weights.Panels; panel++)
            {
                ref var first = ref weights.Weights.At(weights.PanelStart(block, panel));
                ref var bias = ref block == 0 ? ref weights.Bias.At(panel * width) : ref Zeros.Of(width);
                for (var row = 0; row < rows; row += RowsAtOnce)
                {
                    ref var result = ref output.At(row, panel * width);
                    Tile(ref activations.At(row, block), activations.Stride, ref first, inputs, ref result, output.Stride, ref bias, accumulate || block > 0);
                    if (isLast && activation == Activation.Gelu)
                        Gelu.ApplyTile(ref result, output.Stride, width);
                }
            }
        }
    }

    /// <summary>One panel times six rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(ref float a, nint rowOfA, ref float panel, nint inputs, ref float c, nint rowOfC, ref float bias, bool accumulate)
    {
        if (Vector512.IsHardwareAccelerated)
            Kernel512.Multiply(ref a, rowOfA, ref panel, inputs, ref c, rowOfC, ref bias, accumulate);
        else
            Kernel256.Multiply(ref a, rowOfA, ref panel, inputs, ref c, rowOfC, ref bias, accumulate);
    }
}

internal enum Activation
{
    None,
    Gelu,
}

/// <summary>Rows of numbers with a fixed distance between them.</summary>
internal readonly record struct Rows(AlignedFloats Numbers, int Stride)
{
    public ref float At(int row, int column) => ref Numbers.At((row * Stride) + column);

    public Span<float> Row(int row, int start, int length) => Numbers.Slice((row * Stride) + start, length);
}

internal static class Zeros
{
    private static readonly AlignedFloats s_zeros = new(PackedMatrix.PanelWidth);

    public static ref float Of(int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, s_zeros.Length);
        return ref s_zeros.At(0);
    }
}
