namespace AssistantStudio.Core.Knowledge;

/// <summary>Which text files are read how, by the ending of the name and, if that says nothing, by the content type.</summary>
internal static class FileFormats
{
    private static readonly string[] s_markdown = [".md", ".markdown", ".mdown", ".mkd", ".mdx"];
    private static readonly string[] s_html = [".html", ".htm", ".xhtml"];
    private static readonly string[] s_plain = [".txt", ".text", ".log", ".rst", ".adoc", ".asciidoc", ".org", ".tex"];

    public static IEnumerable<string> Extensions => [.. s_markdown, .. s_html, .. s_plain];

    public static ExtractedDocument ReadText(string fileName, string? contentType, ReadOnlySpan<byte> bytes, string title, ExtractionLimits limits)
    {
        var ending = Path.GetExtension(fileName).ToLowerInvariant();
        if (ending.Length == 0 || !Extensions.Contains(ending))
            ending = EndingFor(contentType) ?? ending;

        if (s_html.Contains(ending))
            return HtmlFormat.Read(bytes, contentType, title, limits);

        var text = TextDecoder.Decode(bytes, TextDecoder.CharsetIn(contentType));
        if (s_markdown.Contains(ending))
            return MarkdownFormat.Read(text, title, limits);

        return PlainTextFormat.Read(text, title, limits);
    }

    private static string? EndingFor(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/html" or "application/xhtml+xml" => ".html",
        "text/markdown" or "text/x-markdown" => ".md",
        "text/plain" => ".txt",
        _ => null,
    };
}
