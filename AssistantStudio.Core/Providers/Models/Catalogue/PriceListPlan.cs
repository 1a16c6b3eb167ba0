using System.Globalization;
using System.Text.Json;

namespace AssistantStudio.Core.Providers;

/// <summary>How a list in LiteLLM's format is taken.</summary>
public sealed record ModelImportChoices
{
    /// <summary>The first day of its prices; those that are known until then stay for the days before. Null: today.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>In such lists 0 mostly means that nobody entered a price. True: here it means free.</summary>
    public bool ZeroIsFree { get; init; }

    /// <summary>Also what people of the organisation wrote themselves.</summary>
    public bool ReplaceEdited { get; init; }
}

/// <summary>Lays a list beside what is known and says for each entry what would change and why.</summary>
internal sealed class PriceListPlan(ModelCatalogue catalogue, ModelImportChoices choices, DateOnly from)
{
    private const ModelCapabilities Kinds = ModelCapabilities.Chat | ModelCapabilities.Embedding | ModelCapabilities.ImageOutput;

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<PlannedModel> Of(JsonElement list) =>
        list.EnumerateObject().Where(e => e.Name != "sample_spec").Take(ModelLimits.ImportEntries).Select(e => One(e.Name, e.Value));

    private PlannedModel One(string listed, JsonElement entry)
    {
        PlannedModel Refused(string reason) => new(new(listed, listed, null, ModelPlanAction.Refused, reason), null);
        if (ReasonAgainst(listed, entry) is { } against)
        {
            return Refused(against);
        }

        if (PriceListReader.ModelOf(listed, entry) is not { } read)
        {
            return Refused($"Nothing here uses models of the kind “{entry.Text("mode") ?? "unknown"}”.");
        }

        var kind = read.Vendor == "azure" ? ProviderKind.AzureOpenAi : (ProviderKind?)null;
        var name = ModelVendors.Direct.Contains(read.Vendor) && listed.StartsWith(read.Vendor + "/", StringComparison.Ordinal) ? listed[(read.Vendor.Length + 1)..] : listed;
        if (!_seen.Add(ModelEntry.KeyOf(kind, name)))
        {
            return Refused($"{name} stands in the list more than once. The first one counts.");
        }

        var known = catalogue.FindExact(name, kind) is { } exact && exact.Kind == kind ? exact : null;
        var (prices, about) = Prices(read, known);
        var merged = new ModelInfo
        {
            Vendor = read.Vendor,
            Name = name,
            Kind = kind,

            // What a list does not say a model can, it may still be able to.
            Capabilities = known is null || !known.Capabilities.HasFlag(read.Capabilities & Kinds) ? read.Capabilities : read.Capabilities | known.Capabilities,
            ContextWindow = read.ContextWindow ?? known?.ContextWindow,
            MaxOutput = read.MaxOutput ?? known?.MaxOutput,
            Dimensions = read.Dimensions ?? known?.Dimensions,
            ShutdownDate = read.ShutdownDate ?? known?.ShutdownDate,
            Prices = prices,
        };
        var differences = known is null ? [] : Differences(known, merged).ToList();
        var (action, reason) = known switch
        {
            null => (ModelPlanAction.Create, Sentence("Not known yet", about)),
            _ when differences.Count == 0 && ReferenceEquals(prices, known.Prices) => (ModelPlanAction.Same, Sentence("Known like this already", about)),
            { Source: ModelSource.Edited } when !choices.ReplaceEdited => (ModelPlanAction.Keep, $"{known.Own!.UpdatedBy} described it by hand; that stays."),
            _ => (ModelPlanAction.Update, Sentence(string.Join(". ", differences), about)),
        };
        return new(new(listed, name, kind, action, reason), action is ModelPlanAction.Create or ModelPlanAction.Update ? merged : null);
    }

    private static string? ReasonAgainst(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return "It is no description of a model.";
        }

        if (name.Length > ModelLimits.NameLength || name.Length == 0 || !name.All(c => c is > ' ' and < (char)127))
        {
            return $"A name has 1 to {ModelLimits.NameLength} characters, no spaces and no letters with accents.";
        }

        foreach (var field in entry.EnumerateObject().Where(f => PriceListReader.IsRate(f.Name) || f.Name.EndsWith("_cost_per_image", StringComparison.Ordinal)))
        {
            var amount = entry.Amount(field.Name);
            if (amount is null && field.Value.ValueKind is not JsonValueKind.Null)
            {
                return $"{field.Name} is no number.";
            }

            if (amount < 0)
            {
                return $"{field.Name} is less than 0.";
            }

            if (amount > (field.Name.EndsWith("_image", StringComparison.Ordinal) ? ModelLimits.MaxPerPiece : ModelLimits.MaxRate / 1_000_000m))
            {
                return $"{field.Name} is too high to be a price of one token. Is it the price of a thousand or a million?";
            }
        }

        return null;
    }

    /// <summary>The prices that are known until the list's first day, its own from then on, and those that are announced for later.</summary>
    private (IReadOnlyList<ModelPrice> Prices, string? About) Prices(ModelInfo read, ModelInfo? known)
    {
        var before = known?.Prices ?? [];
        if (read.Prices.Count == 0)
        {
            return (before, before.Count > 0 ? "The list has no price for it; the known one stays" : "Without a price");
        }

        var listed = read.Prices[0];
        var isChat = read.Capabilities.HasFlag(ModelCapabilities.Chat);
        if (!choices.ZeroIsFree && listed.Base is { } rates && (rates.Input == 0 || (isChat && rates.Output == 0)))
        {
            return (before, before.Count > 0 ? "The list says a price of 0; the known price stays" : "The list says a price of 0, which may mean that nobody knows it; it comes without a price");
        }

        if (known?.PriceOn(from) is { } now && now.SameRatesAs(listed))
        {
            return (before, null);
        }

        var later = before.Where(p => p.ValidFrom > from).ToList();
        var earlier = before.Where(p => p.ValidFrom is not { } start || start < from)
            .Select(p => p.ValidTo is not { } end || end >= from ? p with { ValidTo = from.AddDays(-1) } : p);
        var own = listed with { ValidFrom = before.Count == 0 ? null : from, ValidTo = later.Count == 0 ? null : later.Min(p => p.ValidFrom!.Value).AddDays(-1) };
        return ([.. earlier, own, .. later], string.Create(CultureInfo.InvariantCulture, $"Costs {Dollars(listed)}{(before.Count == 0 ? "" : $" from {from:d MMM yyyy}")}"));
    }

    private static string Dollars(ModelPrice price) => price.IsFree ? "nothing"
        : price.Base.Output is { } output ? string.Create(CultureInfo.InvariantCulture, $"${price.Base.Input:0.######} in, ${output:0.######} out")
        : string.Create(CultureInfo.InvariantCulture, $"${price.Base.Input:0.######} in");

    private static IEnumerable<string> Differences(ModelInfo known, ModelInfo read)
    {
        string? Changed<T>(string what, T? before, T? after) => EqualityComparer<T?>.Default.Equals(before, after) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{what}: {(before is null ? "not known" : before)} becomes {after}");
        return new[]
        {
            read.Capabilities == known.Capabilities ? null : (read.Capabilities & ~known.Capabilities) is var more and not ModelCapabilities.None ? $"Can also: {more}" : $"Can: {read.Capabilities}",
            Changed("Context window", known.ContextWindow, read.ContextWindow),
            Changed("Longest answer", known.MaxOutput, read.MaxOutput),
            Changed("Dimensions", known.Dimensions, read.Dimensions),
            Changed("Shut down on", known.ShutdownDate?.ToString("O", CultureInfo.InvariantCulture), read.ShutdownDate?.ToString("O", CultureInfo.InvariantCulture)),
        }.OfType<string>();
    }

    private static string Sentence(string first, string? second) => string.Join(". ", new[] { first, second }.Where(s => !string.IsNullOrEmpty(s))) + ".";
}
