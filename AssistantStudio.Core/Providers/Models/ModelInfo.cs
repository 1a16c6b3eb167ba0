namespace AssistantStudio.Core.Providers;

[Flags]
public enum ModelCapabilities
{
    None = 0,
    Chat = 1,
    Embedding = 2,
    Vision = 4,
    Tools = 8,
    Json = 16,
    Reasoning = 32,
    ImageOutput = 64,
}

/// <summary>What is known of a model: what it can, how much it takes, what it costs, until when it is there.</summary>
public sealed record ModelInfo
{
    /// <summary>As the vendor is called in lists: "openai", "anthropic".</summary>
    public required string Vendor { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: what is said counts at whatever provider.</summary>
    public ProviderKind? Kind { get; init; }

    public ModelCapabilities Capabilities { get; init; }

    public long? ContextWindow { get; init; }

    public long? MaxOutput { get; init; }

    public int? Dimensions { get; init; }

    public DateOnly? ShutdownDate { get; init; }

    /// <summary>Empty: the model has no price, which is not the same as costing nothing.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; init; } = [];

    /// <summary>Null: it is as the program comes with it.</summary>
    public ModelEntryFacts? Own { get; init; }

    public ModelSource Source => Own?.Source ?? ModelSource.Shipped;

    /// <summary>The price of a day; of several the one that began last. What runs on a machine of one's own is free.</summary>
    public ModelPrice? PriceOn(DateOnly day) => Prices.Where(p => p.IsValidOn(day)).MaxBy(p => p.ValidFrom ?? DateOnly.MinValue)
        ?? (Kind is { } kind && ProviderKinds.Of(kind).IsFree ? ModelPrice.Free : null);

    /// <summary>It will be gone soon, or is gone.</summary>
    public bool IsShuttingDown(DateOnly day) => ShutdownDate <= day.AddDays(ModelLimits.ShutdownWarningDays);
}
