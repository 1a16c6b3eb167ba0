namespace AssistantStudio.Core.Knowledge;

/// <summary>Which text files are read how, by the ending of the name and, if that says nothing, by the content type.</summary>
internal static class FileFormats
{
    private const string Pdf = ".pdf";
    private const string Word = ".docx";

    private static readonly string[] s_markdown = [".md", ".markdown", ".mdown", ".mkd", ".mdx"];
    private static readonly string[] s_html = [".html", ".htm", ".xhtml"];
    private static readonly string[] s_plain = [".txt", ".text", ".log", ".rst", ".adoc", ".asciidoc", ".org", ".tex"];
    private static readonly string[] s_tables = [".csv", ".tsv", ".tab"];
    private static readonly string[] s_json = [".json", ".jsonc", ".json5", ".geojson"];
    private static readonly string[] s_jsonLines = [".jsonl", ".ndjson"];

    public static IEnumerable<string> Extensions { get; } =
        [Pdf, Word, .. s_markdown, .. s_html, .. s_plain, .. s_tables, .. s_json, .. s_jsonLines, .. SourceLanguages.Extensions];

    public static ExtractedDocument ReadText(string fileName, string? contentType, byte[] bytes, string title, ExtractionLimits limits)
    {
        var ending = Path.GetExtension(fileName).ToLowerInvariant();
        var language = SourceLanguages.Of(fileName);
        if (language is null && !Extensions.Contains(ending))
            ending = EndingFor(contentType) ?? ending;

        if (s_html.Contains(ending))
            return HtmlFormat.Read(bytes, contentType, title, limits);

        var text = TextDecoder.Decode(bytes, TextDecoder.CharsetIn(contentType));
        if (language is "yaml" && IsApiInYaml(text))
            throw new ExtractionException("API descriptions are read as JSON only; save it as JSON.");
        if (language is not null)
            return SourceFormat.Read(text, Path.GetFileName(fileName), language, limits);
        if (s_markdown.Contains(ending))
            return MarkdownFormat.Read(text, title, limits);
        if (s_tables.Contains(ending))
            return CsvFormat.Read(text, title, usual: ending == ".csv" ? ',' : '\t', limits);
        if (s_json.Contains(ending) || s_jsonLines.Contains(ending))
            return JsonFormat.Read(text, title, limits);

        return PlainTextFormat.Read(text, title, limits);
    }

    private static string? EndingFor(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/html" or "application/xhtml+xml" => ".html",
        "text/markdown" or "text/x-markdown" => ".md",
        "text/csv" => ".csv",
        "text/tab-separated-values" => ".tsv",
        "application/json" or "text/json" => ".json",
        "application/x-ndjson" or "application/jsonl" => ".jsonl",
        _ => null,
    };

    internal static bool IsApiInYaml(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var words = line.Trim();
            if (words.IsEmpty || words[0] == '#' || words.StartsWith("---", StringComparison.Ordinal))
                continue;

            return words.StartsWith("openapi:", StringComparison.Ordinal) || words.StartsWith("swagger:", StringComparison.Ordinal);
        }

        return false;
    }
}
