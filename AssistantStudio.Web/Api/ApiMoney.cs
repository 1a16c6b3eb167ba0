using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>Money as the API writes it: US dollars in a decimal string, exact to the nano-dollar.</summary>
internal static class ApiMoney
{
    private const decimal Nano = 1_000_000_000m;

    /// <summary>From "12.5"; what is finer than a nano-dollar is refused, as it would be lost.</summary>
    public static long Read(string text, string field)
    {
        var isMoney = decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dollars);
        if (!isMoney || decimal.Abs(dollars) > long.MaxValue / Nano || dollars * Nano % 1 != 0)
        {
            throw new ValidationException(field, "Enter an amount in US dollars, like \"100.00\", with nine decimals at most.");
        }

        return (long)(dollars * Nano);
    }

    public static string Of(long nanoDollars) => (nanoDollars / Nano).ToString("0.#########", CultureInfo.InvariantCulture);
}
