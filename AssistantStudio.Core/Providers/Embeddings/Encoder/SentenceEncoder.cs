using System.Numerics.Tensors;

namespace AssistantStudio.Core.Providers;

/// <summary>A BERT-type encoder: tokens to one vector a text. Safe for many threads, each with its own workspace.</summary>
internal sealed class SentenceEncoder(EncoderConfig config, EncoderWeights weights)
{
    public EncoderConfig Config => config;

    /// <summary>
    /// The texts' tokens stand one after the other in <paramref name="tokens"/>; <paramref name="vectors"/> has a place
    /// for each.
    /// </summary>
    public void Encode(EncoderWorkspace work, ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, ReadOnlySpan<float[]> vectors)
    {
        var rows = MatrixProduct.RoundUpRows(tokens.Length);
        LookUp(work, tokens, lengths, rows);
        foreach (var layer in weights.Layers)
            Run(layer, work, tokens.Length, rows, lengths);

        var first = 0;
        for (var text = 0; text < lengths.Length; text++)
        {
            Pool(work, first, lengths[text], vectors[text]);
            first += lengths[text];
        }
    }

    private void LookUp(EncoderWorkspace work, ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, int rows)
    {
        var size = config.HiddenSize;
        var row = 0;
        foreach (var length in lengths)
        {
            for (var position = 0; position < length; position++, row++)
            {
                var hidden = work.Hidden.Row(row, 0, size);
                TensorPrimitives.Add(
                    weights.Words.AsSpan(tokens[row] * size, size),
                    weights.Positions.AsSpan((position + config.FirstPosition) * size, size),
                    hidden);
                RowMath.LayerNorm(hidden, weights.Norm.Gain, weights.Norm.Shift, config.Epsilon);
            }
        }

        // The rows that fill the last six are computed for nothing; zeros are computed as fast as numbers.
        for (; row < rows; row++)
        {
            work.Hidden.Row(row, 0, size).Clear();
            work.Context.Row(row, 0, size).Clear();
        }
    }

    private void Run(LayerWeights layer, EncoderWorkspace work, int used, int rows, ReadOnlySpan<int> lengths)
    {
        MatrixProduct.Multiply(work.Hidden, rows, layer.QueryKeyValue, work.QueryKeyValue, accumulate: false, Activation.None);
        var first = 0;
        foreach (var length in lengths)
        {
            Attention.Run(work, config, weights.Relative, first, length);
            first += length;
        }

        MatrixProduct.Multiply(work.Context, rows, layer.Output, work.Hidden, accumulate: true, Activation.None);
        Norm(work, used, layer.AttentionNorm);
        MatrixProduct.Multiply(work.Hidden, rows, layer.Widen, work.Wide, accumulate: false, Activation.Gelu);
        MatrixProduct.Multiply(work.Wide, rows, layer.Narrow, work.Hidden, accumulate: true, Activation.None);
        Norm(work, used, layer.OutputNorm);
    }

    private void Norm(EncoderWorkspace work, int rows, NormWeights norm)
    {
        for (var row = 0; row < rows; row++)
            RowMath.LayerNorm(work.Hidden.Row(row, 0, config.HiddenSize), norm.Gain, norm.Shift, config.Epsilon);
    }

    private void Pool(EncoderWorkspace work, int first, int length, Span<float> vector)
    {
        var size = config.HiddenSize;
        work.Hidden.Row(first, 0, size).CopyTo(vector);
        for (var row = first + 1; row < first + length && config.Pooling != Pooling.FirstToken; row++)
        {
            var hidden = work.Hidden.Row(row, 0, size);
            if (config.Pooling == Pooling.Mean)
                TensorPrimitives.Add(vector, hidden, vector);
            else
                TensorPrimitives.Max(vector, hidden, vector);
        }

        if (config.Pooling == Pooling.Mean)
            TensorPrimitives.Multiply(vector, 1f / length, vector);

        if (config.Normalise)
            RowMath.Normalise(vector);
    }
}
