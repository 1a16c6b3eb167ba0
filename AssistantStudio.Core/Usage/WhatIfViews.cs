namespace AssistantStudio.Core.Usage;

/// <summary>Which calls, and on which models.</summary>
public sealed record WhatIfQuery
{
    /// <summary>The last days up to now, as in the summary; unless <see cref="From"/> is given.</summary>
    public int Days { get; init; } = 30;

    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    public UsageOperation? Operation { get; init; }

    public Guid? ProviderId { get; init; }

    /// <summary>That was asked.</summary>
    public string? Model { get; init; }

    public Guid? AssistantId { get; init; }

    /// <summary>Names of the catalogue.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
}

/// <summary>Money in nano-dollars.</summary>
/// <param name="Cost">What was charged for the calls that have a price.</param>
/// <param name="Unpriced">Calls that have none.</param>
public sealed record WhatIfResult(DateTime From, DateTime To, long Calls, long Cost, long Unpriced, IReadOnlyList<WhatIfPrice> Models);

/// <param name="Calls">That have a price now and on this model: only they are compared.</param>
/// <param name="Cost">On this model.</param>
/// <param name="CostNow">What was charged for the same calls.</param>
/// <param name="Gaps">The calls that are not compared, and why.</param>
public sealed record WhatIfPrice(string Model, string Vendor, long Calls, long Cost, long CostNow, IReadOnlyList<WhatIfGap> Gaps);

public enum WhatIfGapReason
{
    /// <summary>The other model had no price on that day.</summary>
    NoPrice,

    /// <summary>What was charged is not known.</summary>
    UnpricedNow,

    /// <summary>It was an embedding and the other model chats, or the other way round.</summary>
    OtherKind,

    /// <summary>It is longer than the other model takes.</summary>
    TooLong,
}

/// <param name="Model">That was asked.</param>
public sealed record WhatIfGap(WhatIfGapReason Reason, string Model, long Calls);
