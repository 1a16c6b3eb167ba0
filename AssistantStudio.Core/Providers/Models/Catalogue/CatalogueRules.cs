using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Providers;

/// <summary>What is right by itself about a model that somebody describes. Errors stand beside the fields they are about.</summary>
internal static class CatalogueRules
{
    private const ModelCapabilities Written = ModelCapabilities.Chat | ModelCapabilities.Embedding | ModelCapabilities.ImageOutput;

    public static string Name(string? given, Validator errors)
    {
        var name = errors.Text(given, "name", "the name of the model", ModelLimits.NameLength);
        errors.Check(name.All(c => c is > ' ' and < (char)127), "name", "The name of a model has no spaces and no letters with accents.");
        return name;
    }

    /// <summary>Writes into the entry what the input says of it.</summary>
    public static void Read(ModelInput input, ModelEntry entry, Validator errors)
    {
        var all = Enum.GetValues<ModelCapabilities>().Aggregate((a, b) => a | b);
        errors.Check((input.Capabilities & Written) != 0 && (input.Capabilities & ~all) == 0, "capabilities", "Choose what the model can do: chat, embeddings or pictures.")
            .Check(input.Kind is null || (Enum.IsDefined(input.Kind.Value) && !ProviderKinds.Of(input.Kind.Value).IsDataSource), "kind", "There is no such kind of provider with models.")
            .Check(input.Dimensions is null or (> 0 and <= ModelLimits.MaxDimensions), "dimensions", Between(1, ModelLimits.MaxDimensions))
            .Check(input.ShutdownDate is not { } gone || IsInReach(gone), "shutdownDate", s_years)
            .Long(input.Note, "note", ModelLimits.NoteLength);
        var vendor = input.Vendor?.Trim() ?? "";
        errors.Check(vendor.Length <= ModelLimits.VendorLength && PlainText.IsOneLine(vendor), "vendor", $"One line of at most {ModelLimits.VendorLength} characters.");
        Tokens(input.ContextWindow, "contextWindow", errors);
        Tokens(input.MaxOutput, "maxOutput", errors);
        entry.Vendor = vendor;
        entry.Capabilities = input.Capabilities;
        entry.ContextWindow = input.ContextWindow;
        entry.MaxOutput = input.Capabilities.HasFlag(ModelCapabilities.Chat) ? input.MaxOutput : null;
        entry.Dimensions = input.Capabilities.HasFlag(ModelCapabilities.Embedding) ? input.Dimensions : null;
        entry.ShutdownDate = input.ShutdownDate;
        entry.Note = input.Note?.Trim() ?? "";
        entry.Prices = Prices(input, errors);
    }

    /// <summary>A rate as somebody typed it. Null is not known; 0 has to be said in another way.</summary>
    public static void Rate(decimal? rate, string field, bool mayBeZero, decimal most, Validator errors) => errors
        .Check(rate is null or >= 0, field, "A price is not less than 0.")
        .Check(rate is not 0 || mayBeZero, field, "0 would make it free. If it is, say that the model is free; if nobody knows, leave out the price.")
        .Check(rate is null || rate <= most, field, string.Create(CultureInfo.InvariantCulture, $"At most ${most:#,0}. Prices are for a million tokens."))
        .Check(rate is not { } exact || decimal.Round(exact, ModelLimits.RateDecimals) == exact, field, $"At most {ModelLimits.RateDecimals} decimals.");

    private static readonly string s_years = $"Between {ModelLimits.FirstYear} and {ModelLimits.LastYear}.";

    private static string Between(long least, long most) => string.Create(CultureInfo.InvariantCulture, $"Between {least:#,0} and {most:#,0}.");

    private static bool IsInReach(DateOnly day) => day.Year is >= ModelLimits.FirstYear and <= ModelLimits.LastYear;

    private static void Tokens(long? count, string field, Validator errors) =>
        errors.Check(count is null or (> 0 and <= ModelLimits.MaxTokens), field, Between(1, ModelLimits.MaxTokens));

    private static ModelPrice[] Prices(ModelInput input, Validator errors)
    {
        errors.Check(input.Prices.Count <= ModelLimits.Prices, "prices", $"At most {ModelLimits.Prices} prices.")
            .Check(input.Prices.All(p => p is not null), "prices", "An entry of the list is empty.");
        var given = input.Prices.Take(ModelLimits.Prices).Select((p, i) => (Price: p, Field: $"prices[{i}]")).Where(p => p.Price is not null).ToArray();
        var prices = given.Select(p => (Price: One(p.Price, input.Capabilities, p.Field, errors), p.Field)).OrderBy(p => p.Price.ValidFrom ?? DateOnly.MinValue).ToArray();
        foreach (var (before, after) in prices.Zip(prices.Skip(1)))
        {
            errors.Check(
                before.Price.ValidTo < (after.Price.ValidFrom ?? DateOnly.MinValue),
                $"{after.Field}.validFrom",
                $"Another price counts on this day, too. End that one on the day before.");
        }

        return [.. prices.Select(p => p.Price)];
    }

    private static ModelPrice One(PriceInput given, ModelCapabilities can, string field, Validator errors)
    {
        errors.Check(given.ValidFrom is not { } from || IsInReach(from), $"{field}.validFrom", s_years)
            .Check(given.ValidTo is not { } to || IsInReach(to), $"{field}.validTo", s_years)
            .Check(given.ValidTo is null || given.ValidFrom is null || given.ValidFrom <= given.ValidTo, $"{field}.validTo", "The last day is before the first.");
        if (given.Free)
        {
            var isBare = given is { Input: null or 0, Output: null or 0, CachedInput: null or 0, CacheWrite: null or 0, CacheWriteLong: null or 0, Reasoning: null or 0, PerInputImage: null or 0, PerOutputImage: null or 0, PerRequest: null or 0, Special.Count: 0 };
            errors.Check(isBare, $"{field}.free", "A free model has no prices. Empty them, or say that it is not free.");
            return ModelPrice.Free with { ValidFrom = given.ValidFrom, ValidTo = given.ValidTo };
        }

        var (isChat, isTokens) = (can.HasFlag(ModelCapabilities.Chat), (can & (ModelCapabilities.Chat | ModelCapabilities.Embedding)) != 0);
        errors.Check(given.Input is not null || !isTokens, $"{field}.input", "Enter the price of a million tokens. If nobody knows it, remove this price: the model is then unpriced.")
            .Check(given.Output is not null || !isChat, $"{field}.output", "Enter the price of a million tokens. If nobody knows it, remove this price: the model is then unpriced.")
            .Check(isTokens || given.PerOutputImage is not null || given.PerRequest is not null, $"{field}.perOutputImage", "Enter what a picture costs, or remove this price.");
        var rates = new TokenRates
        {
            Input = given.Input,
            CachedInput = given.CachedInput,
            CacheWrite = given.CacheWrite,
            CacheWriteLong = given.CacheWriteLong,
            Output = given.Output,
            Reasoning = given.Reasoning,
        };
        Rates(rates, field, !isChat, errors);
        Rate(given.PerInputImage, $"{field}.perInputImage", true, ModelLimits.MaxPerPiece, errors);
        Rate(given.PerOutputImage, $"{field}.perOutputImage", true, ModelLimits.MaxPerPiece, errors);
        Rate(given.PerRequest, $"{field}.perRequest", true, ModelLimits.MaxPerPiece, errors);
        return new()
        {
            ValidFrom = given.ValidFrom,
            ValidTo = given.ValidTo,
            Rules = [new() { Rates = rates }, .. Special(given, field, errors)],
            PerInputImage = given.PerInputImage,
            PerOutputImage = given.PerOutputImage,
            PerRequest = given.PerRequest,
        };
    }

    private static IEnumerable<PriceRule> Special(PriceInput given, string field, Validator errors)
    {
        var special = given.Special ?? [];
        errors.Check(special.Count <= ModelLimits.SpecialRates, $"{field}.special", $"At most {ModelLimits.SpecialRates} special rates.")
            .Check(special.All(r => r is { Rates: not null, Hours: not null }), $"{field}.special", "An entry of the list is empty.");
        foreach (var (rule, i) in special.Take(ModelLimits.SpecialRates).Select((r, i) => (r, i)).Where(r => r.r is { Rates: not null, Hours: not null }))
        {
            var name = $"{field}.special[{i}]";
            errors.Check(rule.Conditions > 0, $"{name}.above", "Say when it counts: above how many tokens, in which service tier, at which hours.")
                .Check(rule.ServiceTier is null || (rule.ServiceTier.Trim().Length is > 0 and <= ModelLimits.ServiceTierLength && PlainText.IsOneLine(rule.ServiceTier)), $"{name}.serviceTier", $"One line of at most {ModelLimits.ServiceTierLength} characters.")
                .Check(rule.Hours.Count <= ModelLimits.SpecialRates, $"{name}.hours", $"At most {ModelLimits.SpecialRates} parts of the day.");
            Tokens(rule.Above, $"{name}.above", errors);
            Rates(rule.Rates, name, mayBeZero: true, errors);
            yield return rule with { ServiceTier = rule.ServiceTier?.Trim() };
        }
    }

    private static void Rates(TokenRates rates, string field, bool mayBeZero, Validator errors)
    {
        Rate(rates.Input, $"{field}.input", mayBeZero: false, ModelLimits.MaxRate, errors);
        Rate(rates.Output, $"{field}.output", mayBeZero, ModelLimits.MaxRate, errors);
        Rate(rates.CachedInput, $"{field}.cachedInput", true, ModelLimits.MaxRate, errors);
        Rate(rates.CacheWrite, $"{field}.cacheWrite", true, ModelLimits.MaxRate, errors);
        Rate(rates.CacheWriteLong, $"{field}.cacheWriteLong", true, ModelLimits.MaxRate, errors);
        Rate(rates.Reasoning, $"{field}.reasoning", true, ModelLimits.MaxRate, errors);
    }
}
