using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a source of web pages reads. A start address is enough; everything else has a default that fits most sites.</summary>
public sealed record WebSettings
{
    public const int MostAddresses = 20;
    public const int AddressLength = 500;
    public const int MostPatterns = 50;
    public const int PatternLength = 200;
    public const int MostWords = 50;
    public const int WordLength = 100;
    public const int MostDepth = 20;
    public const int MostPages = 20_000;
    public const int LongestPause = 60;

    /// <summary>Pages where reading begins; links are followed from there.</summary>
    public IReadOnlyList<string> StartAddresses { get; init; } = [];

    /// <summary>As <c>example.org</c>, or <c>*.example.org</c> for all that is below it, too. None: the hosts of the start addresses, with and without <c>www.</c>.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>As <c>/docs/</c> for all addresses that begin so, <c>/*.html$</c>, or <c>example.org/docs/</c>. None: all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>A page that has one of these words or phrases is left out.</summary>
    public IReadOnlyList<string> ExcludedWords { get; init; } = [];

    /// <summary>How many links a page may be away from where reading begins; 0: only the start addresses, and what a sitemap names.</summary>
    public int Depth { get; init; } = 3;

    public int Pages { get; init; } = 500;

    /// <summary>Whether the sitemaps of the start addresses' sites are read.</summary>
    public bool Sitemaps { get; init; } = true;

    /// <summary>Seconds between two requests to one host. A site that asks for a longer one gets it.</summary>
    public decimal Pause { get; init; } = 1;

    internal WebSettings Checked(Validator errors)
    {
        var settings = this with
        {
            StartAddresses = [.. SourceSettings.Clean(StartAddresses).Select(WithScheme).Distinct(StringComparer.Ordinal)],
            Domains = SourceSettings.Clean(Domains),
            Include = SourceSettings.Clean(Include),
            Exclude = SourceSettings.Clean(Exclude),
            ExcludedWords = SourceSettings.Clean(ExcludedWords),
        };
        settings.Check(errors);
        return settings;
    }

    /// <summary>The pages where reading begins, in the spelling in which they are asked for.</summary>
    internal IEnumerable<Uri> Starts() => StartAddresses.Select(a => UrlText.Normalise(a)).OfType<Uri>();

    /// <summary>People type what they see in the address bar, which hides the beginning.</summary>
    internal static string WithScheme(string address) => address.Contains("://", StringComparison.Ordinal) ? address : $"https://{address}";

    private void Check(Validator errors)
    {
        errors.Check(StartAddresses.Count > 0, "settings.web.startAddresses", "Enter at least one address, such as https://www.example.org/docs/.")
            .Check(StartAddresses.Count <= MostAddresses, "settings.web.startAddresses", $"At most {MostAddresses} addresses. Reading goes on from page to page by itself.")
            .Check(Depth is >= 0 and <= MostDepth, "settings.web.depth", $"Between 0 and {MostDepth}.")
            .Check(Pages is >= 1 and <= MostPages, "settings.web.pages", string.Create(CultureInfo.InvariantCulture, $"Between 1 and {MostPages:#,0}."))
            .Check(Pause is >= 0 and <= LongestPause, "settings.web.pause", $"Between 0 and {LongestPause} seconds.");
        foreach (var address in StartAddresses)
        {
            CheckAddress(address, "settings.web.startAddresses", errors);
        }

        errors.Check(Domains.Count <= MostPatterns, "settings.web.domains", $"At most {MostPatterns} domains.");
        foreach (var domain in Domains)
        {
            errors.Check(domain.Length <= PatternLength && UrlRules.IsDomain(domain), "settings.web.domains", $"“{PlainText.Cut(domain, 60)}” is no domain. Write it like www.example.org, or *.example.org for all below it.");
        }

        CheckList(Include, "settings.web.include", "patterns", MostPatterns, PatternLength, errors);
        CheckList(Exclude, "settings.web.exclude", "patterns", MostPatterns, PatternLength, errors);
        CheckList(ExcludedWords, "settings.web.excludedWords", "words", MostWords, WordLength, errors);

        // Each list may be long, but not all of them at once: they are kept together.
        errors.Check(StoredJson.Write(this).Length <= KnowledgeLimits.SettingsLength - 200, "settings.web.startAddresses", "Addresses, patterns and words are too long altogether. Use fewer.");
    }

    internal static void CheckAddress(string address, string field, Validator errors)
    {
        var isPage = address.Length <= AddressLength && PlainText.IsOneLine(address) && UrlText.Normalise(address) is not null;
        errors.Check(!HasPassword(address), field, "Leave the name and the password out of the address: everybody who sees the source would see them. Pages behind a login cannot be read.");
        errors.Check(isPage, field, address.Length > AddressLength ? $"An address has at most {AddressLength} characters." : $"“{PlainText.Cut(address, 100)}” is no address of a page. It begins with https:// or http://.");
    }

    private static bool HasPassword(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0;

    private static void CheckList(IReadOnlyList<string> list, string field, string what, int most, int length, Validator errors) =>
        errors.Check(list.Count <= most, field, $"At most {most} {what}.")
            .Check(list.All(p => p.Length <= length && PlainText.IsStorable(p)), field, $"Each has at most {length} characters.");
}
