using AssistantStudio.Tests.Components.Support;
using AssistantStudio.Web.Components.Markdown;
using Bunit;
using Xunit;

namespace AssistantStudio.Tests.Components;

/// <summary>What people and models write is drawn, and never obeyed.</summary>
public sealed class MarkdownViewTests : StudioComponentTest
{
    [Fact]
    public void Render_WhatADocumentHas_DrawsItAsElements()
    {
        var view = View("""
            # Returns

            Send it back within **thirty days**, *in its box*, with `label.pdf`. ~~Twenty.~~

            1. Print
            2. Pack

               - tape
            - [x] done
            - [ ] open

            > We pay the postage.

            | Weight | Price |
            |:-------|------:|
            | 1 kg   | 4.90  |

            ```json
            { "a": "<b>" }
            ```

            ---
            """);

        Assert.Equal("Returns", view.Find("h3").TextContent);
        Assert.Equal(("thirty days", "in its box", "label.pdf", "Twenty."), (view.Find("strong").TextContent, view.Find("em").TextContent, view.Find("p code").TextContent, view.Find("del").TextContent));
        Assert.Equal(2, view.FindAll("ol > li").Count);
        Assert.Equal("tape", view.Find("ol ul li").TextContent.Trim());
        Assert.Equal(["Done", "Open"], view.FindAll(".md-task").Select(t => t.GetAttribute("aria-label")));
        Assert.Equal("We pay the postage.", view.Find("blockquote").TextContent);
        Assert.Equal(["Weight", "Price"], view.FindAll("th").Select(c => c.TextContent));
        Assert.Equal("4.90", view.Find("td.right").TextContent);
        Assert.Equal(("json", "{ \"a\": \"<b>\" }"), (view.Find(".md-code-head span").TextContent, view.Find(".md-code code").TextContent));
        Assert.Single(view.FindAll("hr"));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("text <b onclick=\"alert(1)\">bold</b> <iframe src=//x.example></iframe>")]
    [InlineData("[press](javascript:alert(1))")]
    [InlineData("[press](JaVaScRiPt:alert(1) \"title\")")]
    [InlineData("[press](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[press](vbscript:x) <javascript:alert(1)>")]
    [InlineData("[press](/admin/users) and [press](//evil.example/x) and [press](file:///etc/passwd)")]
    [InlineData("[press][1]\n\n[1]: javascript:alert(1)")]
    [InlineData("![picture](https://tracker.example/pixel.gif)")]
    [InlineData("![picture](data:image/svg+xml,<svg onload=alert(1)>)")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("<details><summary>x</summary></details><style>*{display:none}</style>")]
    public void Render_WhatWouldBeObeyed_IsText(string text)
    {
        var view = View(text);

        var elements = view.FindAll(".md *").Select(e => e.LocalName).Distinct().Except(["p", "a", "strong", "em", "code"]);
        Assert.Empty(elements);
        Assert.All(view.FindAll(".md a"), a => Assert.StartsWith("https://", a.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(view.FindAll(".md *"), e => Assert.Empty(e.Attributes.Select(a => a.Name).Except(["href", "target", "rel", "blazor:elementreference"])));
        Assert.NotEqual("", view.Find(".md").TextContent.Trim());
    }

    [Fact]
    public void Render_LinksAndPictures_LeadToTheWebAndToMailOnly()
    {
        var view = View("[site](https://example.org/a) <https://example.org/> ada@example.org <mailto:ada@example.org> ![A lorry](https://example.org/l.png) https://example.org/bare");

        Assert.Equal(
            ["https://example.org/a", "https://example.org/", "mailto:ada@example.org", "https://example.org/l.png", "https://example.org/bare"],
            view.FindAll("a").Select(a => a.GetAttribute("href")));
        Assert.Contains("Picture: A lorry", view.FindAll("a").Select(a => a.TextContent));
        Assert.All(view.FindAll("a"), a => Assert.Equal("noopener noreferrer nofollow", a.GetAttribute("rel")));
        Assert.Empty(view.FindAll("img"));
    }

    [Theory]
    [InlineData('>', 100_000)]
    [InlineData('[', 20_000)]
    [InlineData('*', 50_000)]
    [InlineData('`', 50_000)]
    [InlineData('(', 50_000)]
    [InlineData('|', 20_000)]
    [InlineData('_', 50_000)]
    [InlineData('#', 50_000)]
    public void Render_ARowOfMarks_KeepsTheText(char mark, int count) => Assert.Contains("end", View(new string(mark, count) + " end").Find(".md").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Render_ListsInListsWithoutEnd_KeepsTheText() =>
        Assert.Contains("deepest", View(string.Concat(Enumerable.Range(0, 200).Select(i => $"{new string(' ', i * 2)}- level {i}\n")) + new string(' ', 400) + "- deepest").Find(".md").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Render_EmphasisInEmphasisWithoutEnd_KeepsTheText()
    {
        var text = string.Concat(Enumerable.Repeat("*a **b ", 400)) + "middle" + string.Concat(Enumerable.Repeat(" c** d*", 400));

        Assert.Contains("middle", View(text).Find(".md").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ATableOfThousands_SaysHowManyRowsAreLeftOut()
    {
        var view = View("| a |\n|---|\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"| {i} |\n")));

        Assert.Equal(200, view.FindAll("tr").Count);
        Assert.Contains("801 more rows, not shown", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TooMuch_IsShownAsItWasWritten()
    {
        var text = "# Title\n" + new string('x', MarkdownSource.Longest);

        Assert.Equal(text, View(text).Find("pre").TextContent);
    }

    [Fact]
    public void Render_AMarkedPlace_MarksItsBlocksAndNamesTheFirst()
    {
        var text = "# One\n\nBefore.\n\n- first\n- second\n\n```\ncode\n```\n\nAfter.";
        var from = text.IndexOf("- second", StringComparison.Ordinal);
        var view = Render<MarkdownView>(p => p.Add(v => v.Text, text).Add(v => v.Marked, (from, text.IndexOf("After", StringComparison.Ordinal) - from - 1)));

        Assert.Equal(["second", "code"], view.FindAll(".marked").Select(m => m.LocalName == "p" ? m.TextContent : m.QuerySelector("code")!.TextContent));
        Assert.Equal("second", view.Find("#passage").TextContent);
    }

    [Fact]
    public void Render_AGrowingText_KeepsWhatIsThere()
    {
        var view = View("One **two");
        view.Render(p => p.Add(v => v.Text, "One **two** three\n\n```\nfour"));

        Assert.Equal(("two", "four"), (view.Find("strong").TextContent, view.Find("pre code").TextContent));
    }

    private IRenderedComponent<MarkdownView> View(string text) => Render<MarkdownView>(p => p.Add(v => v.Text, text));
}
