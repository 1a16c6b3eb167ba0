using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Providers;

/// <summary>
/// Reads lists in LiteLLM's format: prices in dollars for a single token, with the tier in the name of the field. What is
/// not understood is left out and counted, never a reason to fail.
/// </summary>
public static partial class PriceListReader
{
    private const decimal Million = 1_000_000m;

    /// <summary>The models, and the names of the entries that could not be used.</summary>
    public static (IReadOnlyList<ModelInfo> Models, IReadOnlyList<string> Skipped) Read(JsonElement list)
    {
        var (models, skipped) = (new List<ModelInfo>(), new List<string>());
        if (list.ValueKind != JsonValueKind.Object)
        {
            return (models, skipped);
        }

        foreach (var entry in list.EnumerateObject().Where(e => e.Name != "sample_spec"))
        {
            if (ModelOf(entry.Name, entry.Value) is { } model)
            {
                models.Add(model);
            }
            else
            {
                skipped.Add(entry.Name);
            }
        }

        return (models, skipped);
    }

    internal static ModelInfo? ModelOf(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || string.IsNullOrWhiteSpace(name) || CapabilitiesOf(entry) is not (not ModelCapabilities.None and var capabilities))
        {
            return null;
        }

        var window = entry.Count("max_input_tokens") ?? entry.Count("max_tokens");
        return new()
        {
            Vendor = entry.Text("litellm_provider") ?? "",
            Name = name,
            Capabilities = capabilities,
            ContextWindow = window,
            MaxOutput = capabilities.HasFlag(ModelCapabilities.Embedding) ? null : entry.Count("max_output_tokens") ?? entry.Count("max_tokens"),
            Dimensions = (int?)entry.Count("output_vector_size"),
            ShutdownDate = DateOnly.TryParseExact(entry.Text("deprecation_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
            Prices = PriceOf(entry) is { } price ? [price] : [],
        };
    }

    private static ModelCapabilities CapabilitiesOf(JsonElement entry)
    {
        bool Can(string what) => entry.Get(what) is { ValueKind: JsonValueKind.True };
        var mode = entry.Text("mode") switch
        {
            "chat" or "responses" or "completion" => ModelCapabilities.Chat,
            "embedding" => ModelCapabilities.Embedding,
            "image_generation" => ModelCapabilities.ImageOutput,
            _ => ModelCapabilities.None,
        };
        return mode != ModelCapabilities.Chat ? mode : mode
            | (Can("supports_vision") ? ModelCapabilities.Vision : 0)
            | (Can("supports_function_calling") ? ModelCapabilities.Tools : 0)
            | (Can("supports_response_schema") ? ModelCapabilities.Json : 0)
            | (Can("supports_reasoning") ? ModelCapabilities.Reasoning : 0);
    }

    private static ModelPrice? PriceOf(JsonElement entry)
    {
        var rules = new Dictionary<(long? Above, string? Tier), TokenRates>();
        foreach (var field in entry.EnumerateObject())
        {
            if (RateName().Match(field.Name) is { Success: true } match && entry.Amount(field.Name) is >= 0 and var perToken)
            {
                var above = match.Groups["above"] is { Success: true } a ? long.Parse(a.Value, CultureInfo.InvariantCulture) * 1000 : (long?)null;
                var tier = match.Groups["tier"] is { Success: true } t ? t.Value : null;
                rules[(above, tier)] = With(rules.GetValueOrDefault((above, tier)) ?? new(), match.Groups["part"].Value, PerMillion(perToken));
            }
        }

        // Without a price for input nothing can be said of a call.
        var isPriced = rules.TryGetValue((null, null), out var first) && first.Input is not null;
        return !isPriced ? null : new()
        {
            Rules =
            [
                .. rules.Select(r => new PriceRule
                {
                    Rates = r.Value,
                    Above = r.Key.Above,
                    Inclusive = r.Key.Above is not null && entry.Text("litellm_provider") == "xai",
                    ServiceTier = r.Key.Tier,
                }),
                .. OffPeak(entry),
            ],
            PerInputImage = entry.Amount("input_cost_per_image") is > 0 and var image ? image : null,
            PerOutputImage = entry.Amount("output_cost_per_image") is > 0 and var made ? made : null,
        };
    }

    /// <summary>Hours with a price of their own. Written as a start and an end in UTC.</summary>
    private static IEnumerable<PriceRule> OffPeak(JsonElement entry)
    {
        if (entry.Get("off_peak_pricing") is not { ValueKind: JsonValueKind.Object } offPeak
            || !TimeOnly.TryParse(offPeak.Text("start_time_utc") ?? offPeak.Text("start"), CultureInfo.InvariantCulture, out var from)
            || !TimeOnly.TryParse(offPeak.Text("end_time_utc") ?? offPeak.Text("end"), CultureInfo.InvariantCulture, out var to))
        {
            yield break;
        }

        var rates = new TokenRates();
        foreach (var field in offPeak.EnumerateObject())
        {
            if (RateName().Match(field.Name) is { Success: true } match && !match.Groups["above"].Success && !match.Groups["tier"].Success && offPeak.Amount(field.Name) is >= 0 and var perToken)
            {
                rates = With(rates, match.Groups["part"].Value, PerMillion(perToken));
            }
        }

        yield return new PriceRule { Rates = rates, Hours = [new(from, to)] };
    }

    /// <summary>Without the zeros at its end that come from multiplying.</summary>
    private static decimal PerMillion(decimal perToken) => perToken * Million / 1.0000000000000000000000000000m;

    private static TokenRates With(TokenRates rates, string part, decimal perMillion) => part switch
    {
        "input_cost_per_token" => rates with { Input = perMillion },
        "output_cost_per_token" => rates with { Output = perMillion },
        "cache_read_input_token_cost" => rates with { CachedInput = perMillion },
        "cache_creation_input_token_cost" => rates with { CacheWrite = perMillion },
        "cache_creation_input_token_cost_above_1hr" => rates with { CacheWriteLong = perMillion },
        "output_cost_per_reasoning_token" => rates with { Reasoning = perMillion },
        _ => rates,
    };

    internal static bool IsRate(string field) => RateName().IsMatch(field);

    /// <summary>Batches are not sent from here; what they would cost is no price of ours.</summary>
    [GeneratedRegex(@"^(?<part>cache_creation_input_token_cost_above_1hr|cache_creation_input_token_cost|cache_read_input_token_cost|output_cost_per_reasoning_token|input_cost_per_token|output_cost_per_token)(_above_(?<above>\d+)k_tokens)?(_(?<tier>priority|flex))?$")]
    private static partial Regex RateName();
}
