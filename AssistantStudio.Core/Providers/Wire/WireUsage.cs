using System.Net.Http.Headers;
using System.Text.Json;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>Counts of tokens and the vendor's own bill. What a vendor does not count stays null, never 0.</summary>
internal static class WireUsage
{
    private const decimal TicksPerDollar = 10_000_000_000m;

    public static UsageDetails? Read(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } counts)
        {
            return null;
        }

        var input = counts.Count("prompt_tokens") ?? counts.Count("input_tokens");
        var output = counts.Count("completion_tokens") ?? counts.Count("output_tokens");
        var inputDetails = counts.Get("prompt_tokens_details") ?? counts.Get("input_tokens_details");
        var outputDetails = counts.Get("completion_tokens_details") ?? counts.Get("output_tokens_details");
        var reasoning = outputDetails?.Count("reasoning_tokens") ?? counts.Count("reasoning_tokens");
        var total = counts.Count("total_tokens");
        if (input is null && output is null && total is null)
        {
            return null;
        }

        // Some count thinking beside the answer instead of inside it; the total tells.
        if (input is { } i && output is { } o && reasoning is { } r and > 0 && total == i + o + r)
        {
            output = o + r;
        }

        var details = new UsageDetails
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = total ?? (input is { } a && output is { } b ? a + b : null),
            CachedInputTokenCount = inputDetails?.Count("cached_tokens") ?? counts.Count("prompt_cache_hit_tokens") ?? counts.Count("cached_tokens") ?? counts.Count("cache_read_input_tokens"),
            ReasoningTokenCount = reasoning,
        };
        var written = inputDetails?.Count("cache_write_tokens") ?? counts.Count("cache_creation_input_tokens");
        if (written is > 0)
        {
            details.AdditionalCounts = new() { [WireKeys.CacheWrite] = written.Value };
        }

        return details;
    }

    /// <summary>
    /// What came since. Some repeat the whole count with each piece; in a stream the counts add up to the whole, so that one
    /// that breaks off has what came until then. Null: nothing did.
    /// </summary>
    public static UsageDetails? Since(UsageDetails? before, UsageDetails now)
    {
        if (before is null)
        {
            return now;
        }

        static long? Less(long? a, long? b) => a is null ? null : a - (b ?? 0);
        var more = new UsageDetails
        {
            InputTokenCount = Less(now.InputTokenCount, before.InputTokenCount),
            OutputTokenCount = Less(now.OutputTokenCount, before.OutputTokenCount),
            TotalTokenCount = Less(now.TotalTokenCount, before.TotalTokenCount),
            CachedInputTokenCount = Less(now.CachedInputTokenCount, before.CachedInputTokenCount),
            ReasoningTokenCount = Less(now.ReasoningTokenCount, before.ReasoningTokenCount),
        };
        foreach (var (key, count) in now.AdditionalCounts ?? [])
        {
            (more.AdditionalCounts ??= [])[key] = count - (before.AdditionalCounts?.TryGetValue(key, out var known) == true ? known : 0);
        }

        var isNothing = (more.InputTokenCount ?? 0, more.OutputTokenCount ?? 0, more.TotalTokenCount ?? 0, more.CachedInputTokenCount ?? 0, more.ReasoningTokenCount ?? 0) == default;
        return isNothing && (more.AdditionalCounts ?? []).Values.All(c => c == 0) ? null : more;
    }

    /// <summary>The exact bill where the wire has one: OpenRouter's cost, xAI's ticks, a gateway's header.</summary>
    public static long? CostOf(JsonElement? usage, HttpResponseHeaders? headers)
    {
        var dollars = usage?.Amount("cost_in_usd_ticks") is { } ticks ? ticks / TicksPerDollar
            : usage?.Amount("cost") is { } said ? said
            : headers is not null && headers.TryGetValues("x-litellm-response-cost", out var values) && decimal.TryParse(values.FirstOrDefault(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var cost) && cost > 0
                ? cost
            : (decimal?)null;
        return dollars is >= 0 ? NanoDollars.Round(dollars.Value) : null;
    }
}
