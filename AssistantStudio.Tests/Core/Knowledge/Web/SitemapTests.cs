using System.IO.Compression;
using System.Text;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Web;

public sealed class SitemapTests
{
    private const string Pages = """
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
          <url><loc> https://example.com/a?x=1&amp;y=2 </loc><lastmod>2026-05-04</lastmod><priority>1</priority>
            <image:image><image:loc>https://example.com/picture.png</image:loc></image:image></url>
          <url><image:loc>https://example.com/picture.png</image:loc><loc><![CDATA[https://example.com/b]]></loc><lastmod>2026-05-04T10:00:00+02:00</lastmod></url>
          <url><loc>/relative</loc></url><url><loc>javascript:alert(1)</loc></url><url><loc/></url><url/>
          <url><lastmod>yesterday</lastmod><loc>https://example.com/c</loc></url>
        </urlset>
        """;

    private static readonly SitemapEntry[] s_pages =
    [
        Entry("https://example.com/a?x=1&y=2", "2026-05-04T00:00:00Z"),
        Entry("https://example.com/b", "2026-05-04T08:00:00Z"),
        Entry("https://example.com/c"),
    ];

    [Fact]
    public async Task Read_Pages_AreThoseWithAddresses() => AssertPages(s_pages, await ReadAsync(Pages));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Read_OtherEncoding_IsTheSame(string encoding)
    {
        var kind = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. kind.GetPreamble(), .. kind.GetBytes(Pages.Replace("UTF-8", "utf-16", StringComparison.Ordinal))];

        AssertPages(s_pages, await ReadAsync(bytes));
    }

    [Fact]
    public async Task Read_Zipped_IsTheSame() => AssertPages(s_pages, await ReadAsync(Zip(Encoding.UTF8.GetBytes(Pages))));

    [Fact]
    public async Task Read_Index_GivesSitemaps()
    {
        var read = await ReadAsync("""
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
              <sitemap><loc>https://example.com/1.xml.gz</loc><lastmod>2026-05</lastmod></sitemap>
              <sitemap><loc>https://example.com/2.xml</loc></sitemap>
            </sitemapindex>
            """);

        Assert.Equal([Entry("https://example.com/1.xml.gz", "2026-05-01T00:00:00Z"), Entry("https://example.com/2.xml")], read.Sitemaps);
        Assert.Equal((0, null), (read.Pages.Count, read.Problem));
    }

    [Fact]
    public async Task Read_Rss_GivesItsItems() => AssertPages(
        [Entry("https://example.com/1", "2026-05-04T10:00:00Z"), Entry("https://example.com/2", "2026-05-05T00:00:00Z")],
        await ReadAsync("""
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
              <link>https://example.com/</link>
              <item><atom:link href="https://example.com/self"/><link>https://example.com/1</link><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate></item>
              <item><link>https://example.com/2</link><dc:date>2026-05-05</dc:date></item>
            </channel></rss>
            """));

    [Fact]
    public async Task Read_Atom_GivesItsEntries() => AssertPages(
        [Entry("https://example.com/1", "2026-05-04T10:00:00Z"), Entry("https://example.com/2")],
        await ReadAsync("""
            <feed xmlns="http://www.w3.org/2005/Atom"><link href="https://example.com/"/>
              <entry><link rel="replies" href="https://example.com/1#comments"/><link rel="alternate" href="https://example.com/1"/><updated>2026-05-04T10:00:00Z</updated></entry>
              <entry><link href="https://example.com/2"/></entry>
            </feed>
            """));

    [Fact]
    public async Task Read_Lines_AreAddresses() => AssertPages(
        [Entry("https://example.com/a"), Entry("https://example.com/ä")],
        await ReadAsync("\uFEFFhttps://example.com/a\r\n\r\nnonsense\nhttps://example.com/ä"));

    [Fact]
    public async Task Read_Nothing_IsNothing() => AssertPages([], await ReadAsync(""));

    [Fact]
    public async Task Read_MalformedXml_GivesWhatCameBefore()
    {
        var read = await ReadAsync(Pages[..Pages.IndexOf("<url><loc>/relative", StringComparison.Ordinal)] + "<url><loc>https://example.com/torn");

        Assert.Equal(s_pages[..2], read.Pages);
        Assert.Equal("The sitemap is not well-formed XML.", read.Problem);
    }

    [Theory]
    [InlineData("<!DOCTYPE urlset [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><urlset><url><loc>https://example.com/&b;</loc></url></urlset>")]
    [InlineData("<!DOCTYPE urlset SYSTEM \"file:///etc/passwd\"><urlset><url><loc>https://example.com/</loc></url></urlset>")]
    [InlineData("<!doctype html><html><body>Not found</body></html>")]
    public async Task Read_DocumentType_IsRefused(string text)
    {
        var read = await ReadAsync(text);

        Assert.Empty(read.Pages);
        Assert.NotNull(read.Problem);
    }

    [Fact]
    public async Task Read_TooManyEntries_KeepsTheFirst()
    {
        var text = string.Concat(Enumerable.Range(0, Sitemap.MaxEntries + 1).Select(i => $"https://example.com/{i}\n"));
        var read = await ReadAsync(text);

        Assert.Equal(Sitemap.MaxEntries, read.Pages.Count);
        Assert.Equal("The sitemap has more than 50,000 addresses; the others were not read.", read.Problem);
    }

    /// <summary>A few kilobytes that would unpack to twice what is read.</summary>
    [Fact]
    public async Task Read_ZipBomb_EndsAtTheLimit()
    {
        var start = Encoding.UTF8.GetBytes("<urlset><url><loc>https://example.com/a</loc></url>");
        var bomb = new byte[2 * Sitemap.MaxBytes];
        Array.Fill(bomb, (byte)' ');
        start.CopyTo(bomb, 0);
        var read = await ReadAsync(Zip(bomb));

        Assert.Equal([Entry("https://example.com/a")], read.Pages);
        Assert.Equal("The sitemap is larger than 50 MB; the rest was not read.", read.Problem);
    }

    [Fact]
    public async Task Read_BrokenZip_SaysSo()
    {
        byte[] bytes = [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255, 255, 255, 255, 255];

        Assert.NotNull((await ReadAsync(bytes)).Problem);
    }

    [Fact]
    public async Task Read_HugeAddress_IsSkipped()
    {
        var read = await ReadAsync($"<urlset><url><loc>https://example.com/{new string('a', 100_000)}</loc></url><url><loc>https://example.com/b</loc></url></urlset>");

        AssertPages([Entry("https://example.com/b")], read);
    }

    private static void AssertPages(SitemapEntry[] pages, SitemapContent read)
    {
        Assert.Null(read.Problem);
        Assert.Equal(pages, read.Pages);
        Assert.Empty(read.Sitemaps);
    }

    private static Task<SitemapContent> ReadAsync(string text) => ReadAsync(Encoding.UTF8.GetBytes(text));

    private static Task<SitemapContent> ReadAsync(byte[] bytes) => Sitemap.ReadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken);

    private static SitemapEntry Entry(string address, string? date = null) =>
        new(new(address), date is null ? null : DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture));

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
            zip.Write(bytes);

        return zipped.ToArray();
    }
}
