using System.Globalization;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a site's robots.txt says, for as long as a run goes on.</summary>
/// <param name="Problem">Why it could not be read, in a sentence: then nothing of the site is.</param>
internal sealed record WebSite(WebHost Host, RobotsRules Rules, string? Problem)
{
    public bool Allows(Uri address) => Rules.Allows(WebFetch.Product, address.PathAndQuery);
}

/// <summary>The sites of one run: each scheme, host and port has its own robots.txt, each host its own turns.</summary>
internal sealed class WebSites(WebFetch fetch, CrawlLimits limits, TimeSpan pause, TimeProvider clock)
{
    private readonly Dictionary<string, WebHost> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WebSite> _sites = new(StringComparer.Ordinal);

    public async Task<WebSite> OfAsync(Uri address, CancellationToken ct)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        if (!_sites.TryGetValue(origin, out var site))
        {
            site = await ReadAsync(HostOf(address), new(origin + "/robots.txt"), ct).ConfigureAwait(false);
            site.Host.Pause(site.Rules.CrawlDelay(WebFetch.Product) is { } asked ? (asked < limits.LongestPause ? asked : limits.LongestPause) : TimeSpan.Zero);
            _sites[origin] = site;
        }

        return site;
    }

    public WebHost HostOf(Uri address)
    {
        if (!_hosts.TryGetValue(address.IdnHost, out var host))
        {
            _hosts[address.IdnHost] = host = new(address.IdnHost, fetch, limits, clock);
            host.Pause(pause);
        }

        return host;
    }

    private async Task<WebSite> ReadAsync(WebHost host, Uri robots, CancellationToken ct)
    {
        using var turn = await host.TurnAsync(ct).ConfigureAwait(false);
        using var client = fetch.NewClient();
        try
        {
            using var response = await fetch.OpenAsync(client, robots, null, ct).ConfigureAwait(false);
            var (status, text) = ((int)response.StatusCode, Array.Empty<byte>());
            if (response.IsSuccessStatusCode)
            {
                text = await BeginningAsync(response, ct).ConfigureAwait(false);
            }

            return new(host, RobotsRules.Of(status, text), status is 429 or >= 500 or < 200
                ? string.Create(CultureInfo.InvariantCulture, $"{robots} answered with status {status}. Until it can be read, nothing of this site is.")
                : null);
        }
        catch (StudioException e) when (!ct.IsCancellationRequested)
        {
            return new(host, RobotsRules.Of(null, []), e.Message);
        }
    }

    /// <summary>Whatever is longer is cut, as everybody does.</summary>
    private static async Task<byte[]> BeginningAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var text = new byte[RobotsRules.MaxBytes + 1];
            var length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            return text[..length];
        }
    }
}
