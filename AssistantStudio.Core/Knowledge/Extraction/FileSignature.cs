namespace AssistantStudio.Core.Knowledge;

internal enum FileContent
{
    Text,
    Html,
    Pdf,
    Zip,
    OldOffice,
    Binary,
}

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
internal static class FileSignature
{
    // The header of a PDF may stand behind what a mail program put before it.
    private const int PdfHeaderWithin = 1024;
    private const int HtmlWithin = 1024;

    public static FileContent Of(ReadOnlySpan<byte> bytes)
    {
        // A text may mention the header, too.
        var header = bytes[..Math.Min(bytes.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8);
        if (header == 0 || (header > 0 && TextDecoder.IsBinary(bytes)))
            return FileContent.Pdf;

        if (bytes.StartsWith("PK\x03\x04"u8) || bytes.StartsWith("PK\x05\x06"u8))
            return FileContent.Zip;

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return FileContent.OldOffice;

        if (TextDecoder.IsBinary(bytes))
            return FileContent.Binary;

        return IsHtml(TextDecoder.Decode(bytes[..Math.Min(bytes.Length, HtmlWithin)])) ? FileContent.Html : FileContent.Text;
    }

    private static bool IsHtml(ReadOnlySpan<char> start)
    {
        start = start.TrimStart();
        while (start.StartsWith("<!--", StringComparison.Ordinal) && start.IndexOf("-->", StringComparison.Ordinal) is > 0 and var end)
            start = start[(end + 3)..].TrimStart();

        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
