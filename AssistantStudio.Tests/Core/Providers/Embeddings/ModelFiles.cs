using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

/// <summary>A tensor to be written; its numbers are made when it is its turn, so that large models need no memory.</summary>
public sealed record WrittenTensor(string Name, long[] Shape, Func<float[]> Numbers, string Type = "F32")
{
    public long Bytes => Shape.Aggregate(1L, (a, b) => a * b) * (Type is "F16" or "BF16" ? 2 : 4);
}

/// <summary>The shape of a small or large encoder with random weights.</summary>
public sealed record EncoderShape(string Family, int Hidden, int Layers, int Heads, int Intermediate, int Vocabulary, int Positions);

/// <summary>Writes model folders in the published formats. The benchmarks compile this file too.</summary>
public static class ModelFiles
{
    public static readonly EncoderShape MiniLm = new("bert", 384, 6, 12, 1536, 30522, 512);
    public static readonly EncoderShape MpnetBase = new("mpnet", 768, 12, 12, 3072, 30527, 514);

    public static void WriteSafetensors(string path, params IReadOnlyList<WrittenTensor> tensors)
    {
        long at = 0;
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        foreach (var tensor in tensors)
        {
            header[tensor.Name] = new { dtype = tensor.Type, shape = tensor.Shape, data_offsets = new[] { at, at + tensor.Bytes } };
            at += tensor.Bytes;
        }

        using var file = File.Create(path);
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        file.Write(length);
        file.Write(json);
        foreach (var tensor in tensors)
            file.Write(Bytes(tensor.Numbers(), tensor.Type));
    }

    public static byte[] Bytes(float[] numbers, string type) => type switch
    {
        "F32" => MemoryMarshal.AsBytes<float>(numbers).ToArray(),
        "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(numbers, n => (Half)n)).ToArray(),
        "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(numbers, n => (ushort)(BitConverter.SingleToUInt32Bits(n) >> 16))).ToArray(),
        "I32" => MemoryMarshal.AsBytes<int>(Array.ConvertAll(numbers, n => (int)n)).ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>A whole encoder folder with one random seed; the vocabulary has the special tokens and words w0, w1 …</summary>
    public static void WriteEncoder(string folder, EncoderShape shape, int seed, string prefix = "", string type = "F32", string pooling = "mean_tokens", bool normalise = true)
    {
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        WriteSafetensors(Path.Combine(folder, "model.safetensors"), [.. EncoderTensors(shape, seed, prefix, type)]);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            model_type = shape.Family,
            hidden_size = shape.Hidden,
            num_hidden_layers = shape.Layers,
            num_attention_heads = shape.Heads,
            intermediate_size = shape.Intermediate,
            vocab_size = shape.Vocabulary,
            max_position_embeddings = shape.Positions,
            layer_norm_eps = shape.Family == "bert" ? 1e-12 : 1e-5,
            hidden_act = "gelu",
            pad_token_id = shape.Family == "bert" ? 0 : 1,
            relative_attention_num_buckets = 32,
        }));
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), $$"""{"word_embedding_dimension":{{shape.Hidden}},"pooling_mode_cls_token":false,"pooling_mode_{{pooling}}":true}""");
        File.WriteAllText(Path.Combine(folder, "modules.json"), $$"""
            [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"}{{(normalise ? """
            ,{"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}
            """ : "")}}]
            """);
        var specials = shape.Family == "bert" ? new[] { "[PAD]", "[UNK]", "[CLS]", "[SEP]" } : ["<s>", "<pad>", "</s>", "[UNK]"];
        WriteVocabulary(folder, [.. specials, .. Words(shape.Vocabulary - specials.Length)]);
    }

    public static IEnumerable<string> Words(int count) => Enumerable.Range(0, count).Select(i => "w" + i.ToString(CultureInfo.InvariantCulture));

    public static void WriteVocabulary(string folder, IEnumerable<string> tokens) =>
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', tokens) + "\n", new UTF8Encoding(false));

    public static float[] Random(Random random, long count, float scale, float middle = 0)
    {
        var numbers = new float[count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = middle + (((random.NextSingle() * 2) - 1) * scale);

        return numbers;
    }

    private static IEnumerable<WrittenTensor> EncoderTensors(EncoderShape shape, int seed, string prefix, string type)
    {
        var random = new Random(seed);
        var (hidden, wide) = (shape.Hidden, shape.Intermediate);
        var isMpnet = shape.Family == "mpnet";
        yield return Of("embeddings.word_embeddings.weight", 1, shape.Vocabulary, hidden);
        yield return Of("embeddings.position_embeddings.weight", 0.3f, shape.Positions, hidden);
        if (isMpnet)
            yield return Of("encoder.relative_attention_bias.weight", 1, 32, shape.Heads);
        else
            yield return Of("embeddings.token_type_embeddings.weight", 0.3f, shape.Family == "bert" ? 2 : 1, hidden);

        var norms = new List<string> { "embeddings.LayerNorm" };
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var name = FormattableString.Invariant($"encoder.layer.{layer}.");
            foreach (var linear in isMpnet ? new[] { "attn.q", "attn.k", "attn.v", "attn.o" } : ["self.query", "self.key", "self.value", "output.dense"])
            {
                yield return Of($"{name}attention.{linear}.weight", 2f / MathF.Sqrt(hidden), hidden, hidden);
                yield return Of($"{name}attention.{linear}.bias", 0.1f, hidden);
            }

            yield return Of($"{name}intermediate.dense.weight", 2f / MathF.Sqrt(hidden), wide, hidden);
            yield return Of($"{name}intermediate.dense.bias", 0.1f, wide);
            yield return Of($"{name}output.dense.weight", 2f / MathF.Sqrt(wide), hidden, wide);
            yield return Of($"{name}output.dense.bias", 0.1f, hidden);
            norms.Add(name + (isMpnet ? "attention.LayerNorm" : "attention.output.LayerNorm"));
            norms.Add(name + "output.LayerNorm");
        }

        foreach (var norm in norms)
        {
            yield return new(prefix + norm + ".weight", [hidden], () => Random(random, hidden, 0.3f, 1), type);
            yield return Of(norm + ".bias", 0.1f, hidden);
        }

        WrittenTensor Of(string name, float scale, params long[] sizes) =>
            new(prefix + name, sizes, () => Random(random, sizes.Aggregate(1L, (a, b) => a * b), scale), type);
    }
}
