using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Components.Providers;

/// <summary>Rates and counts as people type them. Numbers that are none are said before a service is asked.</summary>
internal static class RateText
{
    public static string Of(decimal? rate) => rate?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "";

    public static decimal? Rate(string text, string field, Validator errors)
    {
        var plain = text.Trim().TrimStart('$').Trim();
        if (plain.Length == 0)
        {
            return null;
        }

        // A comma may be meant as a decimal point or between thousands: the one is wrong by a factor of a thousand.
        var isNumber = decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rate);
        errors.Check(isNumber, field, "Enter a number like 0.15, with a point.");
        return isNumber ? rate : null;
    }

    /// <summary>Nobody has parts of a token: here a comma stands between thousands.</summary>
    public static long? Whole(string text, string field, Validator errors)
    {
        var plain = text.Replace(",", "", StringComparison.Ordinal).Trim();
        if (plain.Length == 0)
        {
            return null;
        }

        var isNumber = long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        errors.Check(isNumber, field, "Enter a whole number.");
        return isNumber ? number : null;
    }
}
