namespace AssistantStudio.Core.Providers;

public enum WireVendor
{
    Compatible,
    OpenAi,
    AzureOpenAi,
    Gemini,
    Ollama,
    Vllm,
    LmStudio,
    LlamaCpp,
    OpenRouter,
    Mistral,
    DeepSeek,
    Groq,
    XAi,
    LiteLlm,
}

/// <summary>What a vendor wants back of its own thinking when a conversation goes on.</summary>
public enum ThinkingBack
{
    None,

    /// <summary>As <c>reasoning_content</c> of the message, while its tools are being called.</summary>
    ReasoningContent,

    /// <summary>As the parts of the content that it came in.</summary>
    Parts,
}

/// <summary>How a vendor's dialect of the OpenAI wire differs. What is not known of a vendor is what OpenAI documents.</summary>
public sealed record WireProfile
{
    public required WireVendor Vendor { get; init; }

    /// <summary>As messages call it: "OpenAI".</summary>
    public required string Name { get; init; }

    /// <summary>With the version, without a slash at the end; null where every customer has one of their own.</summary>
    public string? Address { get; init; }

    /// <summary>The header the key goes into; null: as a bearer token.</summary>
    public string? KeyHeader { get; init; }

    public bool NeedsKey { get; init; } = true;

    /// <summary>The name of the field that limits the answer.</summary>
    public string MaxTokensField { get; init; } = "max_tokens";

    public string SeedField { get; init; } = "seed";

    public bool KnowsDeveloperRole { get; init; }

    /// <summary>Answers "include_usage" of a stream; where it does not, nothing is asked and the usage is estimated.</summary>
    public bool StreamsUsage { get; init; } = true;

    /// <summary>Pads chunks with noise unless told not to.</summary>
    public bool Obfuscates { get; init; }

    public bool HasResponses { get; init; }

    /// <summary>Takes <c>top_k</c>, which OpenAI does not have.</summary>
    public bool TakesTopK { get; init; }

    /// <summary>Fields that it refuses or ignores; they are never sent.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    public ThinkingBack ThinkingBack { get; init; }

    /// <summary>Tool call ids must be nine letters and digits; those of other vendors are mapped.</summary>
    public bool ShortCallIds { get; init; }

    /// <summary>How many texts an embedding model takes at once.</summary>
    internal EmbeddingBatch Batch { get; init; } = EmbeddingBatch.OpenAi;

    /// <summary>Vectors that were asked for in fewer dimensions do not come normalised.</summary>
    public bool ShortVectorsNeedNormalising { get; init; }
}
