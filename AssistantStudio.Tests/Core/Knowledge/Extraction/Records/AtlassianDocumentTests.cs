using AssistantStudio.Core.Knowledge;
using Xunit;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction.Records;

public sealed class AtlassianDocumentTests
{
    [Fact]
    public void Add_AllKindsOfBlocks_AreWritten() =>
        Assert.Equal(
            [
                "H2: Steps to see it",
                "Paragraph: Hi @Ada Lovelace, see https://example.com/x and run `ship`\nby 2026-11-20 DONE 🎉.",
                "List: - one\n  - inner\n- two\n  ```\n  code\n  ```",
                "List: 3. third\n4. fourth",
                "List: - [x] done\n- [ ] open",
                "List: - Decided so",
                "Code: ```java\nint  a;\n\nreturn a;\n```",
                "Table: | Name | Fee |\n| --- | --- |\n| A B | 1\\|2 |",
                "Paragraph: Quoted.",
                "Paragraph: In a panel.",
                "Paragraph: More details",
                "Paragraph: Hidden at first.",
                "Paragraph: https://example.com/card",
                "Paragraph: A picture of it",
                "Paragraph: From the future",
            ],
            Lines("""
                {"type": "doc", "version": 1, "content": [
                  {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Steps to see it"}]},
                  {"type": "paragraph", "content": [
                    {"type": "text", "text": "Hi "}, {"type": "mention", "attrs": {"id": "5b1", "text": "@Ada Lovelace"}}, {"type": "text", "text": ", see "},
                    {"type": "inlineCard", "attrs": {"url": "https://example.com/x"}}, {"type": "text", "text": " and "},
                    {"type": "text", "text": "run", "marks": [{"type": "link", "attrs": {"href": "https://example.com"}}, {"type": "strong"}]},
                    {"type": "text", "text": " "}, {"type": "text", "text": "ship", "marks": [{"type": "code"}]}, {"type": "hardBreak"},
                    {"type": "text", "text": "by "}, {"type": "date", "attrs": {"timestamp": "1795132800000"}}, {"type": "text", "text": " "},
                    {"type": "status", "attrs": {"text": "DONE", "color": "green"}}, {"type": "text", "text": " "},
                    {"type": "emoji", "attrs": {"shortName": ":tada:", "text": "🎉"}}, {"type": "text", "text": "."}]},
                  {"type": "bulletList", "content": [
                    {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one"}]}, {"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "inner"}]}]}]}]},
                    {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "two"}]}, {"type": "codeBlock", "content": [{"type": "text", "text": "code"}]}]}]},
                  {"type": "orderedList", "attrs": {"order": 3}, "content": [
                    {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "third"}]}]},
                    {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "fourth"}]}]}]},
                  {"type": "taskList", "content": [{"type": "taskItem", "attrs": {"state": "DONE"}, "content": [{"type": "text", "text": "done"}]}, {"type": "taskItem", "attrs": {"state": "TODO"}, "content": [{"type": "text", "text": "open"}]}]},
                  {"type": "decisionList", "content": [{"type": "decisionItem", "content": [{"type": "text", "text": "Decided so"}]}]},
                  {"type": "codeBlock", "attrs": {"language": "java"}, "content": [{"type": "text", "text": "int  a;\n\nreturn a;"}]},
                  {"type": "table", "content": [
                    {"type": "tableRow", "content": [{"type": "tableHeader", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Name"}]}]}, {"type": "tableHeader", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Fee"}]}]}]},
                    {"type": "tableRow", "content": [{"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "A"}]}, {"type": "paragraph", "content": [{"type": "text", "text": "B"}]}]}, {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "1|2"}]}]}]}]},
                  {"type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Quoted."}]}]},
                  {"type": "rule"},
                  {"type": "panel", "attrs": {"panelType": "info"}, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "In a panel."}]}]},
                  {"type": "expand", "attrs": {"title": "More details"}, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hidden at first."}]}]},
                  {"type": "blockCard", "attrs": {"url": "https://example.com/card"}},
                  {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"alt": "A picture of it", "id": "x"}}]},
                  {"type": "hologram", "content": [{"type": "beam", "content": [{"type": "text", "text": "From the future"}]}]}
                ]}
                """));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type": "doc", "content": null}""")]
    [InlineData("""{"type": "doc", "content": [null, 7, {"type": 7}, {"type": "heading"}, {"type": "paragraph", "content": [{"type": "text"}, {"type": "date", "attrs": {"timestamp": "soon"}}]}, {"type": "table", "content": [{}]}]}""")]
    public void Add_OddDocuments_GiveNothing(string json) => Assert.Empty(Lines(json));

    [Fact]
    public void Add_EndlessNesting_Ends()
    {
        var json = string.Concat(Enumerable.Repeat("""{"type":"bulletList","content":[{"type":"listItem","content":[""", 500)) + string.Concat(Enumerable.Repeat("]}]}", 500));
        using var document = System.Text.Json.JsonDocument.Parse($$"""{"content":[{{json}}]}""", new() { MaxDepth = 4_000 });
        AtlassianDocument.AddTo(new(new()), document.RootElement);
    }

    private static IEnumerable<string> Lines(string json)
    {
        var blocks = new BlockList(new());
        AtlassianDocument.AddTo(blocks, Payload.Of(json));
        return Reading.Lines(blocks.Document("x"));
    }
}
