namespace AssistantStudio.Core.Providers;

/// <summary>What the embeddings that run in this process accept.</summary>
public static class LocalEmbeddingLimits
{
    /// <summary>Built-in vectors: fewer dimensions mix too many features into one, more only cost memory.</summary>
    public const int MinDimensions = 64;
    public const int DefaultDimensions = 384;
    public const int MaxDimensions = 4096;

    /// <summary>Characters of one text. A longer one is a document that was not cut into pieces.</summary>
    public const int TextLength = 1_000_000;

    /// <summary>Two leave the rest of a small server to the people who use it.</summary>
    public const int DefaultThreads = 2;

    /// <summary>The reference reader of the format takes no longer header either.</summary>
    internal const long SafetensorsHeader = 100L * 1024 * 1024;

    /// <summary>Weights in memory, as 32-bit numbers: a process with one model stays under 4 GB.</summary>
    internal const long WeightBytes = 3L * 1024 * 1024 * 1024;

    internal const long TokenizerFileBytes = 64L * 1024 * 1024;
    internal const long ConfigFileBytes = 1024 * 1024;
    internal const int VocabularySize = 2_000_000;
    internal const int TokenLength = 1024;
    internal const int HiddenSize = 8192;
    internal const int Layers = 128;
    internal const int Positions = 32_768;
}
