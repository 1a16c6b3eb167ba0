using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

public sealed class MarkdownFormatTests
{
    [Fact]
    public async Task Read_Readme_GivesItsBlocks()
    {
        var document = await Reading.TextAsync("README.md", """
            # The *Shop* [API](https://example.com)

            Calls need a **key**, see [keys](#keys).
            The second line.

            - one
              - inner
            - two

            1. first
            2. second

            ```csharp
            var a = "# no heading";

            return a;
            ```

            | Name | Meaning |
            |------|---------|
            | `id` | number  |

            Setext
            ------

            > quoted words

                indented code

            ***

            [ref]: https://example.com/x
            """);

        Assert.Equal("The Shop API", document.Title);
        Assert.Equal(
            [
                "H1: The Shop API",
                "Paragraph: Calls need a **key**, see [keys](#keys).\nThe second line.",
                "List: - one\n  - inner\n- two",
                "List: 1. first\n2. second",
                "Code: ```csharp\nvar a = \"# no heading\";\n\nreturn a;\n```",
                "Table: | Name | Meaning |\n|------|---------|\n| `id` | number  |",
                "H2: Setext",
                "Paragraph: > quoted words",
                "Code: ```\nindented code\n```",
            ],
            Reading.Lines(document));
    }

    [Theory]
    [InlineData("---\ntitle: \"Who pays\"\ntags: [a]\n---\n\n# Other\n\nText.", "Who pays")]
    [InlineData("---\ntags: [a]\n---\n\n# Other\n\nText.", "Other")]
    [InlineData("## Not the title\n\nText.", "notes")]
    [InlineData("Text with `code`.", "notes")]
    public async Task Read_Title_IsTakenFromWhereItStands(string text, string title) =>
        Assert.Equal(title, (await Reading.TextAsync("notes.md", text)).Title);

    [Fact]
    public async Task Read_HtmlInMarkdown_BecomesText()
    {
        var document = await Reading.TextAsync("a.md", """
            <!-- Describe the bug -->

            <h1 align="center">Orders</h1>

            Press <kbd>Ctrl</kbd> and `List<T>` <!-- not shown -->or a < b, see <https://example.com>.

            - item <b>one</b>
            - `<kept>`

            <script>alert(1)</script>

            <details>
            <summary>More</summary>

            Inside **details**.

            </details>
            """);

        Assert.Equal(
            [
                "H1: Orders",
                "Paragraph: Press Ctrl and `List<T>` or a < b, see <https://example.com>.",
                "List: - item one\n- `<kept>`",
                "Paragraph: More",
                "Paragraph: Inside **details**.",
            ],
            Reading.Lines(document));
    }

    [Fact]
    public async Task Read_CodeWithFences_IsFencedLonger()
    {
        var document = await Reading.TextAsync("a.md", "````md\n```js\nx\n```\n````\n");

        Assert.Equal(["Code: ````md\n```js\nx\n```\n````"], Reading.Lines(document));
    }

    [Fact]
    public async Task Read_UnclosedFence_IsCodeToTheEnd() =>
        Assert.Equal(["Code: ```\na\n```"], Reading.Lines(await Reading.TextAsync("a.md", "```\na")));

    [Fact]
    public async Task Read_EndlessQuotes_AreReadAsText()
    {
        var document = await Reading.TextAsync("a.md", new string('>', 20_000) + " deep\n\nNext.");

        Assert.Equal("Next.", document.Blocks[^1].Text);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("*a_")]
    [InlineData("`a")]
    [InlineData("- ")]
    [InlineData("<div>")]
    [InlineData("| a ")]
    [InlineData("&amp;<b>")]
    public async Task Read_PatternsWithoutEnd_TakeAMoment(string pattern)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            await Reading.TextAsync("a.md", string.Concat(Enumerable.Repeat(pattern, 50_000)) + "\n\nend");
        }
        catch (ExtractionException e)
        {
            Assert.Equal("The elements of the page are nested too deeply for it to be read.", e.Message);
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
