using System.Collections.Concurrent;
using System.Globalization;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>The embeddings that need no file and no key: hashed words and runs of characters, see <see cref="HashedText"/>.</summary>
public sealed class HashedEmbeddingGenerator : LocalEmbeddingGenerator
{
    /// <summary>Part of what stored vectors mean: another way of hashing is another model.</summary>
    public const string ModelId = "hashed-ngrams-1";

    public const string ProviderName = "built_in";

    private const int TextsPerBatch = 256;

    private const int QuickLength = 2_000;

    private readonly ConcurrentBag<HashedText> _encoders = [];

    public HashedEmbeddingGenerator(int dimensions = LocalEmbeddingLimits.DefaultDimensions, int threads = LocalEmbeddingLimits.DefaultThreads)
        : base(ProviderName, ModelId, Checked(dimensions), threads)
    {
    }

    private protected override EmbeddingWork Plan(IReadOnlyList<string> texts, string prefix) => new Work(this, texts);

    private protected override bool IsQuick(IReadOnlyList<string> texts) => texts is [{ Length: <= QuickLength }];

    private static int Checked(int dimensions) =>
        dimensions is >= LocalEmbeddingLimits.MinDimensions and <= LocalEmbeddingLimits.MaxDimensions
            ? dimensions
            : throw new ValidationException("dimensions", string.Create(
                CultureInfo.InvariantCulture,
                $"Built-in embeddings have {LocalEmbeddingLimits.MinDimensions} to {LocalEmbeddingLimits.MaxDimensions} dimensions; {dimensions} were asked for."));

    private sealed class Work(HashedEmbeddingGenerator owner, IReadOnlyList<string> texts) : EmbeddingWork
    {
        public override int Batches => (texts.Count + TextsPerBatch - 1) / TextsPerBatch;

        public override BatchUsage Embed(int batch, Embedding<float>[] results)
        {
            var encoder = owner._encoders.TryTake(out var idle) ? idle : new(owner.Dimensions);
            long words = 0;
            for (var i = batch * TextsPerBatch; i < Math.Min(texts.Count, (batch + 1) * TextsPerBatch); i++)
            {
                var vector = new float[owner.Dimensions];
                words += encoder.Embed(texts[i], vector);
                results[i] = new(vector);
            }

            owner._encoders.Add(encoder);
            return new(words, Truncated: 0);
        }
    }
}
