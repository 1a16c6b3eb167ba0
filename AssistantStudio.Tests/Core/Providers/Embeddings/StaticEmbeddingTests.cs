using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class StaticEmbeddingTests
{
    // [UNK], red, green, ##ish
    private static readonly float[] s_table = [9, 9, 3, 4, -3, 4, 0, 1];

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    public async Task Generate_KnownTokens_IsTheirMeanOfLengthOne(string type)
    {
        using var generator = ModelFolder.Read(Folder(new WrittenTensor("embeddings", [4, 2], () => s_table, type))).Open();
        var embeddings = await generator.GenerateAsync(["Red", "red green", "greenish", "red purple red"], cancellationToken: TestContext.Current.CancellationToken);

        Near([0.6f, 0.8f], embeddings[0]);
        Near([0, 1], embeddings[1]);
        Near([-3 / MathF.Sqrt(34), 5 / MathF.Sqrt(34)], embeddings[2]);
        Near([0.6f, 0.8f], embeddings[3]);
        Assert.Equal(7, embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task Generate_NotNormalised_IsTheMean()
    {
        var folder = Folder(new WrittenTensor("embeddings", [4, 2], () => s_table));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type":"model2vec","normalize":false}""");
        using var generator = ModelFolder.Read(folder).Open();

        Near([1, 4], (await generator.GenerateAsync(["red green red"], cancellationToken: TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Generate_WeightsAndMapping_AreApplied()
    {
        using var generator = ModelFolder.Read(Folder(
            new WrittenTensor("embeddings", [2, 2], () => [1, 0, 0, 1]),
            new WrittenTensor("weights", [4], () => [1, 3, 4, 1]),
            new WrittenTensor("mapping", [4], () => [0, 0, 1, 1], "I32"))).Open();

        Near([0.6f, 0.8f], (await generator.GenerateAsync(["red green"], cancellationToken: TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Generate_NothingKnown_IsZeroAndNotNaN()
    {
        using var generator = ModelFolder.Read(Folder(new WrittenTensor("embeddings", [4, 2], () => s_table))).Open();

        Near([0, 0], (await generator.GenerateAsync(["purple"], cancellationToken: TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Generate_EmbeddingLayer_KeepsUnknownWords()
    {
        var parent = TestFolder.New();
        Folder(Path.Combine(parent, "0_StaticEmbedding"), new WrittenTensor("embedding.weight", [4, 2], () => s_table));
        using var generator = ModelFolder.Read(parent).Open();

        Near([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f)], (await generator.GenerateAsync(["purple"], cancellationToken: TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Generate_LongText_IsCutAndCounted()
    {
        var folder = Folder(new WrittenTensor("embeddings", [4, 2], () => s_table));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"seq_length":3}""");
        using var generator = ModelFolder.Read(folder).Open();
        var embeddings = await generator.GenerateAsync(["purple red red red green", "red red red"], cancellationToken: TestContext.Current.CancellationToken);

        Near([0.6f, 0.8f], embeddings[0]);
        Assert.Equal(1, embeddings.AdditionalProperties![LocalEmbeddingGenerator.TruncatedTexts]);
    }

    [Fact]
    public async Task Generate_ManyTexts_KeepsOrder()
    {
        using var generator = ModelFolder.Read(Folder(new WrittenTensor("embeddings", [4, 2], () => s_table))).Open();
        var texts = Enumerable.Range(0, 2000).Select(i => i % 3 == 0 ? "red" : "green").ToArray();
        var embeddings = await generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(embeddings.Select((e, i) => (e, i)), p => Near([p.i % 3 == 0 ? 0.6f : -0.6f, 0.8f], p.e));
    }

    [Fact]
    public void Open_TokenizerOfAnotherModel_SaysSo()
    {
        var error = Assert.Throws<ValidationException>(() => ModelFolder.Read(Folder(new WrittenTensor("embeddings", [2, 2], () => [1, 0, 0, 1]))).Open());

        Assert.Equal("The tokenizer knows the token 3, the table only 2 tokens: they belong to different models.", Assert.Single(error.Errors["folder"]));
    }

    [Fact]
    public void Open_MappingOutsideTheTable_SaysSo()
    {
        var folder = ModelFolder.Read(Folder(
            new WrittenTensor("embeddings", [2, 2], () => [1, 0, 0, 1]), new WrittenTensor("mapping", [4], () => [0, 0, 1, 2], "I32")));
        var error = Assert.Throws<ValidationException>(() => folder.Open());

        Assert.Equal("The tensor “mapping” points outside of the table of 2 vectors.", Assert.Single(error.Errors["folder"]));
    }

    private static string Folder(params WrittenTensor[] tensors) => Folder(TestFolder.New(), tensors);

    private static string Folder(string folder, params WrittenTensor[] tensors)
    {
        Directory.CreateDirectory(folder);
        ModelFiles.WriteSafetensors(Path.Combine(folder, "model.safetensors"), tensors);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), """
            {"normalizer":{"type":"BertNormalizer"},"pre_tokenizer":{"type":"BertPreTokenizer"},
             "model":{"type":"WordPiece","vocab":{"[UNK]":0,"red":1,"green":2,"##ish":3}}}
            """);
        return folder;
    }

    private static void Near(float[] expected, Embedding<float> actual) =>
        Assert.All(expected.Zip(actual.Vector.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-6f));
}
