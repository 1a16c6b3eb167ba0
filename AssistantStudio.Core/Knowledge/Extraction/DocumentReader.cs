namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// Makes text of a file, by what is in it and then by its name: a PDF that somebody called <c>notes.md</c> is a PDF.
/// Whatever gives no text is an <see cref="ExtractionException"/> with a sentence for the person who added the file.
/// </summary>
/// <param name="pdfProgram">Its name if it is on the PATH, or its path.</param>
internal sealed class DocumentReader(ExtractionLimits limits, string pdfProgram = PdfProgram.Name)
{
    public DocumentReader()
        : this(new ExtractionLimits())
    {
    }

    /// <summary>The endings of names that are read, with their dots and in small letters.</summary>
    public static IReadOnlySet<string> KnownExtensions { get; } = new HashSet<string>(FileFormats.Extensions, StringComparer.OrdinalIgnoreCase);

    public async Task<ExtractedDocument> ReadAsync(string fileName, string? contentType, Stream content, CancellationToken ct)
    {
        var bytes = await LimitedStream.ReadAllAsync(content, limits.FileBytes, ct).ConfigureAwait(false);
        if (bytes.Length == 0)
            throw new ExtractionException("The file is empty.");

        var title = Path.GetFileNameWithoutExtension(fileName) is { Length: > 0 } name ? name : fileName;
        var document = FileSignature.Of(bytes) switch
        {
            FileContent.Pdf => await PdfFormat.ReadAsync(bytes, title, new(pdfProgram, limits), limits, ct).ConfigureAwait(false),
            FileContent.Zip => WordFormat.Read(bytes, title, limits),
            FileContent.Html => HtmlFormat.Read(bytes, contentType, title, limits),
            FileContent.Text => FileFormats.ReadText(fileName, contentType, bytes, title, limits),
            FileContent.OldOffice => throw new ExtractionException("This is a file of an old office program; save it as .docx or PDF."),
            _ => throw new ExtractionException("The file is not text: pictures, programs and archives cannot be read."),
        };
        return document.Blocks.Count > 0 ? document : throw new ExtractionException("There is no text in the file.");
    }
}
