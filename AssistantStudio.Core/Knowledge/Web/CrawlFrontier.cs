namespace AssistantStudio.Core.Knowledge;

/// <summary>An address that is to be read.</summary>
/// <param name="IsStart">Somebody named it, or it is where an address leads that somebody named.</param>
internal sealed record CrawlLink(Uri Address, int Depth, bool IsStart = false)
{
    /// <summary>As a sitemap says.</summary>
    public DateTime? ChangedAt { get; init; }
}

/// <summary>The addresses that are still to be read, those nearest to the start first, and each once however often it is linked.</summary>
internal sealed class CrawlFrontier(UrlRules rules, WebSettings settings, CrawlLimits limits)
{
    public const int AddressLength = 1_000;
    private const int MostSegments = 25;
    private const int MostOfOneSegment = 3;

    /// <summary>More addresses than pages: many lead to what is no page, or is not to be read.</summary>
    private const int AddressesPerPage = 5;

    private const int FewAddresses = 1_000;

    private readonly PriorityQueue<CrawlLink, (int Depth, int Order)> _links = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _queries = new(StringComparer.Ordinal);

    /// <summary>Not all addresses could be remembered.</summary>
    public bool IsFull { get; private set; }

    public bool IsEmpty => _links.Count == 0;

    /// <summary>How far the nearest of them is from the start.</summary>
    public int? NextDepth => _links.TryPeek(out var link, out _) ? link.Depth : null;

    public CrawlLink Next() => _links.Dequeue();

    /// <summary>False if it is not to be read, or was seen before.</summary>
    public bool Add(CrawlLink link)
    {
        if (link.Depth > settings.Depth || !IsSane(link.Address) || !WebContent.MayBeText(link.Address) || (!link.IsStart && !rules.Allows(link.Address)))
        {
            return false;
        }

        if (_seen.Contains(link.Address.AbsoluteUri))
        {
            return false;
        }

        if (_seen.Count >= FewAddresses + (settings.Pages * AddressesPerPage))
        {
            IsFull = true;
            return false;
        }

        if (HasTooManyQueries(link.Address))
        {
            return false;
        }

        _seen.Add(link.Address.AbsoluteUri);
        _links.Enqueue(link, (link.Depth, _seen.Count));
        return true;
    }

    public bool Allows(Uri address) => IsSane(address) && rules.Allows(address);

    public bool IsInDomains(Uri address) => IsSane(address) && rules.IsInDomains(address);

    /// <summary>A start address may lead to what is wanted without being wanted itself.</summary>
    public bool Wants(Uri address) => rules.Fits(address);

    /// <summary>Broken relative links make ever longer paths of the same parts, <c>/a/b/a/b/a/b/</c>.</summary>
    private static bool IsSane(Uri address) =>
        address.AbsoluteUri.Length <= AddressLength && address.Segments.Length <= MostSegments
        && address.Segments.Where(s => s.Length > 1).GroupBy(s => s.TrimEnd('/'), StringComparer.Ordinal).All(g => g.Count() <= MostOfOneSegment);

    private bool HasTooManyQueries(Uri address)
    {
        if (address.Query.Length == 0)
        {
            return false;
        }

        var path = address.GetLeftPart(UriPartial.Path);
        var count = _queries.GetValueOrDefault(path);
        _queries[path] = count + 1;
        return count >= limits.QueriesPerPath;
    }
}
