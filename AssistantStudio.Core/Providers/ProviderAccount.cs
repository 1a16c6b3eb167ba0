namespace AssistantStudio.Core.Providers;

/// <summary>What it takes to reach a provider, the key in the clear. Made for a call and forgotten after it.</summary>
public sealed record ProviderAccount
{
    public required ProviderKindInfo Kind { get; init; }

    public required string Name { get; init; }

    public Uri? Address { get; init; }

    /// <summary>Read when it is needed: one that cannot be read any more fails where it is used, and not whoever has it as a stand-in.</summary>
    public string? Key { get => ReadKey(); init => ReadKey = () => value; }

    public Func<string?> ReadKey { get; init; } = () => null;

    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What is asked when nothing else is said.</summary>
    public string? FirstModel => Models.Count > 0 ? Models[0] : null;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(IntegrationLimits.DefaultTimeoutSeconds);

    /// <summary>How many calls may be on their way at a time; null: as many as come.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many may begin in a minute; null: as many as come.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>What the organisation knows of models.</summary>
    public ModelCatalogue Catalogue { get; init; } = ModelCatalogue.Shipped;

    internal ModelPrice? PriceOf(string model, DateOnly day) => Find(model)?.PriceOn(day);

    internal ModelInfo? Find(string model) => Catalogue.Find(model, Kind.Kind);

    /// <summary>Records print their members: this one must not.</summary>
    public override string ToString() => Name;
}
