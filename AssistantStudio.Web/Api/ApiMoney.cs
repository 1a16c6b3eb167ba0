using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Web.Api;

/// <summary>Money as the API writes it: US dollars in a decimal string, exact to the nano-dollar.</summary>
internal static class ApiMoney
{
    /// <summary>From "12.5"; what is finer than a nano-dollar is refused, as it would be lost.</summary>
    public static long Read(string text, string field)
    {
        var isMoney = decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var dollars);
        return isMoney && NanoDollars.Exact(dollars) is { } nano
            ? nano
            : throw new ValidationException(field, "Enter an amount in US dollars, like \"100.00\", with nine decimals at most.");
    }

    public static string Of(long nanoDollars) => NanoDollars.ToText(nanoDollars);
}
