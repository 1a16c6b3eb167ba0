using System.Text;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Turns bytes into text: a byte order mark decides, then what is said about them, then whether they are UTF-8; all else is read as Windows-1252.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Longer ones first: the mark of UTF-32 begins with that of UTF-16.
    private static readonly Encoding[] s_marked =
        [new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(bigEndian: true, byteOrderMark: true), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    public static string Decode(ReadOnlySpan<byte> bytes, params ReadOnlySpan<string?> charsets)
    {
        foreach (var encoding in s_marked)
        {
            if (bytes.StartsWith(encoding.Preamble))
                return Clean(encoding.GetString(bytes[encoding.Preamble.Length..]));
        }

        foreach (var charset in charsets)
        {
            if (charset is not null && Named(charset) is { } encoding)
                return Clean(encoding.GetString(bytes));
        }

        try
        {
            return Clean(s_strictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return Clean(Windows1252.GetString(bytes));
        }
    }

    /// <summary>The charset in a content type, such as <c>text/html; charset=utf-8</c>.</summary>
    public static string? CharsetIn(string? contentType)
    {
        const string Name = "charset=";
        var at = contentType?.IndexOf(Name, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : contentType![(at + Name.Length)..].Split(';')[0].Trim().Trim('"', '\'');
    }

    /// <summary>Pictures, programs and archives; text in UTF-16 with its mark is none of these.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes)
    {
        foreach (var encoding in s_marked)
        {
            if (bytes.StartsWith(encoding.Preamble))
                return false;
        }

        const int Sample = 64 * 1024;
        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        var controls = 0;
        foreach (var b in sample)
        {
            if (b == 0)
                return true;
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1b or 0x08))
                controls++;
        }

        // A stray control character is in many an old text; one in twenty is no text.
        return controls * 20 > sample.Length;
    }

    private static Encoding Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static Encoding? Named(string charset)
    {
        var name = charset.Trim().Trim('"', '\'').ToUpperInvariant();

        // Who says Latin-1 on the web means the Windows one, and so do browsers.
        if (name is "ISO-8859-1" or "LATIN1" or "US-ASCII" or "ASCII")
            return Windows1252;

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? (name == "UTF-7" ? null : Encoding.GetEncoding(name));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Clean(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\0", "", StringComparison.Ordinal);
}
