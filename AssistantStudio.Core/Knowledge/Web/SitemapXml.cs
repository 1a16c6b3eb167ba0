using System.Text;
using System.Xml;

namespace AssistantStudio.Core.Knowledge;

/// <summary>
/// <code>
/// urlset &gt; url &gt; loc, lastmod          sitemapindex &gt; sitemap &gt; loc, lastmod
/// rss &gt; channel &gt; item &gt; link, pubDate   feed &gt; entry &gt; link href, updated
/// </code>
/// Only children of an entry that are of its own namespace count: pictures and videos have a <c>loc</c> too.
/// </summary>
internal sealed class SitemapXml(SitemapEntries entries)
{
    /// <summary>A value that is longer is no address and no date; the rest of it is not kept.</summary>
    private const int MaxValue = Sitemap.MaxAddress + 1;

    private readonly StringBuilder _value = new();
    private Entry? _entry;
    private string? _field;

    public static async Task ReadAsync(Stream stream, SitemapEntries entries, CancellationToken cancellationToken)
    {
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using var reader = XmlReader.Create(stream, settings);
        var xml = new SitemapXml(entries);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await xml.NodeAsync(reader).ConfigureAwait(false);
        }
    }

    private async Task NodeAsync(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                Begin(reader);
                break;
            case XmlNodeType.EndElement:
                End(reader.Depth);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA when _field is not null && _value.Length < MaxValue:
                var text = await reader.GetValueAsync().ConfigureAwait(false);
                _value.Append(text.AsSpan(0, Math.Min(text.Length, MaxValue - _value.Length)));
                break;
        }
    }

    private void Begin(XmlReader reader)
    {
        var (name, depth) = (reader.LocalName, reader.Depth);
        if (_entry is null)
        {
            if (name is "url" or "sitemap" or "item" or "entry" && !reader.IsEmptyElement)
                _entry = new(name, reader.NamespaceURI, depth);

            return;
        }

        if (depth != _entry.Depth + 1)
            return;

        _field = null;
        var isOwn = reader.NamespaceURI == _entry.Namespace;
        if (isOwn && name == "link" && _entry.Name == "entry")
        {
            // Other links of an entry are its comments, its enclosures, itself.
            if (reader.GetAttribute("rel") is null or "alternate")
                _entry.Address ??= reader.GetAttribute("href");
        }
        else if (!reader.IsEmptyElement && (isOwn || name == "date"))
            _field = name;

        _value.Clear();
    }

    private void End(int depth)
    {
        if (_entry is null)
            return;

        if (depth == _entry.Depth)
        {
            entries.Add(_entry.Address, _entry.LastModified, isSitemap: _entry.Name == "sitemap");
            _entry = null;
            return;
        }

        if (depth != _entry.Depth + 1)
            return;

        switch (_field)
        {
            case "loc" when _entry.Name is "url" or "sitemap":
            case "link" when _entry.Name == "item":
                _entry.Address ??= _value.ToString();
                break;
            case "lastmod" or "pubDate" or "updated" or "date":
                _entry.LastModified = _value.ToString();
                break;
        }

        _field = null;
    }

    private sealed record Entry(string Name, string Namespace, int Depth)
    {
        public string? Address { get; set; }

        public string? LastModified { get; set; }
    }
}
