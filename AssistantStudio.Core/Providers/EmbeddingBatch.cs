namespace AssistantStudio.Core.Providers;

/// <summary>How much an embedding model takes at once. What a server refuses all the same is cut in halves.</summary>
/// <param name="Texts">In one call.</param>
/// <param name="Tokens">Of all of them, by estimate.</param>
/// <param name="Parallel">Calls on their way at a time. Where a provider is held to fewer, it stays at those.</param>
internal sealed record EmbeddingBatch(int Texts, int Tokens, int Parallel)
{
    /// <summary>Estimates are within a fifth of what a tokenizer counts.</summary>
    private const double Certainty = 0.8;

    private const int UsualParallel = 4;

    /// <summary>Documented: 2,048 texts and 300,000 tokens.</summary>
    public static EmbeddingBatch OpenAi { get; } = new(WireLimits.EmbeddingsAtOnce, (int)(300_000 * Certainty), UsualParallel);

    /// <summary>Documented: 100 texts of 2,048 tokens.</summary>
    public static EmbeddingBatch Gemini { get; } = new(100, (int)(100 * 2_048 * Certainty), UsualParallel);

    /// <summary>Documented: 16,384 tokens.</summary>
    public static EmbeddingBatch Mistral { get; } = new(256, (int)(16_384 * Certainty), UsualParallel);

    /// <summary>The smallest number that the vendors behind gateways are known to take.</summary>
    public static EmbeddingBatch Gateway { get; } = new(96, 100_000, UsualParallel);

    /// <summary>It takes any number and works through it within the time that a call has.</summary>
    public static EmbeddingBatch Ollama { get; } = new(256, 64_000, 2);

    /// <summary>Some servers take 32 at once unless they are told otherwise.</summary>
    public static EmbeddingBatch OwnServer { get; } = new(32, 64_000, UsualParallel);

    /// <summary>A second or a few of one machine's work: progress is seen, and cancelling is quick.</summary>
    public static EmbeddingBatch Local { get; } = new(512, 64_000, LocalEmbeddingLimits.DefaultThreads);

    /// <summary>A tenth of a second's work: with less, writing it down would take as long.</summary>
    public static EmbeddingBatch BuiltIn { get; } = new(16_384, 4_000_000, LocalEmbeddingLimits.DefaultThreads);
}
