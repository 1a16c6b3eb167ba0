using AssistantStudio.Core.Providers;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class SentenceEncoderTests
{
    // Sizes that are no multiple of a register, of six rows or of a block of inputs, and some that are.
    public static readonly TheoryData<EncoderShape, string, string> Shapes = new()
    {
        { new("bert", 20, 2, 5, 36, 60, 64), "", "F32" },
        { new("bert", 32, 3, 2, 64, 60, 64), "bert.", "F16" },
        { new("bert", 48, 1, 3, 400, 60, 512), "0.auto_model.", "BF16" },
        { new("bert", 400, 1, 4, 48, 60, 64), "", "F32" },
        { new("mpnet", 24, 2, 3, 40, 60, 514), "", "F32" },
        { new("mpnet", 64, 2, 2, 96, 60, 514), "mpnet.", "F32" },
        { new("roberta", 24, 2, 2, 40, 60, 66), "roberta.", "F32" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Generate_AnyShape_EqualsThePlainDefinition(EncoderShape shape, string prefix, string type)
    {
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, shape, seed: 5, prefix, type);
        using var generator = ModelFolder.Read(folder).Open();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        var reference = new ReferenceEncoder(file, shape, prefix);
        // 1 to 300 tokens where there is room: one row, less and more than six, than a panel, than all near distances.
        int[][] texts = [[4], [5, 6, 7, 8], [.. Enumerable.Range(0, 16).Select(i => 4 + (i * 7 % 50))], [.. Enumerable.Range(0, Math.Min(300, shape.Positions - 5)).Select(i => 4 + (i * 13 % 50))]];
        var embeddings = await GenerateAsync(generator, [.. texts.Select(Words)]);

        for (var i = 0; i < texts.Length; i++)
        {
            var layer = reference.LastLayer([First(shape), .. texts[i], Last(shape)]);
            Near(Normalised([.. Enumerable.Range(0, shape.Hidden).Select(d => layer.Average(row => row[d]))]), embeddings[i], 3e-6);
        }
    }

    [Theory]
    [InlineData("cls_token")]
    [InlineData("max_tokens")]
    [InlineData("mean_tokens")]
    public async Task Generate_Pooling_FollowsTheFolder(string pooling)
    {
        var shape = new EncoderShape("bert", 20, 1, 2, 36, 60, 64);
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, shape, seed: 6, pooling: pooling, normalise: false);
        using var generator = ModelFolder.Read(folder).Open();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        var layer = new ReferenceEncoder(file, shape, "").LastLayer([2, 10, 11, 12, 3]);
        var expected = Enumerable.Range(0, shape.Hidden).Select(d => pooling switch
        {
            "cls_token" => layer[0][d],
            "max_tokens" => layer.Max(row => row[d]),
            _ => layer.Average(row => row[d]),
        });

        Near([.. expected], (await GenerateAsync(generator, Words([10, 11, 12])))[0], 1e-5);
    }

    [Fact]
    public async Task Generate_ManyLengths_EqualsOneByOne()
    {
        var shape = new EncoderShape("mpnet", 48, 2, 3, 96, 60, 130);
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, shape, seed: 7);
        using var generator = ModelFolder.Read(folder).Open();
        var random = new Random(3);
        var texts = Enumerable.Range(0, 150).Select(_ => Words([.. Enumerable.Range(0, random.Next(1, 100)).Select(_ => random.Next(4, 60))])).ToArray();
        var together = await GenerateAsync(generator, texts);

        Assert.Equal(150, together.Count);
        Assert.Equal(texts.Sum(t => t.Split(' ').Length + 2), together.Usage!.InputTokenCount);
        foreach (var i in new[] { 0, 1, 20, 77, 149 })
            Near([.. (await GenerateAsync(generator, texts[i]))[0].Vector.ToArray().Select(f => (double)f)], together[i], 1e-6);
    }

    [Fact]
    public async Task Generate_LongerThanTheModel_IsCutAndCounted()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, new("bert", 20, 1, 2, 36, 60, 64), seed: 8);
        File.WriteAllText(Path.Combine(folder, "sentence_bert_config.json"), """{"max_seq_length":6,"do_lower_case":false}""");
        using var generator = ModelFolder.Read(folder).Open();
        var embeddings = await GenerateAsync(generator, "w1 w2 w3 w4 w5 w6", "w1 w2 w3 w4");

        Assert.Equal(embeddings[1].Vector.ToArray(), embeddings[0].Vector.ToArray());
        Assert.Equal(1, embeddings.AdditionalProperties![LocalEmbeddingGenerator.TruncatedTexts]);
        Assert.Equal(12, embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Generate_WithPrefix_ReadsItBeforeEveryText()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, new("bert", 20, 1, 2, 36, 60, 64), seed: 9);
        using var generator = ModelFolder.Read(folder).Open();
        var prefixed = await generator.GenerateAsync(["w5 w6", "w7"], new EmbeddingGenerationOptions().WithPrefix("w1 "), TestContext.Current.CancellationToken);
        var written = await GenerateAsync(generator, "w1 w5 w6", "w1 w7");

        Assert.Equal(written.Select(e => e.Vector.ToArray()), prefixed.Select(e => e.Vector.ToArray()));
    }

    [Fact]
    public async Task Generate_ManyCallersAtOnce_GetTheirOwnResults()
    {
        var folder = TestFolder.New();
        ModelFiles.WriteEncoder(folder, new("bert", 32, 2, 2, 64, 60, 64), seed: 10);
        using var generator = ModelFolder.Read(folder).Open();
        var texts = Enumerable.Range(4, 40).Select(i => Words([i, i + 1, i + 2])).ToArray();
        var alone = await GenerateAsync(generator, texts);
        var calls = await Task.WhenAll(texts.Select(t => GenerateAsync(generator, t)));

        for (var i = 0; i < texts.Length; i++)
            Near([.. alone[i].Vector.ToArray().Select(f => (double)f)], calls[i][0], 1e-6);
    }

    [Fact]
    public void GetService_Metadata_TellsTheFolder()
    {
        var folder = Path.Combine(TestFolder.New(), "all-MiniLM-L6-v2");
        ModelFiles.WriteEncoder(folder, new("bert", 20, 1, 2, 36, 60, 64), seed: 8);
        using var generator = ModelFolder.Read(folder).Open();
        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("local", "all-MiniLM-L6-v2", 20), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
    }

    private static int First(EncoderShape shape) => shape.Family == "bert" ? 2 : 0;

    private static int Last(EncoderShape shape) => shape.Family == "bert" ? 3 : 2;

    /// <summary>The ids of a vocabulary begin with four special tokens, then w0, w1 …</summary>
    private static string Words(int[] ids) => string.Join(' ', ids.Select(i => $"w{i - 4}"));

    private static Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(LocalEmbeddingGenerator generator, params string[] texts) =>
        generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

    private static double[] Normalised(double[] x)
    {
        var length = Math.Sqrt(x.Sum(v => v * v));
        return [.. x.Select(v => v / length)];
    }

    private static void Near(double[] expected, Embedding<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Vector.Length);
        var largest = expected.Zip(actual.Vector.ToArray(), (e, a) => Math.Abs(e - a)).Max();
        Assert.True(largest <= tolerance, $"off by {largest:0.0e0}");
    }
}
