namespace AssistantStudio.Core.Providers;

internal sealed record NormWeights(float[] Gain, float[] Shift);

internal sealed record LayerWeights(
    PackedMatrix QueryKeyValue, PackedMatrix Output, NormWeights AttentionNorm, PackedMatrix Widen, PackedMatrix Narrow, NormWeights OutputNorm);

/// <summary>Everything that an encoder multiplies with, read from the names under which the models are published.</summary>
internal sealed class EncoderWeights
{
    // What training frameworks put before the names, depending on what was saved.
    private static readonly string[] s_prefixes = ["", "bert.", "roberta.", "mpnet.", "0.auto_model.", "model.", "encoder."];

    private EncoderWeights(float[] words, float[] positions, NormWeights norm, LayerWeights[] layers, RelativePositions? relative)
    {
        Words = words;
        Positions = positions;
        Norm = norm;
        Layers = layers;
        Relative = relative;
    }

    public float[] Words { get; }

    /// <summary>With the token type added, which is the same for every token of a single text.</summary>
    public float[] Positions { get; }

    public NormWeights Norm { get; }

    public LayerWeights[] Layers { get; }

    public RelativePositions? Relative { get; }

    public static bool AreIn(SafetensorsFile file) => PrefixOf(file) is not null;

    public static EncoderWeights Read(SafetensorsFile file, EncoderConfig config)
    {
        var bytes = file.Tensors.Values.Sum(t => t.Elements) * sizeof(float);
        if (bytes > LocalEmbeddingLimits.WeightBytes)
            throw ModelFolderError.Of($"The model needs {bytes / (1024 * 1024):N0} MB of memory; the most is {LocalEmbeddingLimits.WeightBytes / (1024 * 1024):N0} MB.");

        return new Reader(file, config, PrefixOf(file) ?? "").Read();
    }

    private static string? PrefixOf(SafetensorsFile file) => Array.Find(s_prefixes, p => file.Tensors.ContainsKey(p + "embeddings.word_embeddings.weight"));

    private sealed class Reader(SafetensorsFile file, EncoderConfig config, string prefix)
    {
        private readonly int _hidden = config.HiddenSize;

        public EncoderWeights Read() => new(
            Floats("embeddings.word_embeddings.weight", config.VocabularySize, _hidden),
            Positions(),
            Norm("embeddings.LayerNorm"),
            [.. Enumerable.Range(0, config.Layers).Select(Layer)],
            config.Family == EncoderFamily.Mpnet ? Relative() : null);

        private float[] Positions()
        {
            var positions = Floats("embeddings.position_embeddings.weight", config.Positions, _hidden);
            if (config.Family == EncoderFamily.Mpnet)
                return positions;

            var types = Floats("embeddings.token_type_embeddings.weight", -1, _hidden);
            if (types.Length == 0)
                throw ModelFolderError.Of($"The tensor “embeddings.token_type_embeddings.weight” is empty.");

            for (var i = 0; i < positions.Length; i++)
                positions[i] += types[i % _hidden];

            return positions;
        }

        private RelativePositions Relative() => new(
            Floats("encoder.relative_attention_bias.weight", config.RelativeBuckets, config.Heads), config.RelativeBuckets, config.Heads, config.MaxTokens);

        private LayerWeights Layer(int index)
        {
            var layer = FormattableString.Invariant($"encoder.layer.{index}.");
            var isMpnet = config.Family == EncoderFamily.Mpnet;
            var (query, key, value, output, norm) = isMpnet
                ? ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o", "attention.LayerNorm")
                : ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "attention.output.LayerNorm");
            // Scores are divided by the root of the head's size: here once, instead of for every pair of tokens.
            var scale = 1f / MathF.Sqrt(config.HeadSize);
            return new(
                PackedMatrix.Of(_hidden, Linear(layer + query, _hidden, _hidden) with { Scale = scale }, Linear(layer + key, _hidden, _hidden), Linear(layer + value, _hidden, _hidden)),
                PackedMatrix.Of(_hidden, Linear(layer + output, _hidden, _hidden)),
                Norm(layer + norm),
                PackedMatrix.Of(_hidden, Linear(layer + "intermediate.dense", config.Intermediate, _hidden)),
                PackedMatrix.Of(config.Intermediate, Linear(layer + "output.dense", _hidden, config.Intermediate)),
                Norm(layer + "output.LayerNorm"));
        }

        private LinearLayer Linear(string name, int outputs, int inputs) =>
            new(Floats(name + ".weight", outputs, inputs), Floats(name + ".bias", outputs));

        /// <summary>Files from before 2018 call gain and shift gamma and beta.</summary>
        private NormWeights Norm(string name) => file.Tensors.ContainsKey(prefix + name + ".gamma")
            ? new(Floats(name + ".gamma", _hidden), Floats(name + ".beta", _hidden))
            : new(Floats(name + ".weight", _hidden), Floats(name + ".bias", _hidden));

        private float[] Floats(string name, params ReadOnlySpan<long> shape) => file.ReadFloats(file.Find(prefix + name, shape));
    }
}
