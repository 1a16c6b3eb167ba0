using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Microsoft.AspNetCore.Components;

namespace AssistantStudio.Web.Components.Markdown;

/// <summary>Draws the blocks of a text.</summary>
internal sealed class MarkdownWriter(Drawing drawing, string text, int topHeading, (int Start, int Length)? marked, RenderFragment<int>? reference = null)
{
    /// <summary>What lies deeper is shown as it was written.</summary>
    private const int Deepest = 24;

    private const int MostRows = 200;
    private const int LowestHeading = 6;

    private readonly MarkdownInlines _inlines = new(drawing, text, reference);
    private int _depth;
    private bool _isMarked;

    public void Write(MarkdownDocument document) => Blocks(document, tight: false);

    private void Blocks(ContainerBlock blocks, bool tight)
    {
        if (++_depth > Deepest)
        {
            Text(blocks);
        }
        else
        {
            foreach (var block in blocks)
            {
                Block(block, tight);
            }
        }

        _depth--;
    }

    private void Block(Block block, bool tight)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Leaf($"h{Math.Min(LowestHeading, topHeading + heading.Level - 1).ToString(CultureInfo.InvariantCulture)}", heading);
                break;
            case ParagraphBlock paragraph when tight && !IsMarked(paragraph):
                Inlines(paragraph);
                break;
            case ParagraphBlock paragraph:
                Leaf("p", paragraph);
                break;
            case YamlFrontMatterBlock or LinkReferenceDefinitionGroup:
                break;
            case CodeBlock code:
                Code(code);
                break;
            case QuoteBlock quote:
                Container("blockquote", quote);
                break;
            case ListBlock list:
                List(list);
                break;
            case Table table:
                Table(table);
                break;
            case ThematicBreakBlock:
                drawing.Open("hr");
                drawing.Close();
                break;
            default:
                Text(block);
                break;
        }
    }

    private void Leaf(string element, LeafBlock block)
    {
        drawing.Open(element);
        Mark(block);
        Inlines(block);
        drawing.Close();
    }

    private void Inlines(LeafBlock block)
    {
        if (block.Inline is { } inline)
        {
            _inlines.Write(inline);
        }
    }

    private void Container(string element, ContainerBlock block)
    {
        drawing.Open(element);
        Blocks(block, tight: false);
        drawing.Close();
    }

    private void List(ListBlock list)
    {
        drawing.Open(list.IsOrdered ? "ol" : "ul");
        if (list.IsOrdered && int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && start != 1)
        {
            drawing.Attribute("start", list.OrderedStart);
        }

        foreach (var item in list.OfType<ListItemBlock>())
        {
            drawing.Open("li");
            Blocks(item, tight: !list.IsLoose);
            drawing.Close();
        }

        drawing.Close();
    }

    private void Code(CodeBlock code)
    {
        drawing.Open<CodeText>();
        drawing.Parameter(nameof(CodeText.Text), code.Lines.ToString());
        drawing.Parameter(nameof(CodeText.Language), (code as FencedCodeBlock)?.Info?.Split(' ')[0]);
        drawing.Parameter(nameof(CodeText.Id), IsMarked(code) ? MarkOnce() : null);
        drawing.Parameter(nameof(CodeText.IsMarked), IsMarked(code));
        drawing.CloseComponent();
    }

    private void Table(Table table)
    {
        drawing.Open("div");
        drawing.Attribute("class", "md-scroll");
        drawing.Attribute("role", "group");
        drawing.Attribute("aria-label", "Table");
        drawing.Attribute("tabindex", "0");
        drawing.Open("table");
        foreach (var row in table.OfType<TableRow>().Take(MostRows))
        {
            drawing.Open("tr");
            Mark(row);
            foreach (var (i, cell) in row.OfType<TableCell>().Index())
            {
                drawing.Open(row.IsHeader ? "th" : "td");
                if (i < table.ColumnDefinitions.Count && table.ColumnDefinitions[i].Alignment is TableColumnAlign.Right or TableColumnAlign.Center)
                {
                    drawing.Attribute("class", table.ColumnDefinitions[i].Alignment == TableColumnAlign.Right ? "right" : "center");
                }

                Blocks(cell, tight: true);
                drawing.Close();
            }

            drawing.Close();
        }

        drawing.Close();
        drawing.Close();
        if (table.Count > MostRows)
        {
            drawing.Open("p");
            drawing.Attribute("class", "t3");
            drawing.Text($"{Shell.Format.Count(table.Count - MostRows, "more row")}, not shown");
            drawing.Close();
        }
    }

    /// <summary>As it was written.</summary>
    private void Text(Block block)
    {
        drawing.Open("p");
        Mark(block);
        drawing.Text(Written(block.Span));
        drawing.Close();
    }

    private string Written(SourceSpan span) =>
        span.IsEmpty || span.Start >= text.Length ? "" : text[span.Start..Math.Min(text.Length, span.End + 1)];

    private void Mark(Block block)
    {
        if (IsMarked(block))
        {
            drawing.Attribute("class", "marked");
            drawing.Attribute("id", MarkOnce());
        }
    }

    private string? MarkOnce()
    {
        var id = _isMarked ? null : MarkdownView.MarkId;
        _isMarked = true;
        return id;
    }

    private bool IsMarked(Block block) => marked is var (start, length) && block.Span.Start < start + length && block.Span.End >= start;
}
