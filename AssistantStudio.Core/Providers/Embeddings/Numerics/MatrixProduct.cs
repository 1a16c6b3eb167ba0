using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Rows of activations times packed weights. One panel of weights, or two, stay in the first cache while all rows pass
/// them; the rows come from the second. Rows are computed six at a time, so buffers have up to five rows more than are used.
/// </summary>
internal static class MatrixProduct
{
    public const int RowsAtOnce = 6;

    public static int RoundUpRows(int rows) => (rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;

    /// <summary>output = activations · weights + bias, plus what is in output already if asked to accumulate.</summary>
    public static void Multiply(in Rows activations, int rows, PackedMatrix weights, in Rows output, bool accumulate, Activation activation)
    {
        var together = Vector512.IsHardwareAccelerated ? 2 : 1;
        for (var panel = 0; panel < weights.Panels; panel += together)
        {
            // Blocks inside: what one leaves in the output is still in the second cache when the next adds to it.
            for (var block = 0; block < weights.Inputs; block += PackedMatrix.BlockInputs)
            {
                var isLast = block + PackedMatrix.BlockInputs >= weights.Inputs;
                Pass(
                    activations, rows, weights, block, panel, isPair: together == 2 && panel + 1 < weights.Panels, output,
                    accumulate || block > 0, isLast ? activation : Activation.None);
            }
        }
    }

    /// <summary>All rows pass one panel, or it and the next.</summary>
    private static void Pass(
        in Rows activations, int rows, PackedMatrix weights, int block, int panel, bool isPair, in Rows output, bool accumulate, Activation activation)
    {
        var width = PackedMatrix.PanelWidth;
        var inputs = Math.Min(PackedMatrix.BlockInputs, weights.Inputs - block);
        ref var first = ref weights.Weights.At(weights.PanelStart(block, panel));
        ref var bias = ref block == 0 ? ref weights.Bias.At(panel * width) : ref Zeros.Of(2 * width);
        for (var row = 0; row < rows; row += RowsAtOnce)
        {
            ref var a = ref activations.At(row, block);
            ref var result = ref output.At(row, panel * width);
            if (isPair)
                Kernel512Pair.Multiply(ref a, activations.Stride, ref first, ref Unsafe.Add(ref first, inputs * width), inputs, ref result, output.Stride, ref bias, accumulate);
            else
                Tile(ref a, activations.Stride, ref first, inputs, ref result, output.Stride, ref bias, accumulate);

            if (activation == Activation.Gelu)
                Gelu.ApplyTile(ref result, output.Stride, isPair ? 2 * width : width);
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
    private static readonly AlignedFloats s_zeros = new(2 * PackedMatrix.PanelWidth);

    public static ref float Of(int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, s_zeros.Length);
        return ref s_zeros.At(0);
    }
}
