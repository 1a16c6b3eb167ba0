using System.Globalization;
using System.Text.Json.Serialization;

namespace AssistantStudio.Core.Providers;

/// <summary>US dollars for a million tokens, as vendors print them. Null: not said.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
public sealed record TokenRates
{
    public decimal? Input { get; init; }

    public decimal? CachedInput { get; init; }

    /// <summary>Input that is written to the vendor's cache, for its usual few minutes.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>The same, kept for an hour or longer.</summary>
    public decimal? CacheWriteLong { get; init; }

    public decimal? Output { get; init; }

    /// <summary>Where thinking costs something else than the answer.</summary>
    public decimal? Reasoning { get; init; }
}

/// <summary>A part of the day in UTC, the end not included; it may go over midnight.</summary>
public sealed record PriceHours(TimeOnly From, TimeOnly To)
{
    public bool Has(DateTime utc) => TimeOnly.FromDateTime(utc).IsBetween(From, To);
}

/// <summary>Rates and when they apply. A rule without a condition is the base.</summary>
public sealed record PriceRule
{
    public required TokenRates Rates { get; init; }

    /// <summary>Applies to the whole request when its input is longer than this.</summary>
    public long? Above { get; init; }

    /// <summary>A request of exactly that length counts as longer.</summary>
    public bool Inclusive { get; init; }

    /// <summary>"flex", "priority".</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Empty: at any hour.</summary>
    public IReadOnlyList<PriceHours> Hours { get; init; } = [];

    /// <summary>The hours count from Monday to Friday only.</summary>
    public bool Weekdays { get; init; }

    internal bool SameAs(PriceRule other) =>
        (this with { Hours = [] }) == (other with { Hours = [] }) && Hours.SequenceEqual(other.Hours);

    internal int Conditions => (Above is null ? 0 : 1) + (ServiceTier is null ? 0 : 1) + (Hours.Count == 0 ? 0 : 1);

    /// <param name="at">Null: at whatever hour, for the most that a call can cost.</param>
    internal bool Applies(long input, string? serviceTier, DateTime? at) =>
        (Above is not { } above || input > above || (Inclusive && input == above))
        && (ServiceTier is null || ServiceTier.Equals(serviceTier, StringComparison.OrdinalIgnoreCase))
        && (Hours.Count == 0 || at is not { } time || ((!Weekdays || time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) && Hours.Any(h => h.Has(time))));
}

/// <summary>What a model costs from one day to another, both included.</summary>
public sealed record ModelPrice
{
    public static ModelPrice Free { get; } = new() { Rules = [new() { Rates = new() { Input = 0, Output = 0 } }] };

    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidTo { get; init; }

    public required IReadOnlyList<PriceRule> Rules { get; init; }

    /// <summary>US dollars for a picture that is sent, and for one that comes back.</summary>
    public decimal? PerInputImage { get; init; }

    public decimal? PerOutputImage { get; init; }

    public decimal? PerRequest { get; init; }

    /// <summary>Somebody said that it costs nothing.</summary>
    public bool IsFree =>
        PerInputImage is null or 0 && PerOutputImage is null or 0 && PerRequest is null or 0
        && Rules.Count > 0 && Rules.All(r => r.Rates is { Input: 0, Output: null or 0, CachedInput: null or 0, CacheWrite: null or 0, CacheWriteLong: null or 0, Reasoning: null or 0 });

    /// <summary>Without conditions: what a short request costs at any hour.</summary>
    public TokenRates Base => Rules.FirstOrDefault(r => r.Conditions == 0)?.Rates ?? new();

    public bool SameRatesAs(ModelPrice other) =>
        (PerInputImage, PerOutputImage, PerRequest) == (other.PerInputImage, other.PerOutputImage, other.PerRequest)
        && Rules.Count == other.Rules.Count && Rules.All(r => other.Rules.Any(r.SameAs));

    /// <summary>As the audit log writes it: "from 2026-12-01: 4 in, 20 out".</summary>
    public override string ToString()
    {
        var when = (ValidFrom, ValidTo) switch
        {
            ({ } from, { } to) => $"{from:O} to {to:O}: ",
            ({ } from, null) => $"from {from:O}: ",
            (null, { } to) => $"until {to:O}: ",
            _ => "",
        };
        var special = Rules.Count(r => r.Conditions > 0);
        return when + (IsFree ? "free" : string.Create(CultureInfo.InvariantCulture, $"{Base.Input:0.#########} in, {Base.Output:0.#########} out"))
            + (special > 0 ? string.Create(CultureInfo.InvariantCulture, $", {special} special") : "");
    }

    public bool IsValidOn(DateOnly day) => (ValidFrom is not { } from || from <= day) && (ValidTo is not { } to || day <= to);
}
