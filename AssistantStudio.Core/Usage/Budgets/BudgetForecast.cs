namespace AssistantStudio.Core.Usage;

/// <summary>Where a period ends if it goes on as it went so far.</summary>
internal static class BudgetForecast
{
    /// <summary>Before this part of the period is over a single call would make the forecast.</summary>
    private const decimal TooEarly = 0.1m;

    public static long? Of(long spent, DateTime start, DateTime end, DateTime now)
    {
        var passed = (decimal)(now - start).Ticks / (end - start).Ticks;
        return passed < TooEarly ? null : decimal.Round(spent / Math.Min(1, passed)) is <= long.MaxValue and var forecast ? (long)forecast : null;
    }
}
