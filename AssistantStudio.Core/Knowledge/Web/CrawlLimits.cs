using AssistantStudio.Core.Shared.Http;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What reading web pages may cost, and how much is asked of their servers.</summary>
internal sealed record CrawlLimits
{
    /// <summary>A page that is longer was made by a machine, and has no end perhaps.</summary>
    public long PageBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>Of one request for a page or a file.</summary>
    public HttpLimits Request { get; init; } = new() { MaxBodyBytes = KnowledgeLimits.FileBytes, MaxDecodedBytes = KnowledgeLimits.FileBytes, MaxRedirects = 0 };

    /// <summary>Of robots.txt and sitemaps, which may be anywhere, and of API descriptions, which people name themselves.</summary>
    public HttpLimits Named { get; init; } = new() { MaxBodyBytes = Sitemap.MaxBytes, MaxDecodedBytes = Sitemap.MaxBytes };

    /// <summary>A server that asks for more patience is left alone until the next run.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a server that is asked too much and does not say for how long.</summary>
    public TimeSpan UsualWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a busy server is asked for the same page.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>What a site may ask for in its robots.txt; with more it would never be read to its end.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After that many in a row a server is taken to be down.</summary>
    public int FailuresInARow { get; init; } = 10;

    public int Sitemaps { get; init; } = 200;

    public int LinksPerPage { get; init; } = 2_000;

    /// <summary>Addresses that differ only behind the question mark: more of them are a calendar, a filter, a basket.</summary>
    public int QueriesPerPath { get; init; } = 200;
}
