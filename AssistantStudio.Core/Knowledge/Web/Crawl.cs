using System.Globalization;
using System.Runtime.CompilerServices;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// One look through the pages of a source, from the start addresses outwards. It reads one page at a time; what it needs of a
/// page to go on is remembered, so that a page that has not changed is not needed for that.
/// </summary>
internal sealed class Crawl
{
    private readonly SourceReading _reading;
    private readonly WebSettings _settings;
    private readonly CrawlFrontier _frontier;
    private readonly WebSites _sites;
    private readonly SitemapReading _sitemaps;
    private readonly CrawlPages _pages;
    private readonly VisitBook _visits;

    private readonly CrawlStarts _starts = new();
    private readonly CanonicalAddresses _canonical;
    private int _count;

    public Crawl(SourceReading reading, WebSettings settings, WebFetch fetch, PageReading pages, VisitBook visits, CrawlLimits limits, TimeProvider clock)
    {
        (_reading, _settings, _visits) = (reading, settings, visits);
        _frontier = new(new(ScopeOf(settings)), settings, limits);
        _canonical = new(_frontier);
        _sites = new(fetch, limits, TimeSpan.FromSeconds((double)settings.Pause), clock);
        _sitemaps = new(fetch, _sites, limits);
        _pages = new(reading.Source, settings, pages, visits, _canonical.StandsFor);
    }

    public async IAsyncEnumerable<SourceItem> ItemsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        _pages.Run = await _visits.RunAsync(_reading.Source.Id, ct).ConfigureAwait(false);
        foreach (var start in _settings.Starts())
        {
            _frontier.Add(new(start, 0, IsStart: true));
        }

        var isBegun = false;
        while (_count < _settings.Pages)
        {
            if (!isBegun && _frontier.NextDepth is null or > 0)
            {
                isBegun = true;
                _starts.Check(_reading);
                await AddSitemapsAsync(ct).ConfigureAwait(false);
            }

            if (_frontier.IsEmpty)
            {
                break;
            }

            if (await VisitAsync(_frontier.Next(), ct).ConfigureAwait(false) is { } item)
            {
                yield return item;
            }
        }

        if (!isBegun)
        {
            _starts.Check(_reading);
        }

        TellLimits();
    }

    /// <summary>The sites that people name, with and without <c>www.</c>, unless they say which.</summary>
    private static UrlScope ScopeOf(WebSettings settings) => new()
    {
        Domains = settings.Domains.Count > 0 ? settings.Domains : [.. settings.Starts().SelectMany(a => new[] { a.Authority, CanonicalAddresses.Twin(a.Authority) })],
        Include = settings.Include,
        Exclude = settings.Exclude,
    };

    private async Task AddSitemapsAsync(CancellationToken ct)
    {
        if (!_settings.Sitemaps)
        {
            return;
        }

        foreach (var start in _settings.Starts().DistinctBy(a => a.Authority))
        {
            var site = await _sites.OfAsync(start, ct).ConfigureAwait(false);
            if (site.Problem is null)
            {
                await _sitemaps.ReadAsync(start, site, why => _reading.KeepUnseen(why), TakeEntry, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a site names itself is as near as what its first page links.</summary>
    private bool TakeEntry(SitemapEntry entry)
    {
        if (UrlText.Normalise(entry.Address.AbsoluteUri) is { } address)
        {
            _frontier.Add(new(address, Math.Min(1, _settings.Depth)) { ChangedAt = entry.LastModified?.UtcDateTime });
        }

        return !_frontier.IsFull;
    }

    /// <summary>Null: nothing is to be written about it.</summary>
    private async Task<SourceItem?> VisitAsync(CrawlLink link, CancellationToken ct)
    {
        var site = await _sites.OfAsync(link.Address, ct).ConfigureAwait(false);
        if (site.Problem is { } problem)
        {
            _reading.KeepUnseen(problem);
            return Skip(link, problem);
        }

        if (!site.Allows(link.Address))
        {
            return Skip(link, $"The robots.txt of {link.Address.Host} forbids reading {link.Address}.");
        }

        if (site.Host.Stopped is { } stopped)
        {
            _reading.KeepUnseen(stopped);
            return Skip(link, stopped);
        }

        var known = await _visits.FindAsync(_reading.Source, link.Address, ct).ConfigureAwait(false);
        if (known is not null && known.SeenByRun == _pages.Run)
        {
            return TakeKnown(link, site.Host, known);
        }

        var reply = await site.Host.AskAsync(link.Address, known, ct).ConfigureAwait(false);
        if (site.Host.Stopped is { } now)
        {
            _reading.KeepUnseen(now);
        }

        return await TakeAsync(link, site.Host, known, reply, ct).ConfigureAwait(false);
    }

    private async Task<SourceItem?> TakeAsync(CrawlLink link, WebHost host, KnowledgeVisit? known, WebReply reply, CancellationToken ct)
    {
        switch (reply.Kind)
        {
            case ReplyKind.Page:
                return await TakePageAsync(link, host, known, reply, ct).ConfigureAwait(false);
            case ReplyKind.Unchanged when known is not null:
                await _visits.TouchAsync(known, _pages.Run, ct).ConfigureAwait(false);
                return TakeKnown(link, host, known, reply.Robots.NoIndex);
            case ReplyKind.Moved:
                return Move(link, UrlText.Normalise(reply.To!.AbsoluteUri), reply.IsForNow ? known : null);
            case ReplyKind.Gone:
                Skip(link, $"There is no page at {link.Address}.");
                return CrawlPages.Gone(link.Address);
            case ReplyKind.NoText:
                await _pages.RememberNoTextAsync(link.Address, reply, ct).ConfigureAwait(false);
                return Skip(link, $"What is at {link.Address} is no text that can be read ({reply.ContentType}).");
            case ReplyKind.Closed when known is null:
                return Skip(link, reply.Failure!.Message);
            default:
                return Fail(link, host, known, reply.Failure ?? new ProviderFailedException($"{link.Address.Host} says that nothing has changed, without being asked."));
        }
    }

    private async Task<SourceItem?> TakePageAsync(CrawlLink link, WebHost host, KnowledgeVisit? known, WebReply reply, CancellationToken ct)
    {
        ReadPage page;
        try
        {
            page = await _pages.ReadAsync(link.Address, reply, ct).ConfigureAwait(false);
        }
        catch (ExtractionException e)
        {
            return Fail(link, host, known, e);
        }

        Begin(link, page.Content is null && page.Links.Count == 0);
        if (Take(link, page.Links, page.Canonical) || page.Content is null || !_frontier.Wants(link.Address))
        {
            page.Content?.Drop();
            return CrawlPages.Gone(link.Address);
        }

        return Counted(_pages.Read(link, host, page));
    }

    private SourceItem TakeKnown(CrawlLink link, WebHost host, KnowledgeVisit known, bool isOut = false)
    {
        var links = CrawlPages.LinksOf(known).ToList();
        Begin(link, known.Hash is null && links.Count == 0);
        var isElsewhere = Take(link, links, known.Canonical is null ? null : new(known.Canonical));
        return isOut || isElsewhere || known.Hash is null || !_frontier.Wants(link.Address) ? CrawlPages.Gone(link.Address) : Counted(_pages.Known(link, host, known));
    }

    private void Begin(CrawlLink link, bool isEmpty)
    {
        if (isEmpty)
        {
            Skip(link, $"The page {link.Address} has no text to be read, and leads nowhere. Perhaps a program in it would write some; such programs are not run.");
        }
        else
        {
            _starts.Read(link);
        }
    }

    /// <summary>True if the page is left out in favour of the one that it names.</summary>
    private bool Take(CrawlLink link, IEnumerable<Uri> links, Uri? canonical)
    {
        foreach (var next in links)
        {
            _frontier.Add(new(next, link.Depth + 1));
        }

        if (canonical is null)
        {
            return false;
        }

        _canonical.SentOn(link.Address);
        _frontier.Add(new(canonical, link.Depth) { ChangedAt = link.ChangedAt });
        return true;
    }

    /// <param name="kept">What the page said before, where it sends on for now only: it may be under maintenance, or want a login.</param>
    private SourceItem? Move(CrawlLink link, Uri? to, KnowledgeVisit? kept)
    {
        if (to is null || (link.Address.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps))
        {
            return Skip(link, $"{link.Address} sends on to an address that is not followed.");
        }

        if (!(link.IsStart ? _frontier.IsInDomains(to) : _frontier.Allows(to)))
        {
            return Skip(link, $"{link.Address} sends on to {to.Host}, which is not among the addresses to be read. Begin there, or allow it as a domain.");
        }

        if (!_frontier.Add(new(to, link.Depth, link.IsStart) { ChangedAt = link.ChangedAt }) && link.IsStart && to == link.Address)
        {
            return Skip(link, $"{link.Address} sends on to itself.");
        }

        if (kept is { Hash: not null } && _pages.IsRecent(kept))
        {
            _reading.KeepUnseen($"{link.Address} sends on to another address for now; what it said before is kept for some days.");
            return null;
        }

        return CrawlPages.Gone(link.Address);
    }

    /// <summary>What leads on from it was known once, and may be there all the same.</summary>
    private SourceItem Fail(CrawlLink link, WebHost host, KnowledgeVisit? known, Exception failure)
    {
        Skip(link, failure.Message);
        _reading.KeepUnseen();
        if (known is not null)
        {
            Take(link, CrawlPages.LinksOf(known), null);
        }

        return Counted(_pages.Failed(link, host, failure));
    }

    private SourceItem? Skip(CrawlLink link, string why)
    {
        _starts.Skip(link, why);
        return null;
    }

    private SourceItem Counted(SourceItem item)
    {
        _count++;
        return item;
    }

    private void TellLimits()
    {
        if (_count == 0)
        {
            _reading.Tell("No page was brought in: none that was read has a text and an address that are wanted. Look at the patterns and words of the source.");
        }
        else if (!_frontier.IsEmpty)
        {
            _reading.Tell(string.Create(CultureInfo.InvariantCulture, $"The limit of {_settings.Pages:#,0} pages was reached; others were left out. Allow more of them, or say which addresses are wanted."));
        }
        else if (_frontier.IsFull)
        {
            _reading.KeepUnseen("The site has more addresses than can be followed. Say which of them are wanted.");
        }
    }
}
