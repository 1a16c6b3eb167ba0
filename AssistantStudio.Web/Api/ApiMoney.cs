using System.Globalization;

namespace AssistantStudio.Web.Api;

/// <summary>Money as the API writes it: US dollars in a decimal string, exact to the nano-dollar.</summary>
internal static class ApiMoney
{
    private const decimal Nano = 1_000_000_000m;

    public static string Of(long nanoDollars) => (nanoDollars / Nano).ToString("0.#########", CultureInfo.InvariantCulture);
}
