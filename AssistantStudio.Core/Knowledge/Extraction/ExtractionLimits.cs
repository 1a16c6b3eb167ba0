using System.Globalization;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a file may cost that somebody uploads, or that the internet sends.</summary>
internal sealed record ExtractionLimits
{
    public const int Megabyte = 1024 * 1024;

    public long FileBytes { get; init; } = 50 * Megabyte;

    /// <summary>Of the text that comes out, as UTF-8: a shelf of books. More is a log or a dump, which nobody asks about.</summary>
    public long TextBytes { get; init; } = 8 * Megabyte;

    /// <summary>Of a web page or a JSON file, which are in memory as a tree of many times their size.</summary>
    public long TreeBytes { get; init; } = 16 * Megabyte;

    public int ZipEntries { get; init; } = 5_000;

    public long ZipBytes { get; init; } = 200 * Megabyte;

    /// <summary>Uncompressed to compressed. XML of an office file reaches 30, a bomb 1,000.</summary>
    public int ZipRatio { get; init; } = 200;

    public TimeSpan PdfTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Below this no ratio is suspicious.</summary>
    internal const long HarmlessZipBytes = 4 * Megabyte;

    internal static string Size(long bytes) => bytes >= Megabyte / 10
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Megabyte:0.#} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    internal void CheckTree(long bytes, string what)
    {
        if (bytes > TreeBytes)
            throw new ExtractionException($"The {what} has {Size(bytes)}; the most is {Size(TreeBytes)}.");
    }
}
