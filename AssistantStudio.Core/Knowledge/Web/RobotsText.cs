using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// The lines of a robots.txt:
/// <code>
/// User-agent: *        # one or more of these begin a group
/// Disallow: /private/
/// Allow: /private/*.html$
/// Crawl-delay: 2
/// Sitemap: https://example.com/sitemap.xml
/// </code>
/// Whatever else there is says nothing, and ends no group.
/// </summary>
internal sealed class RobotsText
{
    /// <summary>Eight times the longest address that anybody has: a longer line is an attack or an accident.</summary>
    private const int MaxLine = 8 * 2083;

    private const int MaxSitemaps = 1000;
    private readonly List<RobotsGroup> _groups = [];
    private readonly List<string> _sitemaps = [];
    private bool _hasRules;

    public static (IReadOnlyList<RobotsGroup> Groups, IReadOnlyList<string> Sitemaps) Read(ReadOnlySpan<byte> text)
    {
        var reader = new RobotsText();
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (text.StartsWith(mark))
            text = text[mark.Length..];

        var isCut = text.Length > RobotsRules.MaxBytes;
        if (isCut)
            text = text[..RobotsRules.MaxBytes];

        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            // The line that the cut has torn apart might forbid or allow more than it says.
            if (end < 0 && isCut)
                break;

            reader.Line(end < 0 ? text : text[..end]);
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return (reader._groups, reader._sitemaps);
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        var comment = line.IndexOf((byte)'#');
        line = Trim(comment < 0 ? line : line[..comment]);
        if (line.Length > MaxLine)
            return;

        var end = line.IndexOf((byte)':');
        // Some leave the colon out; then there are two words and no more.
        if (end < 0)
        {
            end = line.IndexOfAny((byte)' ', (byte)'\t');
            if (end < 0 || Trim(line[end..]).IndexOfAny((byte)' ', (byte)'\t') >= 0)
                return;
        }

        var value = Trim(line[(end + 1)..]);
        switch (Encoding.Latin1.GetString(Trim(line[..end])).ToUpperInvariant())
        {
            case "USER-AGENT" or "USERAGENT" or "USER AGENT":
                Agent(Encoding.Latin1.GetString(value));
                break;
            case "ALLOW":
                Rule(allows: true, value);
                break;
            case "DISALLOW" or "DISSALLOW" or "DISSALOW" or "DISALOW" or "DIASLLOW" or "DISALLAW":
                Rule(allows: false, value);
                break;
            case "CRAWL-DELAY":
                Delay(Encoding.Latin1.GetString(value));
                break;
            case "SITEMAP" or "SITE-MAP":
                Sitemap(Encoding.UTF8.GetString(value));
                break;
        }
    }

    private void Agent(string value)
    {
        if (_hasRules || _groups.Count == 0)
            _groups.Add(new());

        _hasRules = false;
        var isEverybody = value.StartsWith('*') && (value.Length == 1 || char.IsWhiteSpace(value[1]));
        // Only the product's name counts, not a version or what else follows it.
        _groups[^1].Agents.Add(isEverybody ? RobotsGroup.Everybody : string.Concat(value.TakeWhile(c => char.IsAsciiLetter(c) || c is '_' or '-')));
    }

    private void Rule(bool allows, ReadOnlySpan<byte> value)
    {
        if (_groups.Count == 0)
            return;

        _hasRules = true;
        if (value.IsEmpty)
            return;

        var plain = RobotsPath.Normalise(value, decodesLetters: true);
        var pattern = allows ? RobotsPath.Normalise(value, decodesLetters: false) : plain;
        _groups[^1].Rules.Add(new(allows, new(pattern, StringComparison.Ordinal), plain.Length));
    }

    private void Delay(string value)
    {
        var isNumber = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds);
        if (_groups.Count > 0 && isNumber && seconds < TimeSpan.SecondsPerDay)
            _groups[^1].Delay = TimeSpan.FromSeconds(seconds);
    }

    private void Sitemap(string value)
    {
        var isAddress = Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        if (isAddress && _sitemaps.Count < MaxSitemaps && !_sitemaps.Contains(value))
            _sitemaps.Add(value);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\v\f\0"u8);
}
