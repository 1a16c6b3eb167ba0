using AngleSharp.Dom;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Writes tables as Markdown rows, and tells them from those that only place things on the page.</summary>
internal static class HtmlTables
{
    public static bool HoldsData(IElement table) =>
        table.GetAttribute("role") is not ("presentation" or "none")
        && table.QuerySelector("table, h1, h2, h3, ul, pre, p ~ p") is null
        && Rows(table).Any(r => Cells(r).Skip(1).Any());

    public static string Write(IElement table, ExtractionLimits limits)
    {
        var rows = MarkdownTable.Write(Rows(table).Select(r => Cells(r).Select(c => Cell(c, limits)).ToList()));
        var caption = table.Children.FirstOrDefault(c => c.LocalName == "caption")?.TextContent.Trim();
        return string.IsNullOrEmpty(caption) ? rows : $"{caption}\n\n{rows}";
    }

    private static IEnumerable<IElement> Rows(IElement table) =>
        table.Children.SelectMany(c => c.LocalName is "thead" or "tbody" or "tfoot" ? c.Children.AsEnumerable() : [c]).Where(c => c.LocalName == "tr");

    private static IEnumerable<IElement> Cells(IElement row) => row.Children.Where(c => c.LocalName is "td" or "th");

    private static string Cell(IElement cell, ExtractionLimits limits)
    {
        var inner = new BlockList(limits);
        new HtmlBlocks(inner).Add(cell);
        return string.Join(' ', inner.Blocks.Select(b => b.Text));
    }
}
