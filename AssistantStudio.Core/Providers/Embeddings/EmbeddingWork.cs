using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>One call, cut into batches that any thread may take in any order; each writes to the places of its own texts.</summary>
internal abstract class EmbeddingWork
{
    public abstract int Batches { get; }

    public abstract BatchUsage Embed(int batch, Embedding<float>[] results);
}

/// <summary>The tokens that were read, and how many texts were longer than what the model reads.</summary>
internal readonly record struct BatchUsage(long Tokens, int Truncated);
