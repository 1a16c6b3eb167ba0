using System.Text;
using AngleSharp.Html.Parser;
using AssistantStudio.Core.Shared;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Markdown stays as it was written: it is only divided into its blocks. HTML in it becomes text, comments and the
/// definitions of links are left out.
/// </summary>
internal static class MarkdownFormat
{
    // A longer heading is a paradox; its marks may stay.
    private const int LongestHeading = 1_000;

    private static readonly MarkdownPipeline s_blocks = Pipeline().Use<WithoutEmphasis>().Build();
    private static readonly MarkdownPipeline s_headings = Pipeline().Build();

    public static ExtractedDocument Read(string text, string title, ExtractionLimits limits)
    {
        var blocks = new BlockList(limits);
        var ownTitle = AddTo(blocks, text);
        return blocks.Document(ownTitle ?? title);
    }

    /// <summary>Adds the blocks and tells the title that the text gives itself.</summary>
    public static string? AddTo(BlockList blocks, string text)
    {
        if (MarkdownNesting.IsTooDeep(text))
        {
            PlainTextFormat.AddTo(blocks, text);
            return null;
        }

        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, s_blocks);
        }
        catch (ArgumentException)
        {
            // Thousands of quotes within quotes: no document, but its words are still words.
            PlainTextFormat.AddTo(blocks, text);
            return null;
        }

        string? title = null;
        var before = blocks.Count;
        foreach (var block in document)
        {
            if (block is YamlFrontMatterBlock front)
                title = TitleIn(Slice(text, front.Span));
            else
                Add(blocks, text, block);
        }

        return title ?? blocks.Blocks.Skip(before).FirstOrDefault(b => b is { Kind: BlockKind.Heading, Level: 1 })?.Text;
    }

    private static void Add(BlockList blocks, string text, Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                blocks.Heading(heading.Level, Words(Slice(text, heading.Span)));
                break;
            case FencedCodeBlock code:
                blocks.Code(code.Lines.ToString(), code.Info ?? "");
                break;
            case CodeBlock code:
                blocks.Code(code.Lines.ToString());
                break;
            case ListBlock:
                blocks.List(WithoutTags(text, block));
                break;
            case Table:
                blocks.Table(WithoutTags(text, block));
                break;
            case HtmlBlock html:
                AddHtml(blocks, Slice(text, html.Span));
                break;
            case ThematicBreakBlock or LinkReferenceDefinitionGroup or BlankLineBlock:
                break;
            default:
                blocks.Paragraph(WithoutTags(text, block));
                break;
        }
    }

    private static void AddHtml(BlockList blocks, string html)
    {
        if (html.StartsWith("<!--", StringComparison.Ordinal) && html.IndexOf("-->", StringComparison.Ordinal) == html.TrimEnd().Length - 3)
            return;

        HtmlNesting.Check(html);
        new HtmlBlocks(blocks).Add(new HtmlParser().ParseDocument(html).Body!);
    }

    /// <summary>The source of a block with the tags and comments cut out that stand in its lines.</summary>
    private static string WithoutTags(string text, Block block)
    {
        var source = Slice(text, block.Span);
        if (!source.Contains('<', StringComparison.Ordinal))
            return source;

        var kept = new StringBuilder(source.Length);
        var next = block.Span.Start;
        var end = block.Span.Start + source.Length;
        IEnumerable<MarkdownObject> inner = block is LeafBlock leaf ? leaf.Inline?.Descendants() ?? [] : block.Descendants();
        foreach (var span in inner.Where(d => d is HtmlInline or HtmlBlock).Select(d => d.Span).OrderBy(s => s.Start))
        {
            if (span.Start < next || span.End >= end)
                continue;

            kept.Append(text, next, span.Start - next);
            next = span.End + 1;
        }

        return kept.Append(text, next, end - next).ToString();
    }

    /// <summary>What a reader sees of a heading, without stars and addresses.</summary>
    private static string Words(string heading)
    {
        if (heading.Length > LongestHeading || Markdown.Parse(heading, s_headings).FirstOrDefault() is not HeadingBlock { Inline: { } inlines })
            return heading.Trim('#', ' ');

        var words = new StringBuilder();
        foreach (var inline in inlines.Descendants())
        {
            switch (inline)
            {
                case LiteralInline literal:
                    words.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    words.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    words.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    words.Append(link.Url);
                    break;
                case LineBreakInline:
                    words.Append(' ');
                    break;
                default:
                    break;
            }
        }

        return words.ToString();
    }

    private static MarkdownPipelineBuilder Pipeline() => new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UsePreciseSourceLocation();

    private static string? TitleIn(string frontMatter)
    {
        const string Key = "title:";
        var line = frontMatter.Split('\n').FirstOrDefault(l => l.StartsWith(Key, StringComparison.OrdinalIgnoreCase));
        var title = line?[Key.Length..].Trim().Trim('"', '\'').Trim();
        return string.IsNullOrEmpty(title) ? null : title;
    }

    private static string Slice(string text, SourceSpan span)
    {
        var start = Math.Clamp(span.Start, 0, text.Length);
        return text[start..Math.Clamp(span.End + 1, start, text.Length)];
    }
}
