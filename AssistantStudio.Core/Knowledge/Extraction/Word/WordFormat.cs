using System.Xml;
using System.Xml.Linq;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Reads Word files (.docx): paragraph by paragraph, so that a thick one is never in memory as a whole.</summary>
internal static class WordFormat
{
    private const string Main = "word/document.xml";

    public static ExtractedDocument Read(byte[] content, string title, ExtractionLimits limits)
    {
        using var package = OfficePackage.Open(content, limits);
        if (!package.Has(Main))
            throw NoWordFile(package);

        try
        {
            var styles = WordStyles.Read(Root(package, "word/styles.xml"));
            var numbering = WordNumbering.Read(Root(package, "word/numbering.xml"));
            var body = new WordBody(styles, numbering, limits);
            using var reader = package.Read(Main)!;
            while (reader.ReadToBodyPart())
            {
                if (XNode.ReadFrom(reader) is XElement part)
                    body.Add(part);
            }

            return body.Document(TitleIn(Root(package, "docProps/core.xml")) ?? body.Title ?? title);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw new ExtractionException("The Word file is damaged and cannot be read.", e);
        }
    }

    private static ExtractionException NoWordFile(OfficePackage package) =>
        package.Has("xl/workbook.xml") ? new("Tables of Excel cannot be read; save each sheet as CSV.")
        : package.Has("ppt/presentation.xml") ? new("Slides of PowerPoint cannot be read; save them as PDF.")
        : package.Has("content.xml") ? new("OpenDocument files cannot be read; save it as .docx or PDF.")
        : new("The file is an archive; add the files in it one by one.");

    private static XElement? Root(OfficePackage package, string part)
    {
        using var reader = package.Read(part);
        return reader is null ? null : XDocument.Load(reader).Root;
    }

    private static string? TitleIn(XElement? properties) => properties.Child("title")?.Value.Trim() is { Length: > 0 } title ? title : null;

    /// <summary>Moves on to the next paragraph or table of the body. Whatever wraps them is walked through.</summary>
    private static bool ReadToBodyPart(this XmlReader reader)
    {
        // Reading a node leaves the reader on the one behind it, which must not be skipped.
        if (reader.NodeType == XmlNodeType.None)
            reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.LocalName is "p" or "tbl")
                    return true;

                if (reader.LocalName is not ("document" or "body" or "sdt" or "sdtContent" or "customXml" or "smartTag" or "ins"))
                {
                    reader.Skip();
                    continue;
                }
            }

            reader.Read();
        }

        return false;
    }
}
