using System.Globalization;
using AssistantStudio.Core.Shared;
using AssistantStudio.Web.Shell;

namespace AssistantStudio.Web.Components.Controls;

/// <summary>
/// Numbers as people type them. Browsers drop what they do not understand and hand on the rest, so that 0,05 becomes 5: here the
/// text is kept, and what is no number is said beside its field before a service is asked.
/// </summary>
internal static class TypedNumber
{
    public static string Of(decimal? number) => number?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "";

    public static string Of(long? number) => number is { } known ? Format.Number(known) : "";

    public static string OfMoney(long? nanoDollars) => nanoDollars is { } nano ? NanoDollars.ToText(nano) : "";

    public static decimal? Decimal(string? text, string field, Validator errors)
    {
        var plain = (text ?? "").Trim().TrimStart('$').Trim();
        if (plain.Length == 0)
        {
            return null;
        }

        // A comma may be meant as a decimal point or between thousands: the one is wrong by a factor of a thousand.
        var isNumber = decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        errors.Check(isNumber, field, "Enter a number like 0.15, with a point.");
        return isNumber ? number : null;
    }

    /// <summary>US dollars, in nano-dollars.</summary>
    public static long? Money(string? text, string field, Validator errors)
    {
        if (Decimal(text, field, errors) is not { } dollars)
        {
            return null;
        }

        var nano = NanoDollars.Exact(dollars);
        errors.Check(nano is not null, field, NanoDollars.Round(dollars) is null ? "That is more than can be counted." : "At most nine decimals.");
        return nano;
    }

    /// <summary>Where there are no parts a comma stands between thousands.</summary>
    public static long? Whole(string? text, string field, Validator errors)
    {
        var plain = Thousands(text);
        if (plain.Length == 0)
        {
            return null;
        }

        var isNumber = long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        errors.Check(isNumber, field, "Enter a whole number.");
        return isNumber ? number : null;
    }

    public static int? Small(string? text, string field, Validator errors)
    {
        var number = Whole(text, field, errors);
        errors.Check(number is null or <= int.MaxValue, field, "That is too many.");
        return number is <= int.MaxValue ? (int?)number : null;
    }

    /// <summary>1,000 and 12,345,678 are whole numbers; 2,5 is not.</summary>
    private static string Thousands(string? text)
    {
        var plain = (text ?? "").Trim();
        var groups = plain.Split(',');
        return groups.Length > 1 && groups[0].Length is > 0 and <= 3 && groups.Skip(1).All(g => g.Length == 3) ? string.Concat(groups) : plain;
    }
}
