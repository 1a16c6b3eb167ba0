using System.Text.Json;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Providers;

/// <summary>The names that programs use are written as everybody writes them.</summary>
public enum ProviderKind
{
    [JsonStringEnumMemberName("openai")]
    OpenAi,

    [JsonStringEnumMemberName("azure_openai")]
    AzureOpenAi,

    GoogleGemini,
    Anthropic,
    Ollama,

    [JsonStringEnumMemberName("openai_compatible")]
    OpenAiCompatible,

    CustomGateway,
    LocalEmbeddings,

    [JsonStringEnumMemberName("builtin")]
    BuiltIn,

    Jira,

    [JsonStringEnumMemberName("github")]
    GitHub,
}

/// <summary>What a kind of provider is there for.</summary>
public enum ProviderSubtype
{
    /// <summary>Language models, and mostly embeddings too.</summary>
    Llm,

    /// <summary>Embeddings only.</summary>
    Embedding,

    /// <summary>A server in front of many vendors.</summary>
    Gateway,

    /// <summary>Knowledge is read from it; it has no models.</summary>
    DataSource,
}

/// <summary>What a kind of provider is, what its form asks for, and how it is reached.</summary>
public sealed record ProviderKindInfo
{
    public required ProviderKind Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>One sentence: what one gets from it.</summary>
    public required string Description { get; init; }

    /// <summary>How to come by the key, without a link: addresses of consoles change.</summary>
    public string? KeyHelp { get; init; }

    public bool NeedsKey { get; init; }

    public bool TakesKey { get; init; }

    /// <summary>False where the vendor has one address for everybody.</summary>
    public bool AsksAddress { get; init; }

    public string? Address { get; init; }

    public string? AddressHelp { get; init; }

    /// <summary>The server's own account of what is spent, and its price of a request.</summary>
    public bool ReportsSpend { get; init; }

    public bool Chats { get; init; } = true;

    public bool Embeds { get; init; } = true;

    /// <summary>Knowledge is read from it: it has no models, and nothing that is about models concerns it.</summary>
    public bool IsDataSource { get; init; }

    public ProviderSubtype Subtype => IsDataSource ? ProviderSubtype.DataSource
        : Kind == ProviderKind.CustomGateway ? ProviderSubtype.Gateway
        : Chats ? ProviderSubtype.Llm : ProviderSubtype.Embedding;

    internal WireVendor? Vendor { get; init; }

    /// <summary>What runs in this process takes at once; null: its wire decides.</summary>
    internal EmbeddingBatch? Batch { get; init; }

    /// <summary>As OpenTelemetry's conventions for generative AI name it, where they do.</summary>
    internal string TelemetryName => Kind switch
    {
        ProviderKind.OpenAi => "openai",
        ProviderKind.AzureOpenAi => "azure.ai.openai",
        ProviderKind.GoogleGemini => "gcp.gemini",
        _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString()),
    };

    /// <summary>On a machine of one's own: what it does costs no money.</summary>
    public bool IsFree => Kind is ProviderKind.Ollama or ProviderKind.LocalEmbeddings or ProviderKind.BuiltIn;

    /// <summary>In this process: it has no address and cannot be out of reach.</summary>
    public bool IsInProcess => Kind is ProviderKind.LocalEmbeddings or ProviderKind.BuiltIn;
}

public static class ProviderKinds
{
    public static IReadOnlyList<ProviderKindInfo> All { get; } =
    [
        new()
        {
            Kind = ProviderKind.OpenAi, Title = "OpenAI", Description = "GPT models and embeddings, billed by OpenAI.",
            NeedsKey = true, TakesKey = true, Address = WireProfiles.Of(WireVendor.OpenAi).Address, Vendor = WireVendor.OpenAi,
            KeyHelp = "In OpenAI's developer console, under API keys. It begins with sk-. A subscription to ChatGPT does not include one.",
        },
        new()
        {
            Kind = ProviderKind.AzureOpenAi, Title = "Azure OpenAI", Description = "OpenAI's models in your own Azure subscription. The model is the name of your deployment.",
            NeedsKey = true, TakesKey = true, AsksAddress = true, Vendor = WireVendor.AzureOpenAi,
            AddressHelp = "https://NAME.openai.azure.com/openai/v1, with the name of your resource.",
            KeyHelp = "In the Azure portal, on the resource's page, under Keys and endpoint. Either of the two keys works.",
        },
        new()
        {
            Kind = ProviderKind.GoogleGemini, Title = "Google Gemini", Description = "Gemini models and embeddings, billed by Google.",
            NeedsKey = true, TakesKey = true, Address = WireProfiles.Of(WireVendor.Gemini).Address, Vendor = WireVendor.Gemini,
            KeyHelp = "In Google AI Studio, under API keys. It begins with AIza.",
        },
        new()
        {
            Kind = ProviderKind.Anthropic, Title = "Anthropic", Description = "Claude models, billed by Anthropic. It has no embeddings.",
            NeedsKey = true, TakesKey = true, Embeds = false, Address = AnthropicChatClient.Address,
            KeyHelp = "In Anthropic's console, under API keys. It begins with sk-ant-. A subscription to Claude does not include one.",
        },
        new()
        {
            Kind = ProviderKind.Ollama, Title = "Ollama", Description = "Models on a machine of your own. Nothing leaves it, and nothing is billed.",
            AsksAddress = true, Address = WireProfiles.Of(WireVendor.Ollama).Address, Vendor = WireVendor.Ollama,
            AddressHelp = "Where Ollama runs. An administrator allows addresses inside the network.",
        },
        new()
        {
            Kind = ProviderKind.OpenAiCompatible, Title = "OpenAI-compatible server", Description = "vLLM, LM Studio, llama.cpp, OpenRouter, Mistral, DeepSeek, Groq, xAI and others that speak the same language.",
            TakesKey = true, AsksAddress = true, Vendor = WireVendor.Compatible,
            AddressHelp = "The base address of its API. It mostly ends in /v1.",
            KeyHelp = "Where the server asks for one: from its operator, or from its settings.",
        },
        new()
        {
            Kind = ProviderKind.CustomGateway, Title = "Gateway", Description = "A LiteLLM-style gateway of your organisation, which knows its own budgets and prices.",
            NeedsKey = true, TakesKey = true, AsksAddress = true, ReportsSpend = true, Vendor = WireVendor.LiteLlm,
            AddressHelp = "The base address of the gateway.",
            KeyHelp = "A virtual key, from whoever runs the gateway.",
        },
        new() { Kind = ProviderKind.LocalEmbeddings, Title = "Local embeddings", Description = "An embedding model from a folder on this server. Nothing leaves it, and nothing is billed.", Chats = false, Batch = EmbeddingBatch.Local },
        new() { Kind = ProviderKind.BuiltIn, Title = "Built-in", Description = "Works at once, without a key and without a model: simple embeddings for search.", Chats = false, Batch = EmbeddingBatch.BuiltIn },
        new()
        {
            Kind = ProviderKind.Jira, Title = "Jira", Description = "Not a language model: a connection that knowledge sources read issues through, of Jira Cloud or a Jira of your own.",
            IsDataSource = true, Chats = false, Embeds = false, NeedsKey = true, TakesKey = true, AsksAddress = true,
            AddressHelp = "https://SITE.atlassian.net, or the address of your own Jira, such as https://jira.company.com.",
            KeyHelp = "For Jira Cloud the e-mail address of the account and its API token with a colon between them, like name@company.com:TOKEN. For your own Jira (Data Center) a personal access token. Whatever that account may see can be read.",
        },
        new()
        {
            Kind = ProviderKind.GitHub, Title = "GitHub", Description = "Not a language model: a connection that knowledge sources read issues, pull requests and commits through.",
            IsDataSource = true, Chats = false, Embeds = false, TakesKey = true, AsksAddress = true, Address = "https://api.github.com",
            AddressHelp = "Keep this for github.com. For a GitHub Enterprise Server it is https://HOST/api/v3.",
            KeyHelp = "A personal access token that may read the repositories. Without one only public repositories can be read, and GitHub answers 60 requests an hour only.",
        },
    ];

    /// <summary>Those that models are asked through.</summary>
    public static IReadOnlyList<ProviderKindInfo> WithModels { get; } = [.. All.Where(k => !k.IsDataSource)];

    /// <summary>Whether a provider of another kind may take the place of one: whoever chats by one that chats, a data source by one of its own kind.</summary>
    public static bool CanReplace(ProviderKind kind, ProviderKind by)
    {
        var (old, other) = (Of(kind), Of(by));
        return old.IsDataSource || other.IsDataSource ? kind == by : !old.Chats || other.Chats;
    }

    public static ProviderKindInfo Of(ProviderKind kind) => All.First(k => k.Kind == kind);
}
