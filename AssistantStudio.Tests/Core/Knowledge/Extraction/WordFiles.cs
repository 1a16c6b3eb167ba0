using System.IO.Compression;
using System.Text;

namespace AssistantStudio.Tests.Core.Knowledge.Extraction;

/// <summary>Packs Word files of the parts that matter.</summary>
internal static class WordFiles
{
    public const string Namespaces =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

    public static byte[] Of(string body, string styles = "", string numbering = "", string? title = null)
    {
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
            ["word/document.xml"] = $"<w:document {Namespaces}><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\"/></w:sectPr></w:body></w:document>",
            ["word/styles.xml"] = $"<w:styles {Namespaces}>{styles}</w:styles>",
        };
        if (numbering.Length > 0)
            parts["word/numbering.xml"] = $"<w:numbering {Namespaces}>{numbering}</w:numbering>";
        if (title is not null)
            parts["docProps/core.xml"] = $"<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title></cp:coreProperties>";
        return Zip(parts.Select(p => (p.Key, Encoding.UTF8.GetBytes(p.Value))));
    }

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> parts)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    public static string P(string text, string properties = "") => $"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";
}
