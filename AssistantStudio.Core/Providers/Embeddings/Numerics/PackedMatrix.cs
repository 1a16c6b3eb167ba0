using System.Runtime.Intrinsics;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// The weights of one linear layer in the order in which the product reads them: cut into blocks of inputs that fit
/// the first cache, each block into panels of as many outputs as two registers hold. Outputs are filled up with zeros
/// to whole panels, so that the product has no edges.
/// </summary>
internal sealed class PackedMatrix
{
    /// <summary>
    /// What passes the rows at once fits the first cache beside them: one panel of 16 x 384 numbers takes 24 KB of 32 KB,
    /// a pair of panels of 32 x 128 takes 32 KB of 48 KB.
    /// </summary>
    public static int BlockInputs { get; } = Vector512.IsHardwareAccelerated ? 128 : 384;

    private PackedMatrix(int inputs, int outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        Weights = new(inputs * RoundUp(outputs));
        Bias = new(RoundUp(outputs));
    }

    /// <summary>Outputs of one panel: two registers of the widest kind that the processor multiplies fast.</summary>
    public static int PanelWidth { get; } = Vector512.IsHardwareAccelerated ? 32 : 16;

    public int Inputs { get; }

    public int Outputs { get; }

    public int Panels => RoundUp(Outputs) / PanelWidth;

    public AlignedFloats Weights { get; }

    public AlignedFloats Bias { get; }

    public static int RoundUp(int count) => (count + PanelWidth - 1) / PanelWidth * PanelWidth;

    /// <summary>
    /// The distance between two rows of activations of this width. Rows that lie a multiple of 1 KB apart would push
    /// each other out of the few places that the first cache has for them.
    /// </summary>
    public static int Stride(int width) => RoundUp(width) % 256 == 0 ? RoundUp(width) + PanelWidth : RoundUp(width);

    /// <summary>Several layers with the same input become one; weights are stored [outputs, inputs], as published.</summary>
    public static PackedMatrix Of(int inputs, params ReadOnlySpan<LinearLayer> layers)
    {
        var outputs = 0;
        foreach (var layer in layers)
            outputs += layer.Bias.Length;

        var packed = new PackedMatrix(inputs, outputs);
        var first = 0;
        foreach (var layer in layers)
        {
            packed.Pack(layer, first);
            first += layer.Bias.Length;
        }

        return packed;
    }

    /// <summary>Where the panel begins within the block that starts with this input.</summary>
    public int PanelStart(int firstInput, int panel) =>
        (firstInput * Panels * PanelWidth) + (panel * Math.Min(BlockInputs, Inputs - firstInput) * PanelWidth);

    private void Pack(LinearLayer layer, int first)
    {
        var weights = Weights.Span;
        for (var output = 0; output < layer.Bias.Length; output++)
        {
            Bias.Span[first + output] = layer.Bias[output] * layer.Scale;
            var (panel, lane) = Math.DivRem(first + output, PanelWidth);
            var row = layer.Weights.AsSpan(output * Inputs, Inputs);
            for (var block = 0; block < Inputs; block += BlockInputs)
            {
                var at = PanelStart(block, panel) + lane;
                foreach (var weight in row.Slice(block, Math.Min(BlockInputs, Inputs - block)))
                {
                    weights[at] = weight * layer.Scale;
                    at += PanelWidth;
                }
            }
        }
    }
}

/// <summary>Weights [outputs, inputs] and bias as they are stored, and a factor on both.</summary>
internal readonly record struct LinearLayer(float[] Weights, float[] Bias, float Scale = 1f);
