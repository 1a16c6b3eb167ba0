namespace AssistantStudio.Core.Knowledge;

/// <summary>Which addresses a crawl may follow.</summary>
internal sealed record UrlScope
{
    /// <summary>As <c>example.com</c>, <c>*.example.com</c> for its sub-domains too, or <c>example.com:8080</c> for one port only. None allows none.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Of all domains, starred or not.</summary>
    public bool IncludesSubdomains { get; init; }

    /// <summary>
    /// As in robots.txt: from the beginning, <c>*</c> for any run, <c>$</c> for the end. With a slash in front of the path
    /// and query, else of the whole address without its scheme. None includes everything.
    /// </summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>The same; what is both included and excluded is excluded.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}

/// <summary>The scope of a crawl, made ready to be asked about every link.</summary>
internal sealed class UrlRules
{
    private const string AnySubdomain = "*.";
    private readonly List<Domain> _domains;
    private readonly List<Pattern> _include;
    private readonly List<Pattern> _exclude;

    public UrlRules(UrlScope scope)
    {
        _domains = [.. scope.Domains.Select(d => Domain.Of(d, scope.IncludesSubdomains)).OfType<Domain>()];
        _include = [.. Patterns(scope.Include)];
        _exclude = [.. Patterns(scope.Exclude)];
    }

    /// <param name="address">As <see cref="UrlText.Normalise"/> gives it.</param>
    public bool Allows(Uri address) => IsInDomains(address) && Fits(address);

    public bool IsInDomains(Uri address) => _domains.Exists(d => d.Has(address));

    /// <summary>The patterns, wherever it is.</summary>
    public bool Fits(Uri address) =>
        (_include.Count == 0 || _include.Exists(p => p.Matches(address)))
        && !_exclude.Exists(p => p.Matches(address));

    /// <summary>What is none allows nothing, which nobody means.</summary>
    public static bool IsDomain(string text) => Domain.Of(text, includesSubdomains: false) is not null;

    private static IEnumerable<Pattern> Patterns(IEnumerable<string> texts) =>
        texts.Select(t => t.Trim()).Where(t => t.Length > 0).Select(Pattern.Of);

    private sealed record Domain(string Host, int? Port, bool HasSubdomains)
    {
        /// <summary>Null for what is no domain: it allows nothing, and least of all everything.</summary>
        public static Domain? Of(string text, bool includesSubdomains)
        {
            var name = text.Trim();
            var isStarred = name.StartsWith(AnySubdomain, StringComparison.Ordinal);
            if (isStarred)
                name = name[AnySubdomain.Length..];

            // People paste addresses.
            var address = name.Contains("://", StringComparison.Ordinal) ? name : $"http://{name}";
            if (name.Length == 0 || UrlText.Normalise(address) is not { } uri)
                return null;

            return new(uri.Host, uri.IsDefaultPort ? null : uri.Port, isStarred || includesSubdomains);
        }

        public bool Has(Uri address) =>
            (Port is null || Port == address.Port)
            && (address.Host == Host || (HasSubdomains && address.Host.EndsWith("." + Host, StringComparison.Ordinal)));
    }

    private sealed record Pattern(Wildcard Text, bool IsOfPath)
    {
        // Whoever writes a pattern means the page, however the site spells it.
        public static Pattern Of(string text)
        {
            var scheme = text.IndexOf("://", StringComparison.Ordinal);
            return new(new(scheme < 0 ? text : text[(scheme + 3)..], StringComparison.OrdinalIgnoreCase), text.StartsWith('/'));
        }

        public bool Matches(Uri address) => Text.Matches(IsOfPath ? address.PathAndQuery : address.Authority + address.PathAndQuery);
    }
}
