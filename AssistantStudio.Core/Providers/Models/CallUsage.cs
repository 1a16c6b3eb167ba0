using Microsoft.Extensions.AI;

namespace AssistantStudio.Core.Providers;

/// <summary>What one call used, as its price needs it. Cached and written input are parts of the input, thinking is a part of the output.</summary>
public sealed record CallUsage
{
    public long Input { get; init; }

    public long CachedInput { get; init; }

    public long CacheWrite { get; init; }

    public long CacheWriteLong { get; init; }

    public long Output { get; init; }

    public long Reasoning { get; init; }

    public int InputImages { get; init; }

    public int OutputImages { get; init; }

    /// <summary>Null when the vendor counted nothing: then it has to be estimated, and the record says so.</summary>
    public static CallUsage? Of(UsageDetails? details)
    {
        if (details is not { InputTokenCount: not null } and not { OutputTokenCount: not null } and not { TotalTokenCount: not null })
        {
            return null;
        }

        var input = details!.InputTokenCount ?? Math.Max(0, (details.TotalTokenCount ?? 0) - (details.OutputTokenCount ?? 0));
        long Written(string key) => details.AdditionalCounts is { } counts && counts.TryGetValue(key, out var count) ? count : 0;
        return new()
        {
            Input = input,
            CachedInput = details.CachedInputTokenCount ?? 0,
            CacheWrite = Written(WireKeys.CacheWrite),
            CacheWriteLong = Written(WireKeys.CacheWriteLong),
            Output = details.OutputTokenCount ?? Math.Max(0, (details.TotalTokenCount ?? 0) - input),
            Reasoning = details.ReasoningTokenCount ?? 0,
        };
    }
}
