using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

/// <summary>What a site has at an address.</summary>
internal sealed record SitePage(byte[] Body, string ContentType = "text/html; charset=utf-8")
{
    /// <summary>Null: made of the body. Empty: none.</summary>
    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public int Status { get; init; } = 200;

    public Dictionary<string, string> Headers { get; } = [];

    public SitePage With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}

/// <summary>A web site on this machine that counts what it is asked and what it sends.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private LoopbackServer _server = null!;
    private int _atOnce;

    /// <summary>By path and query.</summary>
    public ConcurrentDictionary<string, SitePage> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Host, path and status of each request, in the order in which they were answered.</summary>
    public ConcurrentQueue<(string Host, string Path, int Status)> Answers { get; } = new();

    /// <summary>Tried before the pages.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public long BytesSent { get; private set; }

    public int MostAtOnce { get; private set; }

    public string Agent { get; private set; } = "";

    public static async Task<TestSite> StartAsync()
    {
        var site = new TestSite();
        site._server = await LoopbackServer.StartAsync(site.AnswerAsync);
        return site;
    }

    public string At(string path, string host = "docs.test") => _server.At(host, path).AbsoluteUri;

    public string[] Asked(int? status = null) => [.. Answers.Where(a => status is null || a.Status == status).Select(a => a.Path)];

    public void Forget()
    {
        Answers.Clear();
        BytesSent = 0;
    }

    public SitePage Put(string path, SitePage page) => Pages[path] = page;

    /// <summary>A page of a documentation site, with everything around its text that such pages have.</summary>
    public SitePage Put(string path, string title, string text, params string[] links) => Put(path, Page(title, text, links: links));

    public static SitePage Page(string title, string text, string head = "", params string[] links) => new(Encoding.UTF8.GetBytes($$"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{{title}} | Parcel Docs</title><link rel="stylesheet" href="/css/site.css">{{head}}
        <script>window.dataLayer = [];</script></head>
        <body><header><a href="/"><img src="/logo.png" alt="Parcel"></a><form role="search"><input name="q"></form></header>
        <nav><ul><li><a href="/">Home</a></li><li><a href="mailto:help@docs.test">Mail</a></li><li><a href="javascript:void(0)">Menu</a></li></ul></nav>
        <main><h1>{{title}}</h1><p>{{text}}</p><p>This paragraph is here so that there is enough of a text, with commas, and with words that say something about parcels, their labels, and what becomes of them on their way to the customer.</p>
        <ul>{{string.Concat(links.Select(l => $"<li><a href=\"{l}\">{l}</a></li>"))}}</ul></main>
        <footer>© Parcel · <a href="#top">Up</a></footer></body></html>
        """));

    public static SitePage Text(string text, string type = "text/plain") => new(Encoding.UTF8.GetBytes(text), type);

    public static SitePage Moved(string to, int status = 301) => new SitePage([], "text/html") { Status = status }.With("Location", to);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.ToUriComponent() + context.Request.QueryString;
        var now = Interlocked.Increment(ref _atOnce);
        MostAtOnce = Math.Max(MostAtOnce, now);
        Agent = context.Request.Headers.UserAgent.ToString();
        try
        {
            if (Instead is not { } instead || !await instead(context))
            {
                await SendAsync(context, path);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
            Answers.Enqueue((context.Request.Host.Host, path, context.Response.StatusCode));
        }
    }

    private async Task SendAsync(HttpContext context, string path)
    {
        var response = context.Response;
        if (!Pages.TryGetValue(path, out var page))
        {
            response.StatusCode = 404;
            return;
        }

        response.StatusCode = page.Status;
        foreach (var (name, value) in page.Headers)
        {
            response.Headers[name] = value;
        }

        var tag = page.ETag ?? $"\"{Convert.ToHexStringLower(SHA256.HashData(page.Body)).AsSpan(0, 16)}-gzip\"";
        if (page.Status == 200)
        {
            if (tag.Length > 0)
            {
                response.Headers.ETag = tag;
            }

            if (page.LastModified is { } modified)
            {
                response.Headers.LastModified = modified;
            }

            var isKnown = tag.Length > 0 ? context.Request.Headers.IfNoneMatch == tag : page.LastModified is { } date && context.Request.Headers.IfModifiedSince == date;
            if (isKnown)
            {
                response.StatusCode = 304;
                return;
            }
        }

        if (page.ContentType.Length > 0)
        {
            response.ContentType = page.ContentType;
        }

        if (!path.EndsWith(".txt", StringComparison.Ordinal) && !path.Contains("sitemap", StringComparison.Ordinal))
        {
            BytesSent += page.Body.Length;
        }

        response.Headers.ContentLength = page.Body.Length;
        await response.Body.WriteAsync(page.Body, context.RequestAborted);
    }
}
