using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

public sealed class WikiMarkupTests
{
    [Fact]
    public void Add_Description_GivesItsBlocks() =>
        Assert.Equal(
            [
                "H2: Steps to see it",
                "Paragraph: Open the basket, call [~nobody see the terms\nand `List<T>`.",
                "List: - one\n   - inner\n   1. counted\n- two",
                "Code: ```java\nif (a) {\n    *b* = [c|d];\n}\n```",
                "Table: | Name | Fee |\n| --- | --- |\n| A words | 1 |",
                "Paragraph: A warning.",
                "Code: ```\nh1. no heading\n```",
                "Paragraph: @ada https://example.com snake_case_name 2 * 3 * 4 {x}",
            ],
            Lines("h2. Steps to _see_ it\r\n\r\nOpen the *basket*, call [~nobody see [the terms|https://example.com/terms]\nand {{List<T>}}.\n\n* one\n** inner\n*# counted\n* two\n"
                + "{code:title=A.java|language=java}\nif (a) {\n    *b* = [c|d];\n}\n{code}\n||Name||Fee||\n|A [words|http://x]|1|\n\n{panel:title=Note}\n{color:red}A warning.{color}\n{panel}\n----\n"
                + "{noformat}\nh1. no heading\n{noformat}\n!screen.png|thumbnail!\n[~ada] [https://example.com] snake_case_name 2 * 3 * 4 \\{x\\}"));

    [Fact]
    public void Add_UnclosedCode_IsCodeToTheEnd() => Assert.Equal(["Paragraph: a", "Code: ```\nb\n```"], Lines("a\n{code}\nb"));

    private static IEnumerable<string> Lines(string text)
    {
        var blocks = new BlockList(new());
        WikiMarkup.AddTo(blocks, text);
        return Reading.Lines(blocks.Document("x"));
    }
}
