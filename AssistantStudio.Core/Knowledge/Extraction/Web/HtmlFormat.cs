using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads a web page: the part that is its content, not the menus around it. Nothing in it is run or loaded.</summary>
internal static partial class HtmlFormat
{
    // Browsers look no further for the declaration either.
    private const int DeclarationBytes = 4096;

    public static ExtractedDocument Read(ReadOnlySpan<byte> content, string? contentType, string title, ExtractionLimits limits) =>
        ReadPage(content, contentType, address: null, title, limits).Document;

    /// <param name="contentType">As the server sent it, for its charset.</param>
    /// <param name="address">Where the page came from, for its relative links.</param>
    public static HtmlPage ReadPage(ReadOnlySpan<byte> content, string? contentType, Uri? address, string fallbackTitle, ExtractionLimits limits)
    {
        limits.CheckTree(content.Length, "page");
        var html = TextDecoder.Decode(content, TextDecoder.CharsetIn(contentType), DeclaredCharset(content));
        HtmlNesting.Check(html);
        var document = new HtmlParser().ParseDocument(html);
        var blocks = new BlockList(limits);
        var main = HtmlMainContent.Find(document);
        foreach (var part in main)
            new HtmlBlocks(blocks).Add(part);

        var head = HtmlHead.Read(document, address);
        var title = head.Title ?? fallbackTitle;
        return new(title, blocks.Document(title, head.Labels), head.Links, head.Canonical, head.NoIndex, head.NoFollow);
    }

    private static string? DeclaredCharset(ReadOnlySpan<byte> content)
    {
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, DeclarationBytes)]);
        var charset = MetaCharset().Match(start) is { Success: true } match ? match.Groups[1].Value : null;

        // Whoever could read this declaration byte by byte was not reading UTF-16.
        return charset?.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) == true ? "utf-8" : charset;
    }

    [GeneratedRegex(@"<meta\s[^>]*charset\s*=\s*[""']?([\w-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();
}
