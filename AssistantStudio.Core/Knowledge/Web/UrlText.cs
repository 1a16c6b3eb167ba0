using System.Globalization;
using System.Text.RegularExpressions;

namespace AssistantStudio.Core.Knowledge;

/// <summary>One spelling for each page, so that a crawl sees a page once however it is linked.</summary>
internal static partial class UrlText
{
    public const int MaxLength = 2048;

    // What tells where a visitor came from, and nothing about the page.
    private static readonly HashSet<string> s_tracking = new(StringComparer.OrdinalIgnoreCase)
    {
        "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid",
    };

    /// <summary>
    /// Null for what is no address of a page. Host and encodings in one case, without default port, fragment, name and
    /// password, dot segments and parameters for tracking; the order of the other parameters is the site's and stays.
    /// </summary>
    public static Uri? Normalise(string address, Uri? page = null)
    {
        // Addresses are torn over lines and padded; browsers do not mind.
        var text = address.Trim();
        if (text.Length is 0 or > MaxLength || !TryCreate(text, page, out var uri))
            return null;

        if ((uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.IdnHost.Length == 0)
            return null;

        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        var port = uri.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        var normal = $"{uri.Scheme}://{host}{port}{UpperCase(uri.AbsolutePath)}{Query(uri.Query)}";
        return normal.Length <= MaxLength && Uri.TryCreate(normal, UriKind.Absolute, out var result) ? result : null;
    }

    private static bool TryCreate(string text, Uri? page, out Uri uri)
    {
        // A path alone is a file's address to this system's parser, not a page's.
        var isCreated = page is null ? Uri.TryCreate(text, UriKind.Absolute, out var created) : Uri.TryCreate(page, text, out created);
        uri = created!;
        return isCreated;
    }

    private static string Query(string query)
    {
        if (query.Length <= 1)
            return "";

        var kept = query[1..].Split('&').Where(p => p.Length > 0 && !IsTracking(p)).ToList();
        return kept.Count == 0 ? "" : "?" + UpperCase(string.Join('&', kept));
    }

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=')[0];
        return name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || s_tracking.Contains(name);
    }

    private static string UpperCase(string text) => Encoded().Replace(text, m => m.Value.ToUpperInvariant());

    [GeneratedRegex("%[0-9a-fA-F]{2}")]
    private static partial Regex Encoded();
}
