using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes lists with their inner lists as Markdown.</summary>
internal static class HtmlLists
{
    public static string Write(IElement list, ExtractionLimits limits)
    {
        var text = new StringBuilder();
        var number = 0;
        var term = "";
        foreach (var item in list.Children.Where(c => !HtmlElements.IsSilent(c)))
        {
            var content = Content(item, limits);
            if (item.LocalName == "dt")
            {
                term = content;
            }
            else if (content.Length > 0)
            {
                var mark = list.LocalName == "ol" ? string.Create(CultureInfo.InvariantCulture, $"{++number}. ") : "- ";
                var named = term.Length > 0 ? $"{term}: {content}" : content;
                text.Append(mark).Append(named.Replace("\n", "\n" + new string(' ', mark.Length), StringComparison.Ordinal)).Append('\n');
                term = "";
            }
        }

        if (term.Length > 0)
            text.Append("- ").Append(term).Append('\n');
        return text.ToString();
    }

    private static string Content(IElement item, ExtractionLimits limits)
    {
        // Lists within lists without end are told by the depth of the item, not of the list.
        if (Levels(item) > HtmlBlocks.Depth / 10)
            return string.Join(' ', item.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        var inner = new BlockList(limits);
        new HtmlBlocks(inner).Add(item);
        return string.Join('\n', inner.Blocks.Select(b => b.Text));
    }

    private static int Levels(IElement item)
    {
        var levels = 0;
        for (var e = item.ParentElement; e is not null && levels <= HtmlBlocks.Depth; e = e.ParentElement)
            levels += e.LocalName is "ul" or "ol" or "dl" ? 1 : 0;
        return levels;
    }
}
