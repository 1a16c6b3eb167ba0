namespace AssistantStudio.Core.Providers;

/// <summary>Whether a model can embed now.</summary>
public enum EmbeddingModelState
{
    Ready,

    /// <summary>Its vendor has it and its provider works; whether this provider has this model, nobody has said or seen.</summary>
    NotChecked,

    /// <summary>Nobody has tried its provider yet.</summary>
    NotTried,

    /// <summary>It lies in the models folder, and no provider offers it.</summary>
    NotOffered,

    SwitchedOff,

    /// <summary>The last test failed, or its files cannot be used.</summary>
    Failed,

    /// <summary>The organisation's rules do not allow it.</summary>
    NotAllowed,

    /// <summary>Its vendor has shut it down.</summary>
    Gone,
}

/// <summary>A model here that turns texts into vectors.</summary>
/// <param name="ProviderId">Null: nobody has to add a provider for it, or nobody has.</param>
/// <param name="Name">As it is asked for.</param>
/// <param name="Host">Where the texts are sent; null: they stay on this machine.</param>
/// <param name="Dimensions">Null: nobody knows before it was asked once.</param>
/// <param name="MaxTokens">Longer texts are cut or refused.</param>
/// <param name="Free">It runs on a machine of one's own, or its price says so.</param>
/// <param name="Problem">Why it failed, in a sentence.</param>
public sealed record EmbeddingModel(
    Guid? ProviderId, string ProviderName, ProviderKind Kind, string Name, string? Host, int? Dimensions, long? MaxTokens, ModelPrice? PriceToday, bool Free,
    EmbeddingModelState State, string? Problem, DateOnly? ShutdownDate, LocalModelFacts? Local)
{
    /// <summary>What a row is told apart by, and what a choice of it is found by.</summary>
    public string Key => ProviderId is null && Kind != ProviderKind.BuiltIn ? $"folder/{Name}" : KeyOf(ProviderId, Name);

    /// <summary>Somebody may ask it now, or find out whether that works.</summary>
    public bool CanBeAsked => State is EmbeddingModelState.Ready or EmbeddingModelState.NotChecked or EmbeddingModelState.NotTried or EmbeddingModelState.Failed && (ProviderId is not null || Kind == ProviderKind.BuiltIn);

    /// <summary>Of the model that an organisation has chosen, or of the built-in one.</summary>
    public static string KeyOf(EmbeddingPreference chosen) => KeyOf(chosen.ProviderId, chosen.Model ?? HashedEmbeddingGenerator.ModelId);

    private static string KeyOf(Guid? providerId, string name) => $"{providerId:N}/{name}";
}

/// <param name="WeightBytes">Of its file, and about what it takes of memory.</param>
public sealed record LocalModelFacts(LocalModelKind Kind, long WeightBytes);
