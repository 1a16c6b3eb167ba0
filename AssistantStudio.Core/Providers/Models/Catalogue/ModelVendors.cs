namespace AssistantStudio.Core.Providers;

/// <summary>Whose models a kind of provider has, as far as the kind tells.</summary>
public static class ModelVendors
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
    public const string Gemini = "gemini";

    /// <summary>Vendors whose names in lists begin with their own; their servers are asked without it.</summary>
    internal static readonly string[] Direct = [OpenAi, Anthropic, Gemini, "xai", "deepseek", "mistral", "azure"];

    /// <summary>Where the models of a vendor are reached by its own account.</summary>
    public static ProviderKind KindOf(string vendor) => vendor switch
    {
        OpenAi => ProviderKind.OpenAi,
        Anthropic => ProviderKind.Anthropic,
        Gemini => ProviderKind.GoogleGemini,
        "azure" => ProviderKind.AzureOpenAi,
        "ollama" => ProviderKind.Ollama,
        _ => ProviderKind.OpenAiCompatible,
    };

    /// <summary>Null: the kind has models of any vendor.</summary>
    public static string? Of(ProviderKind kind) => kind switch
    {
        ProviderKind.OpenAi or ProviderKind.AzureOpenAi => OpenAi,
        ProviderKind.Anthropic => Anthropic,
        ProviderKind.GoogleGemini => Gemini,
        _ => null,
    };

    /// <summary>A model that may be asked for at this kind of provider.</summary>
    internal static bool Has(ProviderKind kind, ModelInfo model) =>
        model.Kind is { } own ? own == kind : KindOf(model.Vendor) == kind || (Of(kind) is { } vendor && vendor == model.Vendor);
}
