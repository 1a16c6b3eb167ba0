using System.Net;
using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Embeds;

/// <summary>
/// Sites as browsers name them in the header Origin: "https://www.shop.example", with a port only where it is not the usual one.
/// Each is named by itself: who may make a host under a domain is not known here.
/// </summary>
public static class EmbedOrigins
{
    /// <summary>As a browser writes it, of what a person typed or copied. Null: it is none, and why.</summary>
    public static (string? Origin, string? Problem) Read(string? text)
    {
        var typed = (text ?? "").Trim();
        if (typed.Contains('*', StringComparison.Ordinal))
        {
            return (null, "has a star in it. Name each site by itself.");
        }

        if (typed.Length is 0 or > EmbedLimits.OriginLength || !PlainText.IsOneLine(typed) || !Uri.TryCreate(typed, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return (null, "is not the address of a site. Write it like https://www.shop.example.");
        }

        if (address.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0)
        {
            return (null, $"is the address of a page. The site is {Write(address)}.");
        }

        return address.Scheme == "http" && !IsThisMachine(address)
            ? (null, "is not encrypted, so anybody on the way could change the page. Only https:// is possible; for trials http://localhost is, too.")
            : (Write(address), null);
    }

    /// <summary>Browsers write hosts in lower case and as ASCII, so that equal texts are equal sites.</summary>
    public static bool IsAllowed(IReadOnlyList<string> allowed, string? origin) => !string.IsNullOrEmpty(origin) && allowed.Contains(origin, StringComparer.Ordinal);

    private static string Write(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        var text = new StringBuilder(address.Scheme).Append("://").Append(host.ToLowerInvariant().TrimEnd('.'));
        return (address.IsDefaultPort ? text : text.Append(':').Append(address.Port)).ToString();
    }

    private static bool IsThisMachine(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
