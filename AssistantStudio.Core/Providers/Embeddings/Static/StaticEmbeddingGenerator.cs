using System.Buffers;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Embeddings of a table of token vectors from a model folder.</summary>
public sealed class StaticEmbeddingGenerator : LocalEmbeddingGenerator
{
    private const int TextsPerBatch = 256;

    /// <summary>Unknown words are left out before a text is cut, so more tokens are read than are used.</summary>
    private const int TokensRead = 4;

    private readonly StaticEmbeddingModel _model;

    internal StaticEmbeddingGenerator(string name, StaticEmbeddingModel model, int threads)
        : base(ModelFolder.ProviderName, name, model.Dimensions, threads) => _model = model;

    private protected override EmbeddingWork Plan(IReadOnlyList<string> texts, string prefix) => new Work(_model, texts);

    private sealed class Work(StaticEmbeddingModel model, IReadOnlyList<string> texts) : EmbeddingWork
    {
        public override int Batches => (texts.Count + TextsPerBatch - 1) / TextsPerBatch;

        public override BatchUsage Embed(int batch, Embedding<float>[] results)
        {
            var tokens = ArrayPool<int>.Shared.Rent(model.MaxTokens * TokensRead);
            long used = 0;
            var truncated = 0;
            for (var i = batch * TextsPerBatch; i < Math.Min(texts.Count, (batch + 1) * TextsPerBatch); i++)
            {
                var vector = new float[model.Dimensions];
                used += model.Embed(texts[i], tokens.AsSpan(0, model.MaxTokens * TokensRead), vector, out var complete);
                truncated += complete ? 0 : 1;
                results[i] = new(vector);
            }

            ArrayPool<int>.Shared.Return(tokens);
            return new(used, truncated);
        }
    }
}
