namespace AssistantStudio.Core.Providers;

public static class WireProfiles
{
    private const string MaxCompletionTokens = "max_completion_tokens";

    private static readonly WireProfile s_compatible = new() { Vendor = WireVendor.Compatible, Name = "The server", NeedsKey = false, TakesTopK = true, Batch = EmbeddingBatch.OwnServer };

    private static readonly WireProfile[] s_all =
    [
        s_compatible,
        new()
        {
            Vendor = WireVendor.OpenAi, Name = "OpenAI", Address = "https://api.openai.com/v1",
            MaxTokensField = MaxCompletionTokens, KnowsDeveloperRole = true, HasResponses = true, Obfuscates = true,
        },
        new()
        {
            Vendor = WireVendor.AzureOpenAi, Name = "Azure OpenAI", KeyHeader = "api-key",
            MaxTokensField = MaxCompletionTokens, KnowsDeveloperRole = true, HasResponses = true,
        },
        new()
        {
            // Unknown fields are an error there, not ignored.
            Vendor = WireVendor.Gemini, Name = "Google Gemini", Address = "https://generativelanguage.googleapis.com/v1beta/openai",
            Without = new HashSet<string> { "frequency_penalty", "presence_penalty", "seed", "parallel_tool_calls" }, ShortVectorsNeedNormalising = true,
            Batch = EmbeddingBatch.Gemini,
        },
        new()
        {
            Vendor = WireVendor.Ollama, Name = "Ollama", Address = "http://localhost:11434/v1", NeedsKey = false, Batch = EmbeddingBatch.Ollama,
            Without = new HashSet<string> { "tool_choice", "parallel_tool_calls" },
        },
        s_compatible with { Vendor = WireVendor.Vllm, Name = "vLLM", Address = "http://localhost:8000/v1" },
        s_compatible with { Vendor = WireVendor.LmStudio, Name = "LM Studio", Address = "http://localhost:1234/v1" },
        s_compatible with { Vendor = WireVendor.LlamaCpp, Name = "llama.cpp", Address = "http://localhost:8080/v1" },
        new() { Vendor = WireVendor.OpenRouter, Name = "OpenRouter", Address = "https://openrouter.ai/api/v1", TakesTopK = true, Batch = EmbeddingBatch.Gateway },
        new()
        {
            Vendor = WireVendor.Mistral, Name = "Mistral", Address = "https://api.mistral.ai/v1", SeedField = "random_seed",
            StreamsUsage = false, ThinkingBack = ThinkingBack.Parts, ShortCallIds = true, Batch = EmbeddingBatch.Mistral,
        },
        new() { Vendor = WireVendor.DeepSeek, Name = "DeepSeek", Address = "https://api.deepseek.com", ThinkingBack = ThinkingBack.ReasoningContent },
        new()
        {
            Vendor = WireVendor.Groq, Name = "Groq", Address = "https://api.groq.com/openai/v1", MaxTokensField = MaxCompletionTokens,
            Without = new HashSet<string> { "logit_bias", "logprobs", "top_logprobs", "n" },
        },
        new() { Vendor = WireVendor.XAi, Name = "xAI", Address = "https://api.x.ai/v1", HasResponses = true },
        new() { Vendor = WireVendor.LiteLlm, Name = "The gateway", TakesTopK = true, Batch = EmbeddingBatch.Gateway },
    ];

    /// <summary>Vendors that a server of the compatible kind turns out to be by its host.</summary>
    private static readonly (string Host, WireVendor Vendor)[] s_hosts =
    [
        ("api.openai.com", WireVendor.OpenAi),
        (".openai.azure.com", WireVendor.AzureOpenAi),
        (".services.ai.azure.com", WireVendor.AzureOpenAi),
        ("generativelanguage.googleapis.com", WireVendor.Gemini),
        ("openrouter.ai", WireVendor.OpenRouter),
        ("api.mistral.ai", WireVendor.Mistral),
        ("api.deepseek.com", WireVendor.DeepSeek),
        ("api.groq.com", WireVendor.Groq),
        ("api.x.ai", WireVendor.XAi),
    ];

    public static WireProfile Of(WireVendor vendor) => s_all.First(p => p.Vendor == vendor);

    /// <summary>Which vendor an address belongs to; a server of one's own is just compatible.</summary>
    public static WireProfile Of(Uri address)
    {
        var found = s_hosts.FirstOrDefault(h => h.Host[0] == '.'
            ? address.Host.EndsWith(h.Host, StringComparison.OrdinalIgnoreCase)
            : address.Host.Equals(h.Host, StringComparison.OrdinalIgnoreCase));
        return found.Host is null ? s_compatible : Of(found.Vendor);
    }
}
