using System.Numerics.Tensors;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Attention within one text, head by head. Keys and values are put into panels, so that scores and sums are the same
/// matrix product as the layers. Texts of a batch never see each other, and there is no padding to mask.
/// </summary>
internal static class Attention
{
    public static void Run(EncoderWorkspace work, EncoderConfig config, RelativePositions? relative, int firstRow, int tokens)
    {
        for (var head = 0; head < config.Heads; head++)
        {
            PackKeys(work, config, firstRow, tokens, head);
            PackValues(work, config, firstRow, tokens, head);
            Score(work, config, firstRow, tokens, head);
            Soften(work, relative, tokens, head);
            Sum(work, config, tokens);
            for (var token = 0; token < tokens; token++)
            {
                work.HeadContext.Row(token, 0, config.HeadSize)
                    .CopyTo(work.Context.Row(firstRow + token, head * config.HeadSize, config.HeadSize));
            }
        }
    }

    private static void PackKeys(EncoderWorkspace work, EncoderConfig config, int firstRow, int tokens, int head)
    {
        var width = PackedMatrix.PanelWidth;
        var keys = work.Keys.Span;
        for (var token = 0; token < tokens; token++)
        {
            var (panel, lane) = Math.DivRem(token, width);
            var at = (panel * config.HeadSize * width) + lane;
            foreach (var number in work.QueryKeyValue.Row(firstRow + token, config.HiddenSize + (head * config.HeadSize), config.HeadSize))
            {
                keys[at] = number;
                at += width;
            }
        }
    }

    private static void PackValues(EncoderWorkspace work, EncoderConfig config, int firstRow, int tokens, int head)
    {
        var width = PackedMatrix.PanelWidth;
        var values = work.Values.Span;
        for (var token = 0; token < tokens; token++)
        {
            var row = work.QueryKeyValue.Row(firstRow + token, (2 * config.HiddenSize) + (head * config.HeadSize), config.HeadSize);
            for (var start = 0; start < row.Length; start += width)
            {
                var part = row.Slice(start, Math.Min(width, row.Length - start));
                part.CopyTo(values.Slice((start * tokens) + (token * width), part.Length));
            }
        }
    }

    private static void Score(EncoderWorkspace work, EncoderConfig config, int firstRow, int tokens, int head)
    {
        var width = PackedMatrix.PanelWidth;
        for (var start = 0; start < tokens; start += width)
        {
            for (var row = 0; row < tokens; row += MatrixProduct.RowsAtOnce)
            {
                MatrixProduct.Tile(
                    ref work.QueryKeyValue.At(firstRow + row, head * config.HeadSize), work.QueryKeyValue.Stride,
                    ref work.Keys.At(start * config.HeadSize), config.HeadSize,
                    ref work.Scores.At(row, start), work.Scores.Stride, ref Zeros.Of(width), accumulate: false);
            }
        }
    }

    /// <summary>Scores to shares: e to the power of each less the largest, divided by their sum.</summary>
    private static void Soften(EncoderWorkspace work, RelativePositions? relative, int tokens, int head)
    {
        var stride = work.Scores.Stride;
        for (var token = 0; token < tokens; token++)
        {
            var scores = work.Scores.Row(token, 0, tokens);
            if (relative is not null)
                TensorPrimitives.Add(scores, relative.Of(head, token, tokens), scores);

            TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
            // Beyond the text stand leftovers, which the next step must not take to infinity.
            work.Scores.Row(token, tokens, stride - tokens).Clear();
        }

        var all = work.Scores.Numbers.Slice(0, tokens * stride);
        TensorPrimitives.Exp(all, all);
        for (var token = 0; token < tokens; token++)
        {
            var shares = work.Scores.Row(token, 0, tokens);
            TensorPrimitives.Multiply(shares, 1f / TensorPrimitives.Sum<float>(shares), shares);
        }
    }

    private static void Sum(EncoderWorkspace work, EncoderConfig config, int tokens)
    {
        var width = PackedMatrix.PanelWidth;
        for (var start = 0; start < config.HeadSize; start += width)
        {
            for (var row = 0; row < tokens; row += MatrixProduct.RowsAtOnce)
            {
                MatrixProduct.Tile(
                    ref work.Scores.At(row, 0), work.Scores.Stride,
                    ref work.Values.At(start * tokens), tokens,
                    ref work.HeadContext.At(row, start), work.HeadContext.Stride, ref Zeros.Of(width), accumulate: false);
            }
        }
    }
}
