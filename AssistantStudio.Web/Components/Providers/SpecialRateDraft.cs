using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A part of the day in UTC while a person edits it.</summary>
public sealed class HoursDraft(PriceHours? stored = null)
{
    public TimeOnly? From { get; set; } = stored?.From;

    public TimeOnly? To { get; set; } = stored?.To;
}

/// <summary>Rates for some of the calls, while a person edits them: long ones, those of a service tier, those of some hours.</summary>
public sealed class SpecialRateDraft(PriceRule? stored = null)
{
    public string Above { get; set; } = TypedNumber.Of(stored?.Above);

    public string ServiceTier { get; set; } = stored?.ServiceTier ?? "";

    public List<HoursDraft> Hours { get; } = [.. (stored?.Hours ?? []).Select(h => new HoursDraft(h))];

    public bool Weekdays { get; set; } = stored?.Weekdays ?? false;

    public string Input { get; set; } = TypedNumber.Of(stored?.Rates.Input);

    public string Output { get; set; } = TypedNumber.Of(stored?.Rates.Output);

    public string CachedInput { get; set; } = TypedNumber.Of(stored?.Rates.CachedInput);

    public string CacheWrite { get; set; } = TypedNumber.Of(stored?.Rates.CacheWrite);

    public string CacheWriteLong { get; set; } = TypedNumber.Of(stored?.Rates.CacheWriteLong);

    public string Reasoning { get; set; } = TypedNumber.Of(stored?.Rates.Reasoning);

    /// <summary>There is something in the fields that are folded away.</summary>
    public bool HasMore => CacheWrite.Length + CacheWriteLong.Length + Reasoning.Length > 0;

    public PriceRule ToRule(string field, Validator errors)
    {
        errors.Check(Hours.All(h => h is { From: not null, To: not null }), $"{field}.hours", "Enter when it begins and when it ends, or remove these hours.")
            .Check(Hours.All(h => h.From is null || h.From != h.To), $"{field}.hours", "It begins and ends at the same time. For the whole day, remove the hours.");
        return new()
        {
            Above = TypedNumber.Whole(Above, $"{field}.above", errors),
            Inclusive = stored?.Inclusive ?? false,
            ServiceTier = ServiceTier.Trim() is { Length: > 0 } tier ? tier : null,
            Hours = [.. Hours.Where(h => h is { From: not null, To: not null }).Select(h => new PriceHours(h.From!.Value, h.To!.Value))],
            Weekdays = Weekdays && Hours.Count > 0,
            Rates = new()
            {
                Input = TypedNumber.Decimal(Input, $"{field}.input", errors),
                Output = TypedNumber.Decimal(Output, $"{field}.output", errors),
                CachedInput = TypedNumber.Decimal(CachedInput, $"{field}.cachedInput", errors),
                CacheWrite = TypedNumber.Decimal(CacheWrite, $"{field}.cacheWrite", errors),
                CacheWriteLong = TypedNumber.Decimal(CacheWriteLong, $"{field}.cacheWriteLong", errors),
                Reasoning = TypedNumber.Decimal(Reasoning, $"{field}.reasoning", errors),
            },
        };
    }

    /// <summary>For comparing two versions, and for showing them side by side.</summary>
    public override string ToString()
    {
        string?[] when =
        [
            Above.Length > 0 ? $"above {Above} tokens" : null, ServiceTier.Length > 0 ? $"service tier {ServiceTier}" : null,
            Hours.Count > 0 ? string.Join(" and ", Hours.Select(h => FormattableString.Invariant($"{h.From:HH:mm} to {h.To:HH:mm} UTC"))) + (Weekdays ? " on weekdays" : "") : null,
        ];
        (string Name, string Text)[] rates =
            [("in", Input), ("out", Output), ("cached", CachedInput), ("written to the cache", CacheWrite), ("written for an hour", CacheWriteLong), ("thinking", Reasoning)];
        return $"{string.Join(", ", when.OfType<string>())}: {string.Join(", ", rates.Where(r => r.Text.Length > 0).Select(r => $"${r.Text} {r.Name}"))}";
    }
}
