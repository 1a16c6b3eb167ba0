using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>A model as the API shows it. Rates are US dollars for a million tokens, as decimal strings.</summary>
/// <param name="Id">Of the organisation's own entry; null: it is as the program comes with it.</param>
/// <param name="Kind">Null: what is said counts at whatever provider.</param>
/// <param name="PriceToday">Null: the model is unpriced, which is not the same as free.</param>
public sealed record ModelBody(
    Guid? Id, string Name, ProviderKind? Kind, string Vendor, IReadOnlyList<ModelCapabilities> Capabilities, long? ContextWindow, long? MaxOutput, int? Dimensions,
    DateOnly? ShutdownDate, ModelSource Source, string Note, IReadOnlyList<PriceInput> Prices, PriceInput? PriceToday, bool Unpriced, DateTime? UpdatedAt, string? UpdatedBy, long RowVersion)
{
    internal static ModelBody Of(ModelRow m) => new(
        m.Id, m.Name, m.Kind, m.Vendor, ListOf(m.Capabilities), m.ContextWindow, m.MaxOutput, m.Dimensions, m.ShutdownDate, m.Source, m.Note,
        [.. m.Prices.Select(PriceInput.Of)], m.PriceToday is { } today ? PriceInput.Of(today) : null, m.PriceToday is null, m.UpdatedAt, m.UpdatedBy, m.RowVersion);

    internal static IReadOnlyList<ModelCapabilities> ListOf(ModelCapabilities all) =>
        [.. Enum.GetValues<ModelCapabilities>().Where(c => c != ModelCapabilities.None && all.HasFlag(c))];
}

/// <summary>All of it counts: what is left out is emptied. Free is said with <c>"free": true</c>, never by a price of 0.</summary>
public sealed record ModelChangeBody
{
    public string? Name { get; init; }

    public ProviderKind? Kind { get; init; }

    public string? Vendor { get; init; }

    public IReadOnlyList<ModelCapabilities>? Capabilities { get; init; }

    public long? ContextWindow { get; init; }

    public long? MaxOutput { get; init; }

    public int? Dimensions { get; init; }

    public DateOnly? ShutdownDate { get; init; }

    public string? Note { get; init; }

    /// <summary>None: the model is unpriced.</summary>
    public IReadOnlyList<PriceInput>? Prices { get; init; }

    /// <summary>As it was read; 0 where the organisation had no entry of its own.</summary>
    public long? RowVersion { get; init; }

    internal ModelInput Input() => new()
    {
        Name = Name,
        Kind = Kind,
        Vendor = Vendor,
        Capabilities = (Capabilities ?? []).Aggregate(ModelCapabilities.None, (all, one) => all | one),
        ContextWindow = ContextWindow,
        MaxOutput = MaxOutput,
        Dimensions = Dimensions,
        ShutdownDate = ShutdownDate,
        Note = Note,
        Prices = Prices ?? [],
    };
}

/// <param name="Capability">One that the model must have.</param>
/// <param name="Capabilities">Others that it must have, too.</param>
public sealed record AvailableBody(ModelCapabilities? Capability, IReadOnlyList<ModelCapabilities>? Capabilities)
{
    internal ModelCapabilities Wanted() => (Capabilities ?? []).Append(Capability ?? ModelCapabilities.None).Aggregate((all, one) => all | one);
}

public sealed record AvailableModelBody(
    Guid ProviderId, string ProviderName, ProviderKind Kind, string Name, bool Known, IReadOnlyList<ModelCapabilities> Capabilities, long? ContextWindow, long? MaxOutput,
    int? Dimensions, PriceInput? PriceToday, bool Free, bool Unpriced, DateOnly? ShutdownDate);

/// <param name="Models">Names as the provider lists them; none: all.</param>
/// <param name="DryRun">The plan alone.</param>
public sealed record DiscoverBody(IReadOnlyList<string>? Models, bool? DryRun);

public sealed record ModelPlanBody(int Creates, int Updates, int Same, int Kept, int Refused, IReadOnlyList<ModelPlanLine> Lines)
{
    internal static ModelPlanBody Of(ModelPlan plan) => new(plan.Creates, plan.Updates, plan.Same, plan.Kept, plan.Refused, plan.Lines);
}
