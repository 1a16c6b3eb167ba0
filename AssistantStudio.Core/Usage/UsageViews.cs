using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Usage;

public sealed record UsageQuery : ListQuery
{
    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    public UsageOperation? Operation { get; init; }

    public UsageOutcome? Outcome { get; init; }

    public Guid? ProviderId { get; init; }

    public string? Model { get; init; }

    public Guid? AssistantId { get; init; }

    public Guid? UserId { get; init; }
}

/// <summary>Money in nano-dollars. <paramref name="Unpriced"/> calls have no price and are not in the cost.</summary>
/// <param name="FromCache">Calls whose answer had been kept.</param>
/// <param name="Saved">By kept answers, and by cheaper models for easy questions.</param>
public sealed record UsageSum(
    long Calls, long Failed, long Unpriced, long InputTokens, long CachedTokens, long OutputTokens, long Cost, long LatencyMs, long FromCache, long Saved)
{
    /// <summary>Null without a call that has a price.</summary>
    public long? AverageCost => Calls > Unpriced ? Cost / (Calls - Unpriced) : null;

    public long? AverageLatencyMs => Calls > 0 ? LatencyMs / Calls : null;

    internal static UsageSum None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static UsageSum operator +(UsageSum a, UsageSum b) => new(
        a.Calls + b.Calls, a.Failed + b.Failed, a.Unpriced + b.Unpriced, a.InputTokens + b.InputTokens, a.CachedTokens + b.CachedTokens, a.OutputTokens + b.OutputTokens,
        a.Cost + b.Cost, a.LatencyMs + b.LatencyMs, a.FromCache + b.FromCache, a.Saved + b.Saved);

    public static UsageSum operator -(UsageSum a, UsageSum b) => new(
        a.Calls - b.Calls, a.Failed - b.Failed, a.Unpriced - b.Unpriced, a.InputTokens - b.InputTokens, a.CachedTokens - b.CachedTokens, a.OutputTokens - b.OutputTokens,
        a.Cost - b.Cost, a.LatencyMs - b.LatencyMs, a.FromCache - b.FromCache, a.Saved - b.Saved);
}

/// <summary>One of what is grouped by. <paramref name="Id"/> is empty where it has none.</summary>
/// <param name="IsRest">All that are not among the largest, in one.</param>
public sealed record UsageGroup(Guid Id, string Name, UsageSum Totals, bool IsRest = false);

/// <summary>An hour or a day, UTC.</summary>
public sealed record UsagePoint(DateTime At, UsageSum Totals);

public sealed record UsageSummary(
    DateTime From,
    DateTime To,
    UsageSum Totals,
    IReadOnlyList<UsageGroup> Providers,
    IReadOnlyList<UsageGroup> Models,
    IReadOnlyList<UsageGroup> Operations,
    IReadOnlyList<UsageGroup> Assistants,
    IReadOnlyList<UsageGroup> Users,
    IReadOnlyList<UsagePoint> Series);
