namespace AssistantStudio.Core.Providers;

/// <summary>What one thread computes in: made once for a number of rows, used for batch after batch.</summary>
internal sealed class EncoderWorkspace
{
    public EncoderWorkspace(EncoderConfig config, int rows, int longest)
    {
        RowCapacity = MatrixProduct.RoundUpRows(rows);
        Longest = longest;
        var tokens = PackedMatrix.RoundUp(longest);
        var headSize = PackedMatrix.RoundUp(config.HeadSize);
        // A text's last six rows may reach beyond the batch when attention reads them.
        var all = RowCapacity + MatrixProduct.RowsAtOnce;
        Hidden = Of(all, config.HiddenSize);
        QueryKeyValue = Of(all, 3 * config.HiddenSize);
        Context = Of(all, config.HiddenSize);
        Wide = Of(RowCapacity, config.Intermediate);
        Keys = new(tokens * config.HeadSize);
        Values = new(longest * headSize);
        Scores = new(new(MatrixProduct.RoundUpRows(longest) * tokens), tokens);
        HeadContext = new(new(MatrixProduct.RoundUpRows(longest) * headSize), headSize);
    }

    public int RowCapacity { get; }

    public int Longest { get; }

    public Rows Hidden { get; }

    public Rows QueryKeyValue { get; }

    public Rows Context { get; }

    public Rows Wide { get; }

    public AlignedFloats Keys { get; }

    public AlignedFloats Values { get; }

    public Rows Scores { get; }

    public Rows HeadContext { get; }

    private static Rows Of(int rows, int width)
    {
        var stride = PackedMatrix.Stride(width);
        return new(new(rows * stride), stride);
    }
}
