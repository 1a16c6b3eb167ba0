namespace AssistantStudio.Core.Knowledge;

/// <summary>Pages of web sites.</summary>
internal sealed class WebConnector(WebFetch fetch, PageReading pages, VisitBook visits, CrawlLimits limits, TimeProvider clock) : ISourceConnector
{
    public IReadOnlySet<SourceKind> Kinds { get; } = new HashSet<SourceKind> { SourceKind.Web };

    public IAsyncEnumerable<SourceItem> ListAsync(SourceReading reading, CancellationToken ct) =>
        new Crawl(reading, reading.Settings.Web ?? new(), fetch, pages, visits, limits, clock).ItemsAsync(ct);
}
