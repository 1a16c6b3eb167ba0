using System.Numerics.Tensors;
using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;
using Xunit;

namespace AssistantStudio.Tests.Core.Providers.Embeddings;

public sealed class HashedEmbeddingTests
{
    private readonly HashedEmbeddingGenerator _generator = new();

    [Fact]
    public async Task Generate_AnyText_HasLengthOneAndTheDimensions()
    {
        foreach (var vector in await EmbedAsync("hello", "a", "?!", "🙂", "日本語のテキスト", "ﬁnance ½", "\ud800 broken", "\u1112\u1161\u11ab"))
        {
            Assert.Equal(384, vector.Length);
            Assert.Equal(1, TensorPrimitives.Norm(vector), 1e-5);
        }
    }

    /// <summary>Vectors are stored: if this fails, the model needs a new name, not the test new numbers.</summary>
    [Fact]
    public async Task Generate_KnownText_GivesTheSameBitsForever()
    {
        var vector = (await EmbedAsync("The quick brown fox jumps over the lazy dog; Ünïcödé straße 東京 🙂"))[0];
        var hash = vector.Aggregate(14695981039346656037UL, (h, f) => (h ^ BitConverter.SingleToUInt32Bits(f)) * 1099511628211UL);

        Assert.Equal(14266517080604346664UL, hash);
    }

    [Fact]
    public async Task Generate_OneWord_HasTheDimensionsAndWeightsOfItsFeatures()
    {
        var expected = new double[384];
        Add(0x243F6A8885A308D3, "cat", 0.5);
        foreach (var run in new[] { " ca", "cat", "at ", " cat", "cat ", " cat " })
            Add(0x13198A2E03707344, run, 0.5 * 0.3);

        var length = Math.Sqrt(expected.Sum(x => x * x));
        var vector = (await EmbedAsync("Cát"))[0];
        Assert.All(vector.Zip(expected), p => Assert.Equal(p.Second / length, p.First, 1e-6));

        void Add(ulong seed, string text, double weight)
        {
            var state = text.Aggregate(seed, (s, c) => unchecked((s ^ c) * 0x9E3779B97F4A7C15));
            state ^= state >> 32;
            state = unchecked(state * 0xD6E8FEB86659FD93);
            state ^= state >> 32;
            expected[(int)(((state & uint.MaxValue) * 384) >> 32)] += state >> 63 == 1 ? -weight : weight;
        }
    }

    [Theory]
    [InlineData("Crème brûlée", "creme BRULEE")]
    [InlineData("STRASSE", "straße")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("Ⅷ ﬁle ｗｉｄｅ", "viii file wide")]
    [InlineData("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]
    [InlineData("don't", "don’t")]
    [InlineData("𝐁old", "𝐁OLD")]
    [InlineData("ΟΔΟΣ", "οδος")]
    public async Task Generate_SameTextWrittenOtherwise_IsTheSame(string one, string other)
    {
        var vectors = await EmbedAsync(one, other);

        Assert.Equal(vectors[0], vectors[1]);
    }

    [Theory]
    [InlineData("refund", "refudn", "shipping")]
    [InlineData("the invoice was not delivered", "teh invioce was not deliverd", "please reset my password")]
    [InlineData("東京の天気", "東京都の天気予報", "請求書の支払い方法")]
    [InlineData("Rechnungsadresse ändern", "Adresse der Rechnung ändern", "Bestellung verspätet")]
    public async Task Generate_MisspeltOrInflected_StaysNear(string text, string near, string far)
    {
        var vectors = await EmbedAsync(text, near, far);

        Assert.True(Similarity(vectors[0], vectors[1]) > 0.15 + Similarity(vectors[0], vectors[2]));
    }

    [Fact]
    public async Task Generate_RepeatedWord_CountsLessAndLess()
    {
        var vectors = await EmbedAsync("refund policy", "refund refund policy", string.Join(' ', Enumerable.Repeat("refund", 100)) + " policy", "policy");
        var policy = vectors.Take(3).Select(v => Similarity(v, vectors[3])).ToArray();

        Assert.True(policy[0] > policy[1] && policy[1] > policy[2]);
        Assert.True(policy[2] > 0.05, "A hundred repetitions must not drown the other word.");
    }

    [Fact]
    public async Task Generate_WordOrder_MakesADifference()
    {
        var vectors = await EmbedAsync("dog bites man", "man bites dog", "dog bites man");

        Assert.Equal(vectors[0], vectors[2]);
        Assert.InRange(Similarity(vectors[0], vectors[1]), 0.5, 0.95);
    }

    [Fact]
    public async Task Generate_LongTextBeforeShort_LeavesNothingBehind()
    {
        var longText = string.Join(' ', Enumerable.Range(0, 50_000).Select(i => $"w{i}"));
        var together = await EmbedAsync(longText, "refund policy refund");

        Assert.Equal((await EmbedAsync("refund policy refund"))[0], together[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public async Task Generate_EmptyText_NamesItsPlace(string empty)
    {
        var error = await Assert.ThrowsAsync<ValidationException>(() => EmbedAsync("one", "two", empty));

        Assert.Equal("Text 3 of 3 is empty: there is nothing to embed.", Assert.Single(error.Errors["texts[2]"]));
    }

    [Fact]
    public async Task Generate_TooLongText_NamesItsPlace()
    {
        var error = await Assert.ThrowsAsync<ValidationException>(() => EmbedAsync("one", new string('x', LocalEmbeddingLimits.TextLength + 1)));

        Assert.Equal("Text 2 of 2 has 1,000,001 characters; the most is 1,000,000. Cut it into pieces.", Assert.Single(error.Errors["texts[1]"]));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(4097)]
    public void Create_DimensionsOutOfRange_SaysTheLimits(int dimensions)
    {
        var error = Assert.Throws<ValidationException>(() => new HashedEmbeddingGenerator(dimensions));

        Assert.Equal($"Built-in embeddings have 64 to 4096 dimensions; {dimensions} were asked for.", Assert.Single(error.Errors["dimensions"]));
    }

    [Fact]
    public async Task Generate_ManyTexts_KeepsOrderAndCountsWords()
    {
        var texts = Enumerable.Range(0, 3000).Select(i => $"text number {i}").ToArray();
        var embeddings = await _generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3000, embeddings.Count);
        Assert.Equal(9000, embeddings.Usage!.InputTokenCount);
        Assert.Equal(9000, embeddings.Usage.TotalTokenCount);
        foreach (var i in new[] { 0, 255, 256, 1777, 2999 })
            Assert.Equal((await EmbedAsync(texts[i]))[0], embeddings[i].Vector.ToArray());
    }

    [Fact]
    public async Task Generate_NoTexts_GivesNone() =>
        Assert.Empty(await _generator.GenerateAsync([], cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public async Task Generate_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _generator.GenerateAsync(["one"], cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task Generate_OtherDimensionsAsked_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ValidationException>(() =>
            _generator.GenerateAsync(["one"], new() { Dimensions = 256 }, TestContext.Current.CancellationToken));

        Assert.Equal("This model gives vectors of 384 dimensions; 256 were asked for.", Assert.Single(error.Errors["dimensions"]));
    }

    [Fact]
    public void GetService_Metadata_TellsProviderModelAndDimensions()
    {
        var metadata = _generator.GetRequiredService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("built_in", "hashed-ngrams-1", 384), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(_generator, _generator.GetService<HashedEmbeddingGenerator>());
        Assert.Null(_generator.GetService(typeof(EmbeddingGeneratorMetadata), "key"));
    }

    private static float Similarity(float[] a, float[] b) => TensorPrimitives.CosineSimilarity(a, b);

    private async Task<float[][]> EmbedAsync(params string[] texts) =>
        [.. (await _generator.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken)).Select(e => e.Vector.ToArray())];
}
