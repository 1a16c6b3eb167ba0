using AssistantStudio.Core.Providers;

namespace AssistantStudio.Core.Usage;

/// <summary>A call as far as its price needs it.</summary>
internal sealed record WhatIfCall(DateTime At, UsageOperation Operation, string Model, CallUsage Usage, string? ServiceTier, long? Cost);

/// <summary>One other model while calls are priced on it.</summary>
internal sealed class WhatIfModel(ModelInfo model)
{
    private readonly Dictionary<DateOnly, Day> _days = [];
    private readonly Dictionary<(WhatIfGapReason Reason, string Model), long> _gaps = [];
    private long _calls;
    private long _cost;
    private long _now;

    public void Add(WhatIfCall call, bool isEmbedding)
    {
        if (!model.Capabilities.HasFlag(isEmbedding ? ModelCapabilities.Embedding : ModelCapabilities.Chat))
        {
            Skip(WhatIfGapReason.OtherKind, call);
        }
        else if (call.Usage.Input > model.ContextWindow)
        {
            Skip(WhatIfGapReason.TooLong, call);
        }
        else if (CostOf(call) is not { } cost)
        {
            Skip(WhatIfGapReason.NoPrice, call);
        }
        else if (call.Cost is not { } now)
        {
            Skip(WhatIfGapReason.UnpricedNow, call);
        }
        else
        {
            (_calls, _cost, _now) = (_calls + 1, _cost + cost, _now + now);
        }
    }

    public WhatIfPrice Result() => new(
        model.Name, model.Vendor, _calls, _cost, _now,
        [.. _gaps.Select(g => new WhatIfGap(g.Key.Reason, g.Key.Model, g.Value)).OrderBy(g => g.Reason).ThenByDescending(g => g.Calls).ThenBy(g => g.Model, StringComparer.Ordinal)]);

    private void Skip(WhatIfGapReason reason, WhatIfCall call) => _gaps[(reason, call.Model)] = _gaps.GetValueOrDefault((reason, call.Model)) + 1;

    private long? CostOf(WhatIfCall call)
    {
        if (call.Usage is { Input: 0, Output: 0 })
        {
            return 0; // It was refused before a model saw it.
        }

        var date = DateOnly.FromDateTime(call.At);
        if (!_days.TryGetValue(date, out var day))
        {
            _days[date] = day = new(model.PriceOn(date));
        }

        return day.CostOf(call);
    }

    /// <summary>Which rates count is the same for most calls of a day: they are worked out once for each set of rules that applies.</summary>
    private sealed class Day(ModelPrice? price)
    {
        private readonly Dictionary<int, TokenRates> _rates = [];

        public long? CostOf(WhatIfCall call)
        {
            if (price is null)
            {
                return null;
            }

            var applying = 0;
            for (var i = 0; i < price.Rules.Count; i++)
            {
                applying |= price.Rules[i].Applies(call.Usage.Input, call.ServiceTier, call.At) ? 1 << i : 0;
            }

            if (!_rates.TryGetValue(applying, out var rates))
            {
                _rates[applying] = rates = CallCost.RatesOf(price, call.Usage.Input, call.ServiceTier, call.At);
            }

            return CallCost.NanoDollarsOf(call.Usage, price, rates);
        }
    }
}
