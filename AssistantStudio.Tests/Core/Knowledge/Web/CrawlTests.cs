using System.Globalization;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared.Http;
using AssistantStudio.Tests.Core.Knowledge.Extraction;
using AssistantStudio.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

/// <summary>What sites do to those who read them.</summary>
public sealed class CrawlTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Robots_ThatForbidsEverything_IsObeyedAndTold()
    {
        await using var scene = await TwoPagesAsync();
        await scene.FirstAsync();
        scene.Site.Put("/robots.txt", TestSite.Text("User-agent: assistantstudio\nDisallow: /\n\nUser-agent: *\nAllow: /"));
        scene.Site.Forget();
        var run = await scene.AgainAsync();

        Assert.Equal((IngestionState.Failed, $"The robots.txt of docs.test forbids reading {scene.Site.At("/")}."), (run.State, run.Problem));
        Assert.Equal(["/robots.txt"], scene.Site.Asked());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Robots_InTrouble_NothingIsReadAndNothingIsLost(int status)
    {
        await using var scene = await TwoPagesAsync();
        await scene.FirstAsync();
        scene.Site.Put("/robots.txt", TestSite.Text("") with { Status = status });
        scene.Site.Forget();
        var run = await scene.AgainAsync();

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.StartsWith($"{scene.Site.At("/robots.txt")} answered with status {status}.", run.Problem);
        Assert.Equal(["/robots.txt"], scene.Site.Asked());
        Assert.Equal(["/", "/a"], await scene.PathsAsync());
    }

    [Fact]
    public async Task Robots_OfAnotherHostInTrouble_KeepsItsPagesOnly()
    {
        await using var scene = await TwoPagesAsync();
        var other = scene.Site.At("/b", "other.test");
        scene.Site.Put("/", "Home", "The first page of the site.", "/a", other);
        scene.Site.Put("/b", "B", "The page of the other site.");
        await scene.FirstAsync(s => s with { Domains = ["*.test"], Depth = 1 });
        Assert.Equal(["/", "/a", "/b"], await scene.PathsAsync());

        scene.Site.Instead = context => RefuseAsync(context, context.Request.Host.Host == "other.test" && context.Request.Path == "/robots.txt", 503);
        scene.Site.Pages.TryRemove("/a", out _);
        var run = await scene.AgainAsync();

        Assert.Equal(IngestionState.WithFailures, run.State);
        Assert.Contains("other.test", run.Problem, StringComparison.Ordinal);
        Assert.Equal(["/", "/b"], await scene.PathsAsync());
    }

    [Fact]
    public async Task Server_ThatIsAskedTooMuch_IsWaitedFor()
    {
        await using var scene = await TwoPagesAsync();
        var refusals = 2;
        scene.Site.Instead = context => RefuseAsync(context, context.Request.Path == "/a" && Interlocked.Decrement(ref refusals) >= 0, 429, refusals == 1 ? "7" : scene.Clock.GetUtcNow().AddSeconds(11).ToString("R", CultureInfo.InvariantCulture));
        var run = await scene.FirstAsync();

        Assert.Equal((IngestionState.Succeeded, 2), (run.State, run.Added));
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11)], scene.Clock.Waits.Where(w => w.TotalSeconds is 7 or 11));
        Assert.Equal(3, scene.Site.Asked().Count(p => p == "/a"));
    }

    [Theory]
    [InlineData(429, "3600")]
    [InlineData(503, "3600")]
    [InlineData(429, "")]
    public async Task Server_ThatWantsToBeLeftAlone_IsLeftAlone(int status, string retryAfter)
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", [.. Enumerable.Range(0, 30).Select(i => $"/p{i}")]);
        for (var i = 0; i < 30; i++)
        {
            scene.Site.Put($"/p{i}", $"Page {i}", $"This is page {i}.");
        }

        await scene.FirstAsync();
        scene.Site.Forget();
        scene.Site.Instead = context => RefuseAsync(context, context.Request.Path == "/p5", status, retryAfter);
        var run = await scene.AgainAsync();

        // Nothing after the page that it refused, and nothing is taken for gone.
        Assert.Equal((IngestionState.WithFailures, 1, 0), (run.State, run.Failed, run.Removed));
        Assert.EndsWith("The rest of it was left for the next run.", run.Problem);
        Assert.Equal("/p5", scene.Site.Asked()[^1]);
        Assert.Equal(31, (await scene.PathsAsync()).Length);
    }

    [Fact]
    public async Task Server_ThatIsDown_IsNotAskedForEveryPage()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", [.. Enumerable.Range(0, 30).Select(i => $"/p{i}")]);
        scene.Site.Instead = context => RefuseAsync(context, context.Request.Path.Value!.StartsWith("/p", StringComparison.Ordinal), 502);
        var run = await scene.FirstAsync();

        Assert.Equal((IngestionState.WithFailures, 10), (run.State, run.Failed));
        Assert.Equal("docs.test failed 10 times in a row. The rest of it was left for the next run.", run.Problem);
        Assert.Equal(10, scene.Site.Asked(502).Length);
    }

    [Fact]
    public async Task Pause_OfTheSiteOrTheSource_TheLongerOneCounts()
    {
        await using var scene = await TwoPagesAsync();
        scene.Site.Put("/robots.txt", TestSite.Text("User-agent: *\nCrawl-delay: 20"));
        await scene.FirstAsync(s => s with { Pause = 3 });
        Assert.InRange(scene.Clock.Waits.Count(w => w.TotalSeconds is > 15 and <= 20), 2, 4);

        scene.Clock.Waits.Clear();
        scene.Site.Pages.TryRemove("/robots.txt", out _);
        await scene.AgainAsync();
        Assert.InRange(scene.Clock.Waits.Count(w => w.TotalSeconds is > 2 and <= 3), 2, 4);
    }

    [Fact]
    public async Task Cancel_WhileWaiting_EndsAtOnce()
    {
        await using var scene = await TwoPagesAsync();
        scene.Clock.Skips = (1_000, 1_001);
        scene.Site.Instead = context => RefuseAsync(context, context.Request.Path == "/a", 429, "50");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var run = scene.FirstStoppedAsync(null, stop.Token);
        await Eventually.TrueAsync(() => scene.Site.Asked(429).Length == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(1), Cancel));
    }

    [Fact]
    public async Task Redirects_AreFollowedToWhatIsAllowedAndCountAsThatPage()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", "/old", "/new", "/out", "/inside", "/circle", "/nowhere", "/broken");
        scene.Site.Put("/old", TestSite.Moved("/new"));
        scene.Site.Put("/new", "New", "The page that moved.");
        scene.Site.Put("/out", TestSite.Moved(scene.Site.At("/secret", "elsewhere.test"), 302));
        scene.Site.Put("/inside", TestSite.Moved("http://169.254.169.254/latest/meta-data/", 302));
        scene.Site.Put("/circle", TestSite.Moved("/circle2", 307));
        scene.Site.Put("/circle2", TestSite.Moved("/circle", 307));
        scene.Site.Put("/nowhere", TestSite.Moved("/gone"));
        scene.Site.Put("/broken", TestSite.Moved("http://[/"));
        scene.Site.Put("/secret", "Secret", "Of another site.");
        var run = await scene.FirstAsync();

        Assert.Equal(["/", "/new"], await scene.PathsAsync());
        Assert.Equal(2, run.Added);
        Assert.DoesNotContain("/secret", scene.Site.Asked());
        Assert.Equal(scene.Site.Asked().Distinct(), scene.Site.Asked());
    }

    [Fact]
    public async Task StartAddress_ThatSendsOnToItsTwin_IsFollowed()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Instead = context =>
        {
            if (context.Request.Host.Host == "docs.test" && context.Request.Path == "/")
            {
                context.Response.Redirect(scene.Site.At("/en/", "www.docs.test"));
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        scene.Site.Put("/en/", "Home", "The first page of the site.", "/en/a");
        scene.Site.Put("/en/a", "A", "Another page of the site.");
        var run = await scene.FirstAsync();

        Assert.Equal((IngestionState.Succeeded, 2), (run.State, run.Added));
        Assert.Equal(["/en/", "/en/a"], await scene.PathsAsync());
    }

    [Fact]
    public async Task StartAddress_ThatSendsOnToAnotherSite_SaysSo()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", TestSite.Moved(scene.Site.At("/", "elsewhere.test")));
        var run = await scene.FirstAsync();

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.Equal($"{scene.Site.At("/")} sends on to elsewhere.test, which is not among the addresses to be read. Begin there, or allow it as a domain.", run.Problem);
    }

    [Fact]
    public async Task Traps_AreBounded()
    {
        await using var scene = await WebScene.CreateAsync(limits: new() { QueriesPerPath = 5 });
        scene.Site.Instead = async context =>
        {
            var (path, query) = (context.Request.Path.Value!, context.Request.QueryString.Value!);
            if (path.EndsWith(".txt", StringComparison.Ordinal) || path.EndsWith(".xml", StringComparison.Ordinal))
            {
                return false;
            }

            // A calendar whose months have a next one, and a link that is relative by mistake.
            var month = query.Length > 0 ? int.Parse(query[7..], CultureInfo.InvariantCulture) : 0;
            var page = TestSite.Page($"Page {path}{query}", $"What happens at {path}{query}.", links: [$"/calendar?month={month + 1}", $"/calendar?month={month + 2}", "down/again/"]);
            context.Response.ContentType = page.ContentType;
            await context.Response.Body.WriteAsync(page.Body);
            return true;
        };
        var run = await scene.FirstAsync(s => s with { Depth = 20 });
        var paths = await scene.PathsAsync();

        Assert.Equal(IngestionState.Succeeded, run.State);
        Assert.Equal(5, paths.Count(p => p.StartsWith("/calendar", StringComparison.Ordinal)));
        Assert.InRange(paths.Length, 8, 12);
    }

    [Fact]
    public async Task Limits_OfPagesAndDepth_AreKeptAndTold()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Instead = async context =>
        {
            if (context.Request.Path.Value!.Contains('.', StringComparison.Ordinal))
            {
                return false;
            }

            var path = context.Request.Path.Value!.TrimEnd('/');
            var page = TestSite.Page($"Page {path}", $"What is at {path}.", links: [path + "/1", path + "/2"]);
            context.Response.ContentType = page.ContentType;
            await context.Response.Body.WriteAsync(page.Body);
            return true;
        };
        var deep = await scene.FirstAsync(s => s with { Depth = 2 });
        Assert.Equal((IngestionState.Succeeded, 7), (deep.State, deep.Added));

        await scene.EditAsync(s => s with { Depth = 2, Pages = 4 });
        var few = await scene.AgainAsync();
        Assert.Equal(["/", "/1", "/1/1", "/2"], await scene.PathsAsync());
        Assert.StartsWith("The limit of 4 pages was reached", few.Problem);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Pages_OfAllQualities_HideNothing(DatabaseProvider provider)
    {
        var limits = new CrawlLimits { PageBytes = 200_000, Request = new() { MaxBodyBytes = KnowledgeLimits.FileBytes, MaxDecodedBytes = KnowledgeLimits.FileBytes, MaxRedirects = 0, HeadersTime = TimeSpan.FromMilliseconds(400), IdleTime = TimeSpan.FromMilliseconds(400) } };
        await using var scene = await WebScene.CreateAsync(provider, limits);
        scene.Site.Put("/", "Home", "The first page of the site.", "/good", "/huge", "/endless", "/slow", "/unicode", "/latin", "/nested", "/broken.pdf", "/video", "/empty", "/untyped", "/breaks");
        scene.Site.Put("/good", "Good", "A page like any other.");
        scene.Site.Put("/huge", "Huge", new string('x', 300_000));
        scene.Site.Put("/unicode", new([.. "<html><body><main><p>Lone: &#xD800; "u8, 0xED, 0xA0, 0x80, 0xC3, 0x28, 0, .. " and &#0; the end of it, with \u0007 a bell.</p></main></body></html>"u8]));
        scene.Site.Put("/latin", new([.. "<html><body><main><p>Caf"u8, 0xE9, .. ", \u0152uvre.</p></main></body></html>"u8], "text/html; charset=iso-8859-1"));
        scene.Site.Put("/nested", new(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<div>", 20_000)))));
        scene.Site.Put("/broken.pdf", new([.. "%PDF-1.7\nnothing of a PDF"u8], "application/pdf"));
        scene.Site.Put("/video", new([1, 2, 3], "video/mp4"));
        scene.Site.Put("/empty", new([.. "<html><body><div id=app></div><script>start()</script></body></html>"u8]));
        scene.Site.Put("/untyped", TestSite.Page("Untyped", "A page of a server that does not say what it is.") with { ContentType = "" });
        scene.Site.Instead = async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/endless":
                    context.Response.ContentType = "text/html";
                    while (!context.RequestAborted.IsCancellationRequested)
                    {
                        await context.Response.WriteAsync("<p>and on and on</p>\n", context.RequestAborted);
                    }

                    return true;
                case "/slow":
                    await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return true;
                case "/breaks":
                    context.Response.ContentType = "text/html";
                    context.Response.ContentLength = 10_000;
                    await context.Response.WriteAsync("<html><body><p>Half a", context.RequestAborted);
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        };
        var run = await scene.FirstAsync();
        var failures = (await scene.FailuresAsync(run)).ToDictionary(f => new Uri(f.ExternalId).AbsolutePath, f => f.Reason);

        Assert.Equal(["/", "/good", "/latin", "/unicode", "/untyped"], await scene.PathsAsync());
        Assert.Equal(["/breaks", "/broken.pdf", "/endless", "/huge", "/nested", "/slow"], failures.Keys.Order(StringComparer.Ordinal));
        Assert.All(failures.Values, reason => Assert.EndsWith(".", reason));
        Assert.StartsWith("The page has more than", failures["/endless"]);
        Assert.Contains("did not answer", failures["/slow"], StringComparison.Ordinal);

        // What gave no text is not fetched again to find out the same.
        scene.Site.Forget();
        await scene.AgainAsync();
        Assert.Equal([304], scene.Site.Answers.Where(a => a.Path == "/broken.pdf").Select(a => a.Status));
    }

    [Fact]
    public async Task Pages_ThatAreLong_WaitOnTheDiskAndAreReadWhole()
    {
        await using var scene = await WebScene.CreateAsync();
        var sentences = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"<p>Sentence {i} of a long page.</p>"));
        scene.Site.Put("/", "Home", "The first page of the site.", "/long", "/notes");
        scene.Site.Put("/long", "Long", sentences);
        scene.Site.Put("/notes", TestSite.Text(string.Join("\n\n", Enumerable.Range(0, 4_000).Select(i => $"Note {i} of a long file.")), "text/markdown"));
        var run = await scene.FirstAsync(s => s with { ExcludedWords = ["Note 4001"] });
        await using var db = await scene.Studio.OpenAsync();
        var texts = db.Set<KnowledgeDocument>().ToDictionary(d => new Uri(d.ExternalId).AbsolutePath, d => d.Text);

        Assert.Equal((IngestionState.Succeeded, 3), (run.State, run.Added));
        Assert.Contains("Sentence 11999 of", texts["/long"], StringComparison.Ordinal);
        Assert.Contains("Note 3999 of", texts["/notes"], StringComparison.Ordinal);
        Assert.Equal(3, (await scene.AgainAsync()).Unchanged);

        await scene.EditAsync(s => s with { ExcludedWords = ["Note 3999"] });
        Assert.Equal(1, (await scene.AgainAsync()).Removed);
    }

    [Fact]
    public async Task Files_OfAnyName_AreReadByWhatTheServerSays()
    {
        var pdf = PdfFiles.Of(["Pallets are collected on Mondays."]);
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", "/download.php?id=7", "/manual.pdf");
        scene.Site.Put("/download.php?id=7", new(pdf, "application/pdf"));
        scene.Site.Put("/manual.pdf", new(pdf, "application/octet-stream"));
        var run = await scene.FirstAsync();

        Assert.Equal((IngestionState.Succeeded, 3), (run.State, run.Added));
        var found = await scene.Editor.Get<RetrievalService>().SearchAsync(new() { Query = "pallets" }, Cancel);
        Assert.Contains("Mondays", found.Items[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WishesOfPages_AreRespected()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", TestSite.Page("Home", "The first page of the site.", links: ["/noindex", "/header", "/forothers", "/nofollow", "/canonical", "/a", "/front"]));
        scene.Site.Put("/noindex", TestSite.Page("No", "Not to be known.", "<meta name=robots content=noindex>", "/behind"));
        scene.Site.Put("/behind", "Behind", "Is to be known all the same.");
        scene.Site.Put("/header", TestSite.Page("No", "Not to be known either.").With("X-Robots-Tag", "noarchive, noindex"));
        scene.Site.Put("/forothers", TestSite.Page("Yes", "Not for others.").With("X-Robots-Tag", "otherbot: noindex, nofollow"));
        scene.Site.Put("/nofollow", TestSite.Page("Alone", "Its links are not followed.", "<meta name=ROBOTS content='nofollow'>", "/unfollowed"));
        scene.Site.Put("/unfollowed", "Unfollowed", "Nobody comes here.");
        scene.Site.Put("/canonical", TestSite.Page("Copy", "Known under another address.", $"<link rel=canonical href='{scene.Site.At("/real")}'>", "/a"));
        scene.Site.Put("/real", "Real", "Known under this address.");

        // These two name each other, and this one the front page by mistake.
        scene.Site.Put("/a", TestSite.Page("A", "One of two.", "<link rel=canonical href='/b'>"));
        scene.Site.Put("/b", TestSite.Page("B", "The other of two.", "<link rel=canonical href='/a'>"));
        scene.Site.Put("/front", TestSite.Page("Front", "Not the front page.", "<link rel=canonical href='/'>"));
        await scene.FirstAsync();
        var first = await scene.PathsAsync();
        var again = await scene.AgainAsync();

        Assert.Equal(["/", "/b", "/behind", "/forothers", "/front", "/nofollow", "/real"], first);
        Assert.Equal((7, 0), (again.Unchanged, again.Removed));

        // What does not want to be known any more is forgotten, also in a run that cannot see everything.
        scene.Site.Put("/real", TestSite.Page("Real", "Known under this address.").With("X-Robots-Tag", "none"));
        scene.Site.Put("/front", new SitePage([]) { Status = 500 });
        await scene.AgainAsync();
        Assert.Equal(["/", "/b", "/behind", "/forothers", "/front", "/nofollow"], await scene.PathsAsync());
    }

    [Fact]
    public async Task Patterns_SayWhatIsWanted()
    {
        await using var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", "/docs/a", "/docs/draft", "/blog/b");
        scene.Site.Put("/docs/a", "A", "A page of the documentation.", "/docs/c");
        scene.Site.Put("/docs/c", "C", "This page has a secret, which is a word that nobody wants.");
        scene.Site.Put("/docs/draft", "Draft", "Not ready.");
        scene.Site.Put("/blog/b", "B", "A page of the blog.");
        await scene.FirstAsync(s => s with { Include = ["/docs/"], Exclude = ["/*draft"], ExcludedWords = ["Secret"] });

        // The start leads there without being wanted itself.
        Assert.Equal(["/docs/a"], await scene.PathsAsync());
        Assert.DoesNotContain("/blog/b", scene.Site.Asked());
    }

    [Fact]
    public async Task Sitemap_ThatCannotBeRead_IsToldAndNothingIsTakenForGone()
    {
        await using var scene = await TwoPagesAsync();
        scene.Site.Put("/robots.txt", TestSite.Text($"Sitemap: {scene.Site.At("/map.xml")}"));
        scene.Site.Put("/map.xml", TestSite.Text(scene.Site.At("/mapped"), "text/plain"));
        scene.Site.Put("/mapped", "Mapped", "Only the sitemap knows this page.");
        await scene.FirstAsync();
        scene.Site.Put("/map.xml", TestSite.Text("<urlset><url>", "application/xml"));
        var run = await scene.AgainAsync();

        Assert.Equal((IngestionState.WithFailures, $"{scene.Site.At("/map.xml")}: The sitemap is not well-formed XML."), (run.State, run.Problem));
        Assert.Equal(["/", "/a", "/mapped"], await scene.PathsAsync());
    }

    private static async Task<WebScene> TwoPagesAsync()
    {
        var scene = await WebScene.CreateAsync();
        scene.Site.Put("/", "Home", "The first page of the site.", "/a");
        scene.Site.Put("/a", "A", "Another page of the site.", "/");
        return scene;
    }

    private static Task<bool> RefuseAsync(HttpContext context, bool isRefused, int status, string retryAfter = "")
    {
        if (isRefused)
        {
            context.Response.StatusCode = status;
            if (retryAfter.Length > 0)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }
        }

        return Task.FromResult(isRefused);
    }
}
