using System.Numerics.Tensors;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// One vector a token, looked up and averaged: no layers, so it is fast, and no order, so "dog bites man" is "man bites
/// dog". A text of which no token is known has the zero vector, as the published models define it.
/// </summary>
internal sealed class StaticEmbeddingModel
{
    /// <summary>Where the models' own program cuts a text.</summary>
    private const int DefaultMaxTokens = 512;

    private readonly float[] _rows;
    private readonly int[]? _mapping;
    private readonly float[]? _weights;

    private StaticEmbeddingModel(WordPieceTokenizer tokenizer, float[] rows, int dimensions, int[]? mapping, float[]? weights)
    {
        Tokenizer = tokenizer;
        _rows = rows;
        Dimensions = dimensions;
        _mapping = mapping;
        _weights = weights;
    }

    public WordPieceTokenizer Tokenizer { get; }

    public int Dimensions { get; }

    public int Rows => _rows.Length / Dimensions;

    public int MaxTokens { get; private init; } = DefaultMaxTokens;

    public bool Normalise { get; private init; } = true;

    /// <summary>Distilled models leave unknown words out; those trained as an embedding layer have a row for them.</summary>
    public bool KeepsUnknown { get; private init; }

    public static string? TableIn(SafetensorsFile file) =>
        Array.Find(["embeddings", "embedding.weight", "0"], name => file.Tensors.TryGetValue(name, out var table) && table.Shape.Length == 2);

    public static StaticEmbeddingModel Read(SafetensorsFile file, string folder)
    {
        var name = TableIn(file) ?? throw ModelFolderError.Of($"The weights have no tensor “embeddings”.");
        var table = file.Find(name, -1, -1);
        if (table.Elements == 0 || table.Shape[1] > LocalEmbeddingLimits.HiddenSize)
            throw ModelFolderError.Of($"The tensor “{name}” is {table.ShapeText}; a table of vectors of at most {LocalEmbeddingLimits.HiddenSize} numbers is needed.");

        var tokenizer = TokenizerFiles.Read(folder);
        var mapping = file.Tensors.ContainsKey("mapping") ? file.ReadIntegers(file.Find("mapping", -1)) : null;
        var weights = file.Tensors.ContainsKey("weights") ? file.ReadFloats(file.Find("weights", -1)) : null;
        if (tokenizer.LargestId >= (mapping?.Length ?? table.Shape[0]) || (weights is not null && tokenizer.LargestId >= weights.Length))
            throw ModelFolderError.Of($"The tokenizer knows the token {tokenizer.LargestId}, the table only {mapping?.Length ?? table.Shape[0]} tokens: they belong to different models.");

        if (mapping is not null && Array.Exists(mapping, row => row < 0 || row >= table.Shape[0]))
            throw ModelFolderError.Of($"The tensor “mapping” points outside of the table of {table.Shape[0]} vectors.");

        var (normalise, maxTokens) = Settings(folder);
        return new(tokenizer, file.ReadFloats(table), (int)table.Shape[1], mapping, weights)
        {
            KeepsUnknown = name == "embedding.weight",
            Normalise = normalise,
            MaxTokens = maxTokens,
        };
    }

    /// <summary>How many tokens were used; <paramref name="buffer"/> is where they, and then the beginnings of their rows, are kept meanwhile.</summary>
    public int Embed(string text, Span<int> buffer, Span<float> vector, out bool complete)
    {
        var count = Tokenizer.Encode(text, buffer, withSpecials: false, out complete);
        var used = 0;
        foreach (var token in buffer[..count])
        {
            if (token == Tokenizer.Unknown && !KeepsUnknown)
                continue;

            if (used == MaxTokens)
            {
                complete = false;
                break;
            }

            var start = (_mapping is null ? token : _mapping[token]) * Dimensions;
            if (_weights is not null)
                TensorPrimitives.MultiplyAdd(_rows.AsSpan(start, Dimensions), _weights[token], vector, vector);

            buffer[used++] = start; // Never further than what has been read.
        }

        if (_weights is null)
            RowSum.Of(_rows, buffer[..used], vector);

        if (Normalise)
            RowMath.Normalise(vector);
        else if (used > 0)
            TensorPrimitives.Multiply(vector, 1f / used, vector);

        return used;
    }

    private static (bool Normalise, int MaxTokens) Settings(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            return (true, DefaultMaxTokens);

        using var document = ModelJson.Read(path, LocalEmbeddingLimits.ConfigFileBytes);
        var length = ModelJson.Number(document.RootElement, "seq_length") ?? DefaultMaxTokens;
        return (ModelJson.Flag(document.RootElement, "normalize") ?? true, Math.Clamp(length, 1, LocalEmbeddingLimits.Positions));
    }
}
