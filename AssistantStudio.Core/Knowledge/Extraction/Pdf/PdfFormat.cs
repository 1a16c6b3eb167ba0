using System.Globalization;
using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes paragraphs of the lines of a PDF, page by page, without what stands at the head or foot of each page.</summary>
internal static class PdfFormat
{
    // On fewer pages a repeated line may be meant.
    private const int PagesForRepetition = 3;

    public static async Task<ExtractedDocument> ReadAsync(byte[] pdf, string title, PdfProgram program, ExtractionLimits limits, CancellationToken ct) =>
        Arrange(await program.RunAsync(pdf, ct).ConfigureAwait(false), title, limits);

    public static ExtractedDocument Arrange(string text, string title, ExtractionLimits limits)
    {
        var pages = text.TrimEnd('\f', '\n', ' ').Split('\f').Select(p => p.Split('\n')).ToList();
        var repeated = RepeatedLines(pages);
        var blocks = new BlockList(limits);
        for (var i = 0; i < pages.Count; i++)
        {
            if (pages.Count > 1)
                blocks.Heading(1, string.Create(CultureInfo.InvariantCulture, $"Page {i + 1}"));
            AddPage(blocks, pages[i].Where(l => !repeated.Contains(Pattern(l))));
        }

        return blocks.Blocks.Any(b => b.Kind != BlockKind.Heading)
            ? blocks.Document(title)
            : throw new ExtractionException("There is no text in the PDF. If it consists of scanned pages, have their text recognised first.");
    }

    private static void AddPage(BlockList blocks, IEnumerable<string> lines)
    {
        var paragraph = new StringBuilder();
        foreach (var line in lines.Select(l => l.Trim()).Append(""))
        {
            if (line.Length == 0 || IsItem(line))
            {
                blocks.Paragraph(paragraph.ToString());
                paragraph.Clear();
            }

            Join(paragraph, line);
        }
    }

    /// <summary>Puts a word together again that was divided at the end of a line.</summary>
    private static void Join(StringBuilder paragraph, string line)
    {
        if (line.Length == 0)
            return;

        var divided = paragraph.Length > 1 && paragraph[^1] is '-' or '\u00ad' && char.IsLower(paragraph[^2]) && char.IsLower(line[0]);
        if (divided)
            paragraph.Length--;
        else if (paragraph.Length > 0)
            paragraph.Append(' ');
        paragraph.Append(line);
    }

    private static bool IsItem(string line) => line.Length > 2 && line[0] is '•' or '▪' or '‣' or '◦' or '–' && line[1] == ' ';

    /// <summary>The first and last lines that most pages share, apart from the number of the page.</summary>
    private static HashSet<string> RepeatedLines(List<string[]> pages)
    {
        if (pages.Count < PagesForRepetition)
            return [];

        return pages
            .SelectMany(p => Edges(p).Select(Pattern).Distinct(StringComparer.Ordinal))
            .GroupBy(p => p, StringComparer.Ordinal)
            .Where(g => g.Count() >= PagesForRepetition && g.Count() * 2 > pages.Count)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Edges(string[] page)
    {
        var first = Array.Find(page, l => !string.IsNullOrWhiteSpace(l));
        var last = Array.FindLast(page, l => !string.IsNullOrWhiteSpace(l));
        return first is null || last is null ? [] : [first, last];
    }

    private static string Pattern(string line)
    {
        var pattern = new StringBuilder();
        foreach (var c in line.Trim())
        {
            if (!char.IsAsciiDigit(c))
                pattern.Append(c);
            else if (pattern.Length == 0 || pattern[^1] != '0')
                pattern.Append('0');
        }

        return pattern.ToString();
    }
}
