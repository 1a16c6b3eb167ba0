namespace AssistantStudio.Core.Knowledge;

/// <summary>Which of what the web has is text that people wrote for people, by its content type and its address.</summary>
internal static class WebContent
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>Not even asked for.</summary>
    private static readonly HashSet<string> s_neverText = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".m4v", ".mov", ".avi", ".webm", ".ogg", ".wav", ".flac",
        ".css", ".js", ".mjs", ".map", ".wasm", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".jar", ".war", ".whl", ".nupkg",
        ".exe", ".msi", ".dmg", ".pkg", ".deb", ".rpm", ".apk", ".iso", ".bin", ".dll", ".so", ".rss", ".atom", ".ics",
    };

    private static readonly Dictionary<string, string> s_endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text/html"] = ".html",
        ["application/xhtml+xml"] = ".html",
        ["text/markdown"] = ".md",
        ["text/x-markdown"] = ".md",
        ["text/csv"] = ".csv",
        ["text/tab-separated-values"] = ".tsv",
        ["application/pdf"] = ".pdf",
        ["application/x-pdf"] = ".pdf",
        [Word] = ".docx",
    };

    /// <summary>Servers that know nothing better say so of every file.</summary>
    private static readonly string[] s_anything = ["", "application/octet-stream", "binary/octet-stream", "application/force-download"];

    private static readonly string[] s_files = [".pdf", ".docx", ".md", ".markdown", ".txt", ".csv", ".tsv"];

    public static bool MayBeText(Uri address) => !s_neverText.Contains(Path.GetExtension(address.AbsolutePath));

    public static bool IsReadable(string contentType, Uri address)
    {
        var type = TypeOf(contentType);
        return s_endings.ContainsKey(type) || type.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            || (s_anything.Contains(type, StringComparer.OrdinalIgnoreCase) && (type.Length == 0 || s_files.Contains(Path.GetExtension(address.AbsolutePath), StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>It has links, and is read as a page.</summary>
    public static bool IsPage(string contentType) => s_endings.GetValueOrDefault(TypeOf(contentType)) == ".html";

    /// <summary>A name with an ending that says what the server says: <c>manual.php</c> may be a PDF.</summary>
    public static string NameOf(Uri address, string contentType)
    {
        var name = Uri.UnescapeDataString(address.Segments[^1].Trim('/'));
        name = name.Length == 0 ? address.Host : name;
        return s_endings.TryGetValue(TypeOf(contentType), out var ending) ? Path.ChangeExtension(name, ending) : name;
    }

    private static string TypeOf(string contentType) => contentType.Split(';', ',')[0].Trim();
}
