using System.Globalization;

namespace AssistantStudio.Core.Shared;

/// <summary>Money as it is stored: whole billionths of a US dollar, so that no sum is rounded.</summary>
public static class NanoDollars
{
    private const decimal PerDollar = 1_000_000_000m;
    private const decimal Most = long.MaxValue / PerDollar;

    /// <summary>To the nearest. Null: more than can be counted.</summary>
    public static long? Round(decimal dollars) => decimal.Abs(dollars) <= Most ? (long)decimal.Round(dollars * PerDollar, MidpointRounding.AwayFromZero) : null;

    /// <summary>Null: more than can be counted, or finer than a billionth, which would be lost.</summary>
    public static long? Exact(decimal dollars) => decimal.Abs(dollars) <= Most && dollars * PerDollar % 1 == 0 ? (long)(dollars * PerDollar) : null;

    public static decimal ToDollars(long nano) => nano / PerDollar;

    /// <summary>"0.5", exact to the last digit.</summary>
    public static string ToText(long nano) => ToDollars(nano).ToString("0.#########", CultureInfo.InvariantCulture);
}
