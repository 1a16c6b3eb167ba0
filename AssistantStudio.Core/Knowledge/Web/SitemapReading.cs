using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads the sitemaps of a site, one after the other: those that its robots.txt names, else the one at the usual place.</summary>
internal sealed class SitemapReading(WebFetch fetch, WebSites sites, CrawlLimits limits)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="tell">Told why there may be more pages than were named.</param>
    /// <param name="take">Given each page; false when no more are wanted.</param>
    public async Task ReadAsync(Uri start, WebSite site, Action<string> tell, Func<SitemapEntry, bool> take, CancellationToken ct)
    {
        var named = site.Rules.Sitemaps.Select(a => UrlText.Normalise(a)).OfType<Uri>().ToList();
        var isGuess = named.Count == 0;
        Queue<(Uri Address, bool IsOfIndex)> waiting = new((isGuess ? [new(start, "/sitemap.xml")] : named).Select(a => (a, false)));
        while (waiting.TryDequeue(out var next) && _seen.Count < limits.Sitemaps)
        {
            if (!_seen.Add(next.Address.AbsoluteUri) || await TryReadAsync(next.Address, isGuess, tell, ct).ConfigureAwait(false) is not { } content)
            {
                continue;
            }

            foreach (var inner in next.IsOfIndex ? [] : content.Sitemaps)
            {
                waiting.Enqueue((inner.Address, true));
            }

            if (!content.Pages.All(take))
            {
                return;
            }
        }

        if (waiting.Count > 0)
        {
            tell(string.Create(CultureInfo.InvariantCulture, $"The site has more than {limits.Sitemaps:#,0} sitemaps; the others were not read."));
        }
    }

    /// <summary>Null if there is none.</summary>
    private async Task<SitemapContent?> TryReadAsync(Uri address, bool isGuess, Action<string> tell, CancellationToken ct)
    {
        var host = sites.HostOf(address);
        if (host.Stopped is not null)
        {
            return null;
        }

        using var turn = await host.TurnAsync(ct).ConfigureAwait(false);
        using var client = fetch.NewClient();
        try
        {
            using var response = await fetch.OpenAsync(client, address, null, ct).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                // That there is none at the usual place is usual.
                if (!isGuess || (int)response.StatusCode is 429 or >= 500)
                {
                    tell(string.Create(CultureInfo.InvariantCulture, $"The sitemap {address} could not be read: the server answered with status {(int)response.StatusCode}."));
                }

                return null;
            }

            // Many sites answer every address with a page.
            if (isGuess && WebContent.IsPage(WebFetch.Header(response, "Content-Type")))
            {
                return null;
            }

            var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var content = await Sitemap.ReadAsync(body, ct).ConfigureAwait(false);
                if (content.Problem is { } problem)
                {
                    tell($"{address}: {problem}");
                }

                return content;
            }
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            tell($"The sitemap {address} could not be read. {e.Message}");
            return null;
        }
    }
}
