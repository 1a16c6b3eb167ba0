using System.Text;
using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes the elements of a page as blocks: what stands in a line is joined, the rest begins a block of its own.</summary>
internal sealed class HtmlBlocks(BlockList blocks)
{
    /// <summary>Deeper than this only broken pages go, and the stack ends somewhere.</summary>
    public const int Depth = 400;

    private readonly HtmlLine _line = new();

    public void Add(IElement root)
    {
        Children(root, 0);
        EndParagraph();
    }

    private void Children(INode parent, int depth)
    {
        if (depth > Depth)
        {
            _line.Text(parent.TextContent);
            return;
        }

        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
                _line.Text(text.Data);
            else if (node is IElement element && !HtmlElements.IsSilent(element))
                Element(element, depth + 1);
        }
    }

    private void Element(IElement element, int depth)
    {
        if (HtmlElements.IsInline(element))
        {
            Inline(element, depth);
            return;
        }

        EndParagraph();
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Children(element, depth);
                blocks.Heading(element.LocalName[1] - '0', _line.Take().Replace('\n', ' '));
                break;
            case "pre":
                blocks.Code(element.TextContent, Language(element));
                break;
            case "ul" or "ol" or "dl":
                blocks.List(HtmlLists.Write(element, blocks.Limits));
                break;
            case "table" when HtmlTables.HoldsData(element):
                blocks.Table(HtmlTables.Write(element, blocks.Limits));
                break;
            default:
                Children(element, depth);
                break;
        }

        EndParagraph();
    }

    private void Inline(IElement element, int depth)
    {
        switch (element.LocalName)
        {
            case "br":
                _line.Break();
                break;
            case "img":
                _line.Text(element.GetAttribute("alt") ?? "");
                break;
            case "code" or "kbd" or "samp" or "tt" when element.TextContent.AsSpan().Trim() is { Length: > 0 } code && !code.ContainsAny('`', '\n'):
                _line.Code(code);
                break;
            default:
                Children(element, depth);
                break;
        }
    }

    private void EndParagraph() => blocks.Paragraph(_line.Take());

    private static string Language(IElement pre)
    {
        var classes = $"{pre.ClassName} {pre.QuerySelector("code")?.ClassName} {pre.ParentElement?.ClassName}";
        foreach (var name in classes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var prefix in (string[])["language-", "lang-", "highlight-source-"])
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length < 40)
                    return name[prefix.Length..];
            }
        }

        return "";
    }
}
