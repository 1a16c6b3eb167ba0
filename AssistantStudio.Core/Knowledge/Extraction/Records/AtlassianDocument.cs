using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Reads the documents in which Jira and Confluence keep rich text:
/// <c>{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Hi"}]}]}</c>.
/// What is not known is walked through for the text in it.
/// </summary>
internal static class AtlassianDocument
{
    private const int Depth = 60;

    public static void AddTo(BlockList blocks, JsonElement document) => AddChildren(blocks, document, 0);

    private static void AddChildren(BlockList blocks, JsonElement parent, int depth)
    {
        // Text that stands among blocks without a paragraph of its own.
        var loose = new StringBuilder();
        foreach (var node in depth > Depth ? [] : JsonValues.Items(parent, "content"))
        {
            if (AtlassianLine.IsInline(node))
            {
                AtlassianLine.Append(loose, node);
                continue;
            }

            Flush(blocks, loose);
            Add(blocks, node, depth + 1);
        }

        Flush(blocks, loose);
    }

    private static void Add(BlockList blocks, JsonElement node, int depth)
    {
        switch (JsonValues.Text(node, "type"))
        {
            case "paragraph" or "caption":
                blocks.Paragraph(AtlassianLine.Of(node));
                break;
            case "heading":
                blocks.Heading((int)Math.Clamp(JsonValues.Number(node, "attrs", "level") ?? 1, 1, 6), AtlassianLine.Of(node).Replace('\n', ' '));
                break;
            case "codeBlock":
                blocks.Code(AtlassianLine.Plain(node), JsonValues.Text(node, "attrs", "language") ?? "");
                break;
            case "bulletList" or "orderedList" or "taskList" or "decisionList":
                blocks.List(List(blocks.Limits, node, depth));
                break;
            case "table":
                blocks.Table(MarkdownTable.Write(JsonValues.Items(node, "content").Select(row => JsonValues.Items(row, "content").Select(c => Joined(blocks.Limits, c, depth, " ")).ToList())));
                break;
            case "blockCard" or "embedCard":
                blocks.Paragraph(JsonValues.Text(node, "attrs", "url") ?? "");
                break;
            case "media":
                blocks.Paragraph(JsonValues.Text(node, "attrs", "alt") ?? "");
                break;
            case "expand" or "nestedExpand":
                blocks.Paragraph(JsonValues.Text(node, "attrs", "title") ?? "");
                AddChildren(blocks, node, depth);
                break;
            default:
                AddChildren(blocks, node, depth);
                break;
        }
    }

    private static string List(ExtractionLimits limits, JsonElement list, int depth)
    {
        var text = new StringBuilder();
        var ordered = JsonValues.Text(list, "type") == "orderedList";
        var number = JsonValues.Number(list, "attrs", "order") ?? 1;
        foreach (var item in depth > Depth ? [] : JsonValues.Items(list, "content"))
        {
            // Lists directly in a list of tasks are its inner ones.
            if (JsonValues.Text(item, "type") is "taskList" or "bulletList" or "orderedList")
            {
                text.Append("  ").Append(List(limits, item, depth + 1).TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
                continue;
            }

            var mark = JsonValues.Text(item, "type") switch
            {
                "taskItem" => JsonValues.Text(item, "attrs", "state") == "DONE" ? "- [x] " : "- [ ] ",
                _ when ordered => string.Create(CultureInfo.InvariantCulture, $"{number++}. "),
                _ => "- ",
            };
            var content = Joined(limits, item, depth + 1, "\n");
            if (content.Length > 0)
                text.Append(mark).Append(content.Replace("\n", "\n" + new string(' ', mark.IndexOf(' ', StringComparison.Ordinal) + 1), StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }

    private static string Joined(ExtractionLimits limits, JsonElement parent, int depth, string between)
    {
        var inner = new BlockList(limits);
        AddChildren(inner, parent, depth);
        return string.Join(between, inner.Blocks.Select(b => b.Text));
    }

    private static void Flush(BlockList blocks, StringBuilder loose)
    {
        blocks.Paragraph(loose.ToString());
        loose.Clear();
    }
}
