namespace AssistantStudio.Core.Providers;

public enum CostPart
{
    Input,
    CachedInput,
    CacheWrite,
    CacheWriteLong,
    Output,
    Reasoning,
    InputImages,
    OutputImages,
    Request,
}

/// <summary>One line of a bill. <paramref name="Rate"/> is for a million tokens, or for one picture or request.</summary>
public sealed record CostLine(CostPart Part, long Count, decimal Rate, decimal Dollars);

/// <summary>
/// What a call costs, to the nano-dollar: summed exactly, rounded once. A rate that is not said is never taken for 0: the
/// dearer of what is known stands in for it, and where nothing is known the call has no price.
/// </summary>
public sealed record CallCost(long NanoDollars, IReadOnlyList<CostLine> Lines)
{
    private const decimal Million = 1_000_000m;

    /// <summary>Null: the price does not say what this costs.</summary>
    public static CallCost? Of(CallUsage usage, ModelPrice price, DateTime at, string? serviceTier = null) =>
        Sum(LinesOf(usage, price, RatesOf(price, usage.Input, serviceTier, at)));

    /// <summary>The most that a call with this input and at most this output can cost, whatever is cached and whenever it ends.</summary>
    public static CallCost? AtMost(long input, long output, ModelPrice price, int inputImages = 0, int outputImages = 0, string? serviceTier = null)
    {
        var rates = RatesOf(price, input, serviceTier, at: null);
        var (dearestIn, dearestOut) = (Dearest(rates.Input, rates.CacheWrite, rates.CacheWriteLong), Dearest(rates.Output, rates.Reasoning));
        return Sum(LinesOf(
            new() { Input = input, Output = output, InputImages = inputImages, OutputImages = outputImages }, price, new() { Input = dearestIn, Output = dearestOut }));
    }

    /// <summary>The rates of one request, each from the most special rule that applies and says it.</summary>
    /// <param name="at">Null: whenever it is dearest.</param>
    internal static TokenRates RatesOf(ModelPrice price, long input, string? serviceTier, DateTime? at)
    {
        var applying = price.Rules.Where(r => r.Applies(input, serviceTier, at)).ToArray();

        // Of several lengths the highest that is passed counts.
        var rules = applying.Where(r => !applying.Any(o => o.Above > (r.Above ?? long.MaxValue) && o.ServiceTier == r.ServiceTier && o.Hours.Count == r.Hours.Count)).ToArray();
        var inputRate = Pick(rules, r => r.Input, at)?.Rates.Input;

        // A rule that makes input dearer and does not speak of the cache makes the cache dearer alike.
        decimal? OfInput(Func<TokenRates, decimal?> part) => Pick(rules, part, at) is { } rule
            ? rule.Rates.Input is > 0 and var own && inputRate > own ? part(rule.Rates) * inputRate / own : part(rule.Rates)
            : null;

        var write = OfInput(r => r.CacheWrite);
        var output = Pick(rules, r => r.Output, at)?.Rates.Output;
        return new()
        {
            Input = inputRate,
            CachedInput = OfInput(r => r.CachedInput) ?? inputRate,
            CacheWrite = write ?? inputRate,
            CacheWriteLong = OfInput(r => r.CacheWriteLong) ?? write ?? inputRate,
            Output = output,
            Reasoning = Pick(rules, r => r.Reasoning, at)?.Rates.Reasoning ?? output,
        };
    }

    /// <summary>Of those that say it, one with the most conditions; the dearest of these, so that nothing is billed too low.</summary>
    private static PriceRule? Pick(PriceRule[] rules, Func<TokenRates, decimal?> part, DateTime? at) =>
        rules.Where(r => part(r.Rates) is not null).GroupBy(r => at is null ? 0 : r.Conditions).MaxBy(g => g.Key)?.MaxBy(r => part(r.Rates));

    private static IEnumerable<(CostPart Part, long Count, decimal? Rate, decimal Unit)> LinesOf(CallUsage usage, ModelPrice price, TokenRates rates)
    {
        var (cached, write, writeLong) = (usage.CachedInput, usage.CacheWrite, usage.CacheWriteLong);
        var reasoning = Math.Min(usage.Reasoning, usage.Output);
        yield return (CostPart.Input, Math.Max(0, usage.Input - cached - write - writeLong), rates.Input, Million);
        yield return (CostPart.CachedInput, cached, rates.CachedInput, Million);
        yield return (CostPart.CacheWrite, write, rates.CacheWrite, Million);
        yield return (CostPart.CacheWriteLong, writeLong, rates.CacheWriteLong, Million);
        yield return (CostPart.Output, usage.Output - reasoning, rates.Output, Million);
        yield return (CostPart.Reasoning, reasoning, rates.Reasoning, Million);

        // Pictures are counted in tokens too where a vendor does not price them one by one.
        yield return (CostPart.InputImages, price.PerInputImage is null ? 0 : usage.InputImages, price.PerInputImage, 1);
        yield return (CostPart.OutputImages, price.PerOutputImage is null ? 0 : usage.OutputImages, price.PerOutputImage, 1);
        yield return (CostPart.Request, price.PerRequest is null ? 0 : 1, price.PerRequest, 1);
    }

    /// <summary>The same as <see cref="Of"/> without the lines, where the rates are worked out already.</summary>
    internal static long? NanoDollarsOf(CallUsage usage, ModelPrice price, TokenRates rates)
    {
        var dollars = 0m;
        foreach (var (_, count, rate, unit) in LinesOf(usage, price, rates))
        {
            if (count > 0)
            {
                if (rate is not { } known)
                {
                    return null;
                }

                dollars += count * known / unit;
            }
        }

        return Shared.NanoDollars.Round(dollars);
    }

    private static CallCost? Sum(IEnumerable<(CostPart Part, long Count, decimal? Rate, decimal Unit)> parts)
    {
        var lines = new List<CostLine>();
        foreach (var (part, count, rate, unit) in parts.Where(p => p.Count > 0))
        {
            if (rate is not { } known)
            {
                return null;
            }

            lines.Add(new(part, count, known, count * known / unit));
        }

        return Shared.NanoDollars.Round(lines.Sum(l => l.Dollars)) is { } nano ? new(nano, lines) : null;
    }

    private static decimal? Dearest(params decimal?[] rates) => rates.Max();
}
