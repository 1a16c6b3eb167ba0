using System.IO.Compression;
using System.Xml;

namespace AssistantStudio.Core.Knowledge;

/// <summary>An address of a sitemap, which may be of any host.</summary>
internal sealed record SitemapEntry(Uri Address, DateTimeOffset? LastModified);

/// <summary>What was read, all of it or what came before the problem.</summary>
/// <param name="Sitemaps">Of an index: more sitemaps. An index inside an index is not allowed.</param>
/// <param name="Problem">Why there may be more, for a person.</param>
internal sealed record SitemapContent(IReadOnlyList<SitemapEntry> Pages, IReadOnlyList<SitemapEntry> Sitemaps, string? Problem);

/// <summary>Sitemaps in all forms that sites have: XML, an index of others, a feed, or one address a line; each of them zipped or not.</summary>
internal static class Sitemap
{
    public const int MaxEntries = 50_000;
    public const int MaxBytes = 50 * 1024 * 1024;
    public const int MaxAddress = 2048;

    /// <summary>Enough for a byte order mark and the first letter behind a few empty lines.</summary>
    private const int Peeked = 256;

    // By its first bytes: servers unzip some on the way and not others, whatever the name or the header says.
    private static readonly byte[] s_zipped = [0x1F, 0x8B];

    // Byte order marks, white space, and the zeros beside it in UTF-16.
    private static readonly byte[] s_beforeText = [0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n'];

    /// <summary>Throws what reading the stream throws, if the fault is not in what it says.</summary>
    public static async Task<SitemapContent> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var entries = new SitemapEntries();
        string? problem = null;
        try
        {
            var raw = new PeekedStream(stream, MaxBytes);
            var start = await raw.PeekAsync(s_zipped.Length, cancellationToken).ConfigureAwait(false);
            if (start.Span.SequenceEqual(s_zipped))
            {
                using var unzipped = new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true);
                await ReadTextAsync(new(unzipped, MaxBytes), entries, cancellationToken).ConfigureAwait(false);
            }
            else
                await ReadTextAsync(raw, entries, cancellationToken).ConfigureAwait(false);
        }
        catch (SitemapLimitException limit)
        {
            problem = limit.Message;
        }
        catch (XmlException)
        {
            problem = "The sitemap is not well-formed XML.";
        }
        catch (InvalidDataException)
        {
            problem = "The sitemap is compressed in a way that cannot be read.";
        }

        return new(entries.Pages, entries.Sitemaps, problem);
    }

    private static async Task ReadTextAsync(PeekedStream text, SitemapEntries entries, CancellationToken cancellationToken)
    {
        var start = await text.PeekAsync(Peeked, cancellationToken).ConfigureAwait(false);
        var first = start.Span.TrimStart(s_beforeText);
        if (first.StartsWith("<"u8))
            await SitemapXml.ReadAsync(text, entries, cancellationToken).ConfigureAwait(false);
        else
            await ReadLinesAsync(text, entries, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadLinesAsync(PeekedStream text, SitemapEntries entries, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(text, leaveOpen: true);
        while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            entries.Add(line, lastModified: null, isSitemap: false);
    }
}
