using AssistantStudio.Core.Knowledge;

namespace AssistantStudio.Web.Components.Knowledge;

/// <summary>How the text of a document is shown.</summary>
internal static class DocumentForm
{
    /// <summary>As a page. Code, rows of data and lines whose breaks mean something stay as they were written.</summary>
    public static bool IsPage(DocumentDetail document) => (document.SourceKind, EndingOf(document)) switch
    {
        (SourceKind.Code, _) => false,
        (SourceKind.Upload or SourceKind.Folder, var ending) => ending is ".md" or ".markdown" or ".mdx" or ".html" or ".htm" or ".xhtml" or ".docx",
        (_, var ending) => ending is not (".txt" or ".pdf" or ".csv" or ".tsv" or ".json"),
    };

    /// <summary>Only what was written as Markdown breaks its lines where it likes.</summary>
    public static bool KeepsLines(DocumentDetail document) => EndingOf(document) is not (".md" or ".markdown" or ".mdx");

    private static string EndingOf(DocumentDetail document)
    {
        var path = Uri.TryCreate(document.ExternalId, UriKind.Absolute, out var address) ? address.AbsolutePath : document.ExternalId;
        return Path.GetExtension(path).ToLowerInvariant();
    }
}
