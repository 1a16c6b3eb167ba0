using AssistantStudio.Core.Providers;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>A price while a person edits it. Rates stand as they were typed.</summary>
public sealed class PriceDraft
{
    public PriceDraft(PriceInput? stored = null)
    {
        if (stored is null)
        {
            return;
        }

        (From, To, Free, Special) = (stored.ValidFrom, stored.ValidTo, stored.Free, [.. stored.Special.Select(r => new SpecialRateDraft(r))]);
        (Input, Output, CachedInput) = (TypedNumber.Of(stored.Input), TypedNumber.Of(stored.Output), TypedNumber.Of(stored.CachedInput));
        (CacheWrite, CacheWriteLong, Reasoning) = (TypedNumber.Of(stored.CacheWrite), TypedNumber.Of(stored.CacheWriteLong), TypedNumber.Of(stored.Reasoning));
        (PerInputImage, PerOutputImage, PerRequest) = (TypedNumber.Of(stored.PerInputImage), TypedNumber.Of(stored.PerOutputImage), TypedNumber.Of(stored.PerRequest));
    }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public bool Free { get; set; }

    public string Input { get; set; } = "";

    public string Output { get; set; } = "";

    public string CachedInput { get; set; } = "";

    public string CacheWrite { get; set; } = "";

    public string CacheWriteLong { get; set; } = "";

    public string Reasoning { get; set; } = "";

    public string PerInputImage { get; set; } = "";

    public string PerOutputImage { get; set; } = "";

    public string PerRequest { get; set; } = "";

    public List<SpecialRateDraft> Special { get; private set; } = [];

    /// <summary>There is something in the fields that are folded away.</summary>
    public bool HasMore => new[] { CacheWrite, CacheWriteLong, Reasoning, PerInputImage, PerRequest }.Any(t => t.Length > 0);

    /// <summary>Numbers that are none are said before the service is asked.</summary>
    public PriceInput ToInput(string field, Validator errors)
    {
        decimal? Rate(string text, string name) => TypedNumber.Decimal(text, $"{field}.{name}", errors);

        if (Free)
        {
            return new() { ValidFrom = From, ValidTo = To, Free = true };
        }

        return new()
        {
            ValidFrom = From,
            ValidTo = To,
            Input = Rate(Input, "input"),
            Output = Rate(Output, "output"),
            CachedInput = Rate(CachedInput, "cachedInput"),
            CacheWrite = Rate(CacheWrite, "cacheWrite"),
            CacheWriteLong = Rate(CacheWriteLong, "cacheWriteLong"),
            Reasoning = Rate(Reasoning, "reasoning"),
            PerInputImage = Rate(PerInputImage, "perInputImage"),
            PerOutputImage = Rate(PerOutputImage, "perOutputImage"),
            PerRequest = Rate(PerRequest, "perRequest"),
            Special = [.. Special.Select((r, i) => r.ToRule($"{field}.special[{i}]", errors))],
        };
    }

    /// <summary>For comparing two versions, and for showing them side by side.</summary>
    public override string ToString()
    {
        var when = (From, To) switch
        {
            ({ } from, { } to) => $"{ModelText.Day(from)} to {ModelText.Day(to)}: ",
            ({ } from, null) => $"from {ModelText.Day(from)}: ",
            (null, { } to) => $"until {ModelText.Day(to)}: ",
            _ => "",
        };
        (string Name, string Text)[] rates =
        [
            ("in", Input), ("out", Output), ("cached", CachedInput), ("written to the cache", CacheWrite), ("written for an hour", CacheWriteLong), ("thinking", Reasoning),
            ("a picture sent", PerInputImage), ("a picture made", PerOutputImage), ("a request", PerRequest),
        ];
        return when + (Free ? "free" : string.Join(", ", rates.Where(r => r.Text.Length > 0).Select(r => $"${r.Text} {r.Name}").Concat(Special.Select(r => r.ToString()))));
    }
}
