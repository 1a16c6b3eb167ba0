using System.Text.Json.Serialization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>A model as lists and forms show it. <paramref name="PriceToday"/> is null where it has none: it is unpriced.</summary>
/// <param name="Key">Kind and name: what a row is told apart by.</param>
/// <param name="Id">Of the organisation's own entry; null: it is as the program comes with it.</param>
/// <param name="RowVersion">0 without an entry of the organisation.</param>
public sealed record ModelRow(
    string Key,
    Guid? Id,
    ProviderKind? Kind,
    string Vendor,
    string Name,
    ModelCapabilities Capabilities,
    long? ContextWindow,
    long? MaxOutput,
    int? Dimensions,
    DateOnly? ShutdownDate,
    ModelSource Source,
    string Note,
    IReadOnlyList<ModelPrice> Prices,
    ModelPrice? PriceToday,
    DateTime? UpdatedAt,
    string? UpdatedBy,
    long RowVersion)
{
    public static ModelRow Of(ModelInfo m, DateOnly day) => new(
        ModelEntry.KeyOf(m.Kind, m.Name), m.Own?.Id, m.Kind, m.Vendor, m.Name, m.Capabilities, m.ContextWindow, m.MaxOutput, m.Dimensions, m.ShutdownDate, m.Source,
        m.Own?.Note ?? "", m.Prices, m.PriceOn(day), m.Own?.UpdatedAt, m.Own?.UpdatedBy, m.Own?.RowVersion ?? 0);
}

/// <summary>A page of the catalogue. It is read from memory, so it is no page of the database.</summary>
/// <param name="Unpriced">Of all models of the catalogue that are still there.</param>
public sealed record ModelPage(Page<ModelRow> Rows, int Unpriced, int ShuttingDown);

public sealed record ModelQuery : ListQuery
{
    /// <summary>That are asked for at this kind of provider.</summary>
    public ProviderKind? Kind { get; init; }

    /// <summary>That can all of this.</summary>
    public ModelCapabilities Capabilities { get; init; }

    public bool Unpriced { get; init; }

    /// <summary>Soon, or gone already.</summary>
    public bool ShuttingDown { get; init; }

    public ModelSource? Source { get; init; }
}

/// <summary>A price as a person or a program states it, in US dollars for a million tokens. Free is said, never meant by 0.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
public sealed record PriceInput
{
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day of it.</summary>
    public DateOnly? ValidTo { get; init; }

    public bool Free { get; init; }

    public decimal? Input { get; init; }

    public decimal? CachedInput { get; init; }

    public decimal? CacheWrite { get; init; }

    public decimal? CacheWriteLong { get; init; }

    public decimal? Output { get; init; }

    public decimal? Reasoning { get; init; }

    public decimal? PerInputImage { get; init; }

    public decimal? PerOutputImage { get; init; }

    public decimal? PerRequest { get; init; }

    /// <summary>Other rates for long requests, service tiers or parts of the day.</summary>
    public IReadOnlyList<PriceRule> Special { get; init; } = [];

    public static PriceInput Of(ModelPrice price)
    {
        var rates = price.Rules.FirstOrDefault(r => r.Conditions == 0)?.Rates ?? new();
        var isFree = price.IsFree;
        return new()
        {
            ValidFrom = price.ValidFrom,
            ValidTo = price.ValidTo,
            Free = isFree,
            Input = isFree ? null : rates.Input,
            CachedInput = isFree ? null : rates.CachedInput,
            CacheWrite = rates.CacheWrite,
            CacheWriteLong = rates.CacheWriteLong,
            Output = isFree ? null : rates.Output,
            Reasoning = rates.Reasoning,
            PerInputImage = price.PerInputImage,
            PerOutputImage = price.PerOutputImage,
            PerRequest = price.PerRequest,
            Special = [.. price.Rules.Where(r => r.Conditions > 0)],
        };
    }
}

/// <summary>What a form or a program says of a model. All of it counts.</summary>
public sealed record ModelInput
{
    public string? Name { get; init; }

    /// <summary>Null: at whatever provider.</summary>
    public ProviderKind? Kind { get; init; }

    public string? Vendor { get; init; }

    public ModelCapabilities Capabilities { get; init; }

    public long? ContextWindow { get; init; }

    public long? MaxOutput { get; init; }

    public int? Dimensions { get; init; }

    public DateOnly? ShutdownDate { get; init; }

    public string? Note { get; init; }

    /// <summary>None: the model is unpriced.</summary>
    public IReadOnlyList<PriceInput> Prices { get; init; } = [];
}

/// <summary>A model of a provider that is in use, to choose from.</summary>
/// <param name="Known">False: the provider has it, and nothing else is known of it.</param>
/// <param name="Free">It runs on a machine of one's own, or its price says so.</param>
public sealed record AvailableModel(
    Guid ProviderId, string ProviderName, ProviderKind Kind, string Name, bool Known, ModelCapabilities Capabilities, long? ContextWindow, long? MaxOutput, int? Dimensions,
    ModelPrice? PriceToday, bool Free, DateOnly? ShutdownDate);

/// <summary>Something that uses a model. <paramref name="Name"/> is null where the caller may not see it.</summary>
public sealed record ModelUser(string Model, string Kind, Guid Id, string? Name, string? Slug = null);

/// <summary>A model that is used and will be gone.</summary>
public sealed record ModelShutdown(string Model, DateOnly Date, IReadOnlyList<ModelUser> Users);
