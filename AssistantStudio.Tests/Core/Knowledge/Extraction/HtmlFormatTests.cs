using System.Text;
using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class HtmlFormatTests
{
    private static readonly string s_long = string.Join(' ', Enumerable.Repeat("A parcel can be sent back within fourteen days, if it is unused.", 5));

    [Fact]
    public void Read_MarkedArticle_LeavesOutWhatIsAroundIt()
    {
        var page = Page($"""
            <!doctype html><html><head><title>Returns | Shop help</title><meta property="article:published_time" content="2026-02-03T23:30:00+01:00"></head>
            <body><header><h2>Shop</h2></header><nav><ul><li><a href="/a">A</a></li></ul></nav>
            <article><header><h1>How to <em>return</em></h1></header><p>{s_long}</p>
            <p hidden>Hidden.</p><aside>Read also</aside><script>document.write("x")</script><noscript>Switch it on</noscript>
            <h2>Steps</h2><ol><li>Pack<ul><li>well</li></ul></li><li><p>Send</p><pre>ship --now</pre></li></ol>
            <dl><dt>Fee</dt><dd>none</dd></dl></article>
            <footer>© Shop</footer></body></html>
            """);

        Assert.Equal("How to return", page.Title);
        Assert.Equal("2026-02-03", page.Document.Labels["published"]);
        Assert.Equal(
            [
                "H1: How to return",
                "Paragraph: " + s_long,
                "H2: Steps",
                "List: 1. Pack\n   - well\n2. Send\n   ```\n   ship --now\n   ```",
                "List: - Fee: none",
            ],
            Reading.Lines(page.Document));
    }

    [Fact]
    public void Read_PageWithoutMarks_FindsTheTextByItsLook()
    {
        var page = Page($"""
            <html><head><title>Returns – Shop</title></head><body>
            <div class="menu"><ul>{string.Concat(Enumerable.Repeat("<li><a href='/x'>A link with many words in it, to look like text</a></li>", 9))}</ul></div>
            <div id="wrap"><div class="sidebar"><p>Our best offers, this week only, while stocks last.</p></div>
            <div class="content"><h1>Returns</h1><p>{s_long}</p><p>{s_long}</p></div></div>
            <div class="cookie-note"><p>We use cookies, as everybody does, to follow you.</p></div></body></html>
            """);

        Assert.Equal(["H1: Returns", "Paragraph: " + s_long, "Paragraph: " + s_long], Reading.Lines(page.Document));
    }

    [Fact]
    public void Read_ShortPage_IsTakenWhole() =>
        Assert.Equal(["Paragraph: Closed today.", "Paragraph: Call us."], Reading.Lines(Page("<title>x</title><div>Closed today.</div><div><p>Call us.</div>").Document));

    [Fact]
    public void Read_Tables_TellsDataFromLayout()
    {
        var page = Page("""
            <table><tr><td><p>Left text</p></td><td><table>
            <caption>Fees</caption><thead><tr><th>Country</th><th>Fee</th></tr></thead>
            <tbody><tr><td>DE <br>north</td><td><code>0|1</code></td></tr><tr><td></td><td></td></tr></tbody></table></td></tr></table>
            """);

        Assert.Equal(["Paragraph: Left text", "Table: Fees\n\n| Country | Fee |\n| --- | --- |\n| DE north | `0\\|1` |"], Reading.Lines(page.Document));
    }

    [Fact]
    public void Read_Code_IsVerbatimWithItsLanguage()
    {
        var page = Page("<pre><code class='hljs language-python'>def f(a):\n    return  a &lt; 1\n</code></pre><p>Use <code>f</code>.</p>");

        Assert.Equal(["Code: ```python\ndef f(a):\n    return  a < 1\n```", "Paragraph: Use `f`."], Reading.Lines(page.Document));
    }

    [Fact]
    public void Read_WordsForCrawlers_AreReported()
    {
        var page = HtmlFormat.ReadPage(
            Encoding.UTF8.GetBytes("""
                <head><base href="/docs/"><link rel="canonical" href="https://example.com/docs/a?x=1"><meta name="ROBOTS" content="NoIndex, nofollow"></head>
                <a href="b.html#part">b</a><a href="b.html">b again</a><a href="../c">c</a><a rel="nofollow" href="/d">d</a>
                <a href="mailto:a@example.com">mail</a><a href="javascript:x()">x</a><a href="http://[bad">bad</a><a href="//other.example/e">e</a>
                """),
            "text/html", new("https://example.com/docs/guide/a.html"), "a", new());

        Assert.True(page.NoIndex);
        Assert.True(page.NoFollow);
        Assert.Equal(new Uri("https://example.com/docs/a?x=1"), page.Canonical);
        Assert.Equal(
            ["https://example.com/docs/b.html", "https://example.com/c", "https://other.example/e"],
            page.Links.Select(l => l.AbsoluteUri));
    }

    [Theory]
    [InlineData("<title>Returns | Shop</title>", "Returns")]
    [InlineData("<title>Returns</title><h1>One</h1><h1>Two</h1>", "Returns")]
    [InlineData("<title>Returns | Shop</title><h1>How to return</h1>", "How to return")]
    [InlineData("<meta property='og:title' content='Shared'><title>Returns</title><h1>One</h1>", "Shared")]
    [InlineData("<p>Text", "file")]
    public void Read_Title_IsTheBestOfThoseGiven(string html, string title) => Assert.Equal(title, Page(html + "<p>Text.").Title);

    [Theory]
    [InlineData("windows-1252", "text/html; charset=ISO-8859-1", "")]
    [InlineData("windows-1252", null, "<meta charset='windows-1252'>")]
    [InlineData("windows-1252", null, "")]
    [InlineData("utf-8", null, "")]
    [InlineData("utf-8", "text/html; charset=UTF-8", "<meta charset=latin1>")]
    [InlineData("shift_jis", null, "<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>")]
    [InlineData("utf-8", "text/html; charset=nonsense", "")]
    public void Read_Charset_IsFound(string charset, string? contentType, string head)
    {
        var word = charset == "shift_jis" ? "返品" : "Rückgabe für 5 €";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.UTF8;
        var page = HtmlFormat.ReadPage(encoding.GetBytes(head + "<p>" + word), contentType, null, "file", new());

        Assert.Equal(["Paragraph: " + word], Reading.Lines(page.Document));
    }

    [Fact]
    public void Read_BrokenMarkup_GivesTheText() =>
        Assert.Equal(["Paragraph: One", "H2: Two", "List: - a\n- b", "Paragraph: end"], Reading.Lines(Page("<p>One<h2>Two</h3><ul><li>a<li>b</ul></div>end</html").Document));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<ul><li>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<b><p>")]
    public void Read_EndlessNesting_IsReadWithoutHarm(string tags)
    {
        var page = Page("<p>start</p>" + string.Concat(Enumerable.Repeat(tags, 3_000)) + "deep");

        Assert.Equal("Paragraph: start", Reading.Lines(page.Document).First());
    }

    [Fact]
    public void Read_NestingThatNobodyWrote_IsRefused()
    {
        var error = Assert.Throws<ExtractionException>(() => Page(string.Concat(Enumerable.Repeat("<div><p>", 10_000))));

        Assert.Equal("The elements of the page are nested too deeply for it to be read.", error.Message);
    }

    private static HtmlPage Page(string html) => HtmlFormat.ReadPage(Encoding.UTF8.GetBytes(html), null, null, "file", new());
}
