using System.IO.Compression;
using System.Text;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Knowledge;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

/// <summary>A documentation site is read, and read again.</summary>
public sealed class WebIngestionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Site_ReadTwice_TransfersAndEmbedsOnlyWhatChanged(DatabaseProvider provider)
    {
        await using var scene = await DocsAsync(provider);
        var first = await scene.FirstAsync();

        Assert.Equal((IngestionState.Succeeded, null), (first.State, first.Problem));
        Assert.Equal(["/", "/guide/", "/guide/labels", "/guide/notes.md", "/guide/returns?lang=en", "/guide/sitemap-only"], await scene.PathsAsync());
        var asked = scene.Site.Asked();
        Assert.Equal(asked.Distinct(), asked);
        Assert.DoesNotContain(asked, p => p.StartsWith("/private", StringComparison.Ordinal) || p.EndsWith(".png", StringComparison.Ordinal));
        Assert.Equal(1, scene.Site.MostAtOnce);
        Assert.StartsWith("AssistantStudio", scene.Site.Agent);

        scene.Site.Forget();
        var second = await scene.AgainAsync();
        Assert.Equal((IngestionState.Succeeded, 6, 0, 0, 0, 0), (second.State, second.Unchanged, second.Added + second.Changed, second.Removed, second.Embedded, scene.Site.BytesSent));
        Assert.Equal(1, (await scene.Editor.Get<SourceService>().GetAsync(scene.Source.Id, Cancel)).Revision);

        // One page says something else, one is gone, one has another tag and says the same.
        scene.Site.Forget();
        scene.Site.Put("/guide/labels", "Labels", "A label is printed twice from now on, on thick paper, and put on both sides of the parcel.", "/guide/");
        scene.Site.Pages.TryRemove("/guide/sitemap-only", out _);
        scene.Site.Pages["/guide/"] = scene.Site.Pages["/guide/"] with { ETag = "W/\"node-2\"" };
        var third = await scene.AgainAsync();
        Assert.Equal((0, 1, 4, 1, 0), (third.Added, third.Changed, third.Unchanged, third.Removed, third.Failed));
        Assert.Equal(["/guide/", "/guide/labels"], scene.Site.Asked(200).Where(p => p.StartsWith("/guide", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(scene.Site.Pages["/guide/labels"].Body.Length + scene.Site.Pages["/guide/"].Body.Length, scene.Site.BytesSent);
        Assert.InRange(third.Embedded, 1, 2);
        var found = await scene.Editor.Get<RetrievalService>().SearchAsync(new() { Query = "label printed twice" }, Cancel);
        Assert.Equal(scene.Site.At("/guide/labels"), found.Items[0].DocumentExternalId);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Site_DeletedWhileItIsRead_EndsItsRunWithoutAnError(DatabaseProvider provider)
    {
        await using var scene = await DocsAsync(provider);
        await using var other = scene.Studio.As(Role.OrgAdmin);
        var (isGone, lines) = (false, new LogLines());
        scene.Editor.Get<ILoggerFactory>().AddProvider(lines);
        scene.Site.Instead = async context =>
        {
            if (context.Request.Path == "/guide/labels" && !isGone)
            {
                isGone = true;
                await other.Get<SourceService>().DeleteAsync(scene.Source.Id, null, Cancel);
            }

            return false;
        };

        // The run itself ends; only whoever looks for the source afterwards does not find it.
        await Assert.ThrowsAsync<NotFoundException>(() => scene.FirstAsync());

        Assert.True(isGone);
        Assert.DoesNotContain(lines.All, l => l.EndsWith("the run could not go on", StringComparison.Ordinal));
        Assert.Empty((await scene.Editor.Get<DocumentService>().ListAsync(new(), Cancel)).Items);
    }

    [Fact]
    public async Task Site_OfWhichNothingIsWanted_IsNoSuccess()
    {
        await using var scene = await DocsAsync();
        var run = await scene.FirstAsync(s => s with { Include = ["/nothing-of-this/"] });

        Assert.Equal(IngestionState.WithFailures, run.State);
        Assert.StartsWith("No page was brought in", run.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Site_ThatKeepsPeopleWaiting_HoldsUpNoOtherKindOfSource()
    {
        await using var scene = await DocsAsync();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Site.Instead = async _ =>
        {
            asked.TrySetResult();
            await go.Task;
            return false;
        };
        var records = await scene.Editor.Get<SourceService>().CreateAsync(new() { Name = "A", Kind = SourceKind.Records }, Cancel);
        await scene.Editor.IngestAsync(records.Id, Cancel);
        var site = await scene.Editor.Get<SourceService>().CreateAsync(new() { Name = "Docs", Kind = SourceKind.Web, Settings = new() { Web = new() { StartAddresses = [scene.Site.At("/")], Pause = 0 } } }, Cancel);

        var run = scene.Editor.IngestAsync(site.Id, Cancel);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.Editor.Get<OriginalService>().AddRecordsAsync(records.Id, [new() { Id = "a", Title = "A", Text = "The postage is free." }], Cancel);
        await Eventually.GetAsync(() => scene.Editor.Get<SourceService>().GetAsync(records.Id, Cancel), s => s.Documents == 1);

        Assert.Equal(IngestionState.Running, (await scene.Editor.Get<SourceService>().GetAsync(site.Id, Cancel)).LastRun!.State);
        go.SetResult();
        await run;
        Assert.Equal(IngestionState.Succeeded, (await scene.Editor.Get<SourceService>().GetAsync(site.Id, Cancel)).LastRun!.State);
    }

    [Fact]
    public async Task Pages_TitleAndText_AreWithoutWhatIsAroundThem()
    {
        await using var scene = await DocsAsync();
        await scene.FirstAsync();
        var documents = scene.Editor.Get<DocumentService>();
        var row = (await documents.ListAsync(new() { SourceId = scene.Source.Id, Search = "labels" }, Cancel)).Items.Single(d => d.ExternalId.EndsWith("/labels", StringComparison.Ordinal));
        await using var db = await scene.Studio.OpenAsync();
        var document = await db.FindAsync<KnowledgeDocument>([row.Id], Cancel);

        Assert.Equal(("Labels", scene.Site.At("/guide/labels")), (document!.Title, document.Address));
        Assert.Contains("A label is printed once", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("© Parcel", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("dataLayer", document.Text, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc), document.ChangedAt);
    }

    [Fact]
    public async Task Page_WithServerFault_KeepsWhatIsKnownOfItAndBehindIt()
    {
        await using var scene = await DocsAsync();
        await scene.FirstAsync(s => s with { Sitemaps = false });
        var before = await scene.PathsAsync();

        scene.Site.Pages["/guide/"] = new SitePage(Encoding.UTF8.GetBytes("Oops")) { Status = 500 };
        scene.Site.Pages.TryRemove("/guide/labels", out _);
        var run = await scene.AgainAsync();

        // Gone is what the server says is gone, and nothing else; the fault was asked for twice.
        Assert.Equal((IngestionState.WithFailures, 1, 1), (run.State, run.Failed, run.Removed));
        Assert.Equal(before.Where(p => p != "/guide/labels"), await scene.PathsAsync());
        var failure = Assert.Single(await scene.FailuresAsync(run));
        Assert.Equal(("docs.test answered with status 500 (it has a fault of its own).", 2), (failure.Reason, failure.Attempts));
        Assert.Equal(2, scene.Site.Asked(500).Length);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    [InlineData(403)]
    public async Task StartAddress_ThatCannotBeRead_FailsTheRunAndKeepsWhatIsKnown(int status)
    {
        await using var scene = await DocsAsync();
        await scene.FirstAsync();
        var before = await scene.PathsAsync();
        scene.Site.Pages["/"] = new SitePage([]) { Status = status };
        var run = await scene.AgainAsync();

        Assert.Equal(IngestionState.Failed, run.State);
        Assert.EndsWith(".", run.Problem);
        Assert.Equal(before, await scene.PathsAsync());
    }

    [Fact]
    public async Task StartAddress_OfNoServer_SaysSo()
    {
        await using var scene = await WebScene.CreateAsync();
        var unknown = await scene.FirstAsync(null, "https://no-such-host.example/");
        Assert.Equal((IngestionState.Failed, "The host name no-such-host.example cannot be found. Check the address for typing mistakes."), (unknown.State, unknown.Problem));

        await scene.EditAsync(s => s, "http://private.test/");
        var refused = await scene.AgainAsync();
        Assert.Equal(IngestionState.Failed, refused.State);
        Assert.Contains("private or reserved network", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAddresses_OneOfThemFails_TheOthersAreRead()
    {
        await using var scene = await DocsAsync();
        var run = await scene.FirstAsync(s => s with { Depth = 0, Sitemaps = false }, scene.Site.At("/guide/labels"), scene.Site.At("/nowhere"));

        Assert.Equal(IngestionState.WithFailures, run.State);
        Assert.Equal($"There is no page at {scene.Site.At("/nowhere")}.", run.Problem);
        Assert.Equal(["/guide/labels"], await scene.PathsAsync());
    }

    [Fact]
    public async Task Run_StoppedWithTheProgram_GoesOnWithoutAskingAgain()
    {
        await using var scene = await WebScene.CreateAsync();
        var names = Enumerable.Range(0, 120).Select(i => $"/p{i}").ToArray();
        scene.Site.Put("/", "Book", "A long book.", names);
        foreach (var name in names)
        {
            scene.Site.Put(name, name, $"This is {name} of a long book, which is read from its beginning to its end.", "/");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        scene.Site.Instead = async context =>
        {
            if (context.Request.Path == "/p90")
            {
                await stop.CancelAsync();
            }

            return false;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.FirstStoppedAsync(null, stop.Token));
        scene.Site.Instead = null;
        var run = await scene.AgainAsync();

        // Written were the first 64; of the others what was read is fetched again, because only the program had it.
        Assert.Equal((IngestionState.Succeeded, 121, 0), (run.State, (await scene.PathsAsync()).Length, run.Failed));
        var asked = scene.Site.Asked().Where(p => p.StartsWith("/p", StringComparison.Ordinal)).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(names.Take(60), name => Assert.Equal(1, asked[name]));
        Assert.All(names, name => Assert.InRange(asked[name], 1, 2));
    }

    [Fact]
    public async Task Settings_Changed_ArePutIntoEffectAlthoughNoPageHasChanged()
    {
        await using var scene = await DocsAsync();
        await scene.FirstAsync();
        await scene.EditAsync(s => s with { ExcludedWords = ["PRINTED ONCE"], Exclude = ["/guide/returns"] });
        var run = await scene.AgainAsync();

        // The copy stands for itself where the page that it stands for is not wanted.
        Assert.Equal((IngestionState.Succeeded, 1, 2), (run.State, run.Added, run.Removed));
        Assert.Equal(["/", "/guide/", "/guide/copy", "/guide/notes.md", "/guide/sitemap-only"], await scene.PathsAsync());

        // And stay in effect when the pages are not sent again.
        Assert.Equal(5, (await scene.AgainAsync()).Unchanged);
    }

    [Fact]
    public async Task CleanUp_OfWhatNobodyCameBackTo_ForgetsIt()
    {
        await using var scene = await DocsAsync();
        await scene.FirstAsync();
        await scene.Studio.WorkOffJobsAsync();
        scene.Clock.Advance(TimeSpan.FromDays(61));
        await scene.Editor.Get<JobService>().RunNowAsync(KnowledgeCleanUpJob.Definition.Key, null, Cancel);
        await scene.Studio.WorkOffJobsAsync();

        await using var db = await scene.Studio.OpenAsync();
        Assert.Empty(db.Set<KnowledgeVisit>());
        Assert.Equal(6, (await scene.AgainAsync()).Unchanged);
    }

    /// <summary>Cyclic links, a canonical address, a picture, a file of Markdown, a part that robots.txt forbids, and an index of zipped sitemaps.</summary>
    private static async Task<WebScene> DocsAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var scene = await WebScene.CreateAsync(provider);
        var site = scene.Site;
        site.Put("/robots.txt", TestSite.Text($"User-agent: *\nDisallow: /private/\nSitemap: {site.At("/sitemap-index.xml")}\n"));
        site.Put("/sitemap-index.xml", TestSite.Text($"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.At("/sitemap-1.xml.gz")}</loc></sitemap></sitemapindex>""", "application/xml"));
        site.Put("/sitemap-1.xml.gz", new(Zipped($"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{site.At("/guide/sitemap-only")}</loc><lastmod>2026-02-01</lastmod></url><url><loc>https://elsewhere.test/x</loc></url></urlset>"""), "application/gzip"));
        site.Put("/", "Parcel handbook", "Everything about parcels.", "/guide/", "/guide/#start", "/private/plans", "https://elsewhere.test/", "/logo.png", "/picture");
        site.Put("/picture", new([0x89, 0x50, 0x4e, 0x47], "image/png"));
        site.Put("/guide/", "Guide", "How to send a parcel, step by step.", "labels", "/", "returns?lang=en", "returns?lang=en&utm_source=nav", "notes.md", "/guide/copy", "../dead-link");
        site.Put("/guide/labels", TestSite.Page("Labels", "A label is printed once and put on the upper side of the parcel.", links: ["/guide/", "/"]) with { LastModified = "Mon, 05 Jan 2026 08:00:00 GMT" });
        site.Put("/guide/returns?lang=en", "Returns", "Send it back within thirty days, in the box that it came in.", "/guide/");
        site.Put("/guide/copy", TestSite.Page("Returns", "Send it back within thirty days, in the box that it came in.", "<link rel=\"canonical\" href=\"/guide/returns?lang=en\">"));
        site.Put("/guide/notes.md", TestSite.Text("# Notes\n\nPallets are collected on Mondays.", "text/markdown"));
        site.Put("/guide/sitemap-only", "Depots", "Depots are open until six o'clock.");
        site.Put("/private/plans", "Plans", "Nobody is to read this.");
        return scene;
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
