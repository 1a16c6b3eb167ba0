using System.Globalization;
using System.Text;
using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>A page that was taken apart, or a file.</summary>
/// <param name="Links">Absolute, in one spelling.</param>
/// <param name="Hash">Of what it says, so that a counter or a token in its source changes nothing.</param>
/// <param name="Content">Null: it is left out.</param>
internal sealed record ReadPage(IReadOnlyList<Uri> Links, Uri? Canonical, string Hash, DateTime? ChangedAt, ItemContent? Content);

/// <summary>Takes apart what a server sent.</summary>
internal sealed class PageReading(DocumentReader reader, CrawlLimits limits)
{
    /// <summary>A page that is not much longer is kept as text until its group is written; others wait on the disk.</summary>
    private const int SmallBytes = 256 * 1024;

    private static readonly ExtractionLimits s_limits = new();

    /// <exception cref="ExtractionException">It has no text that can be read.</exception>
    public async Task<ReadPage> ReadAsync(Uri address, WebReply reply, IReadOnlyList<string> excludedWords, CancellationToken ct)
    {
        var isPage = WebContent.IsPage(reply.ContentType) || (reply.ContentType.Length == 0 && FileSignature.Of(reply.Body) == FileContent.Html);
        return isPage ? OfPage(address, reply, excludedWords) : await OfFileAsync(address, reply, excludedWords, ct).ConfigureAwait(false);
    }

    private ReadPage OfPage(Uri address, WebReply reply, IReadOnlyList<string> excludedWords)
    {
        var name = WebContent.NameOf(address, "");
        var page = HtmlFormat.ReadPage(reply.Body, reply.ContentType, address, name, s_limits);
        var document = page.Document;
        var hash = FileReading.HashOf(Encoding.UTF8.GetBytes(StoredJson.Write(document)));
        IReadOnlyList<Uri> links = page.NoFollow || reply.Robots.NoFollow ? [] :
            [.. page.Links.Select(l => UrlText.Normalise(l.AbsoluteUri)).OfType<Uri>().Where(l => l.AbsoluteUri.Length <= CrawlFrontier.AddressLength).Distinct().Take(limits.LinksPerPage)];
        var canonical = page.Canonical is { } other && UrlText.Normalise(other.AbsoluteUri) is { } normal && normal != address ? normal : null;
        var isOut = page.NoIndex || reply.Robots.NoIndex || document.Blocks.Count == 0 || ExcludedWords.Has(document, excludedWords);
        var published = document.Labels.TryGetValue("published", out var day) ? UtcTime(day) : null;
        var kept = isOut || reply.Body.Length <= SmallBytes ? null : KeptBody.Of(reply.Body);
        var content = isOut ? null
            : kept is null ? new ItemContent(hash, reply.Body.Length, _ => Task.FromResult(document))
            : new(hash, reply.Body.Length, async token => HtmlFormat.ReadPage(await kept.TakeAsync(token).ConfigureAwait(false), reply.ContentType, address, name, s_limits).Document) { Drop = kept.Dispose };
        return new(links, canonical, hash, reply.ChangedAt ?? published, content);
    }

    private async Task<ReadPage> OfFileAsync(Uri address, WebReply reply, IReadOnlyList<string> excludedWords, CancellationToken ct)
    {
        var (name, type, length) = (WebContent.NameOf(address, reply.ContentType), reply.ContentType, reply.Body.Length);
        var hash = FileReading.HashOf(reply.Body);
        var isOut = reply.Robots.NoIndex;
        if (excludedWords.Count > 0 && !isOut)
        {
            isOut = ExcludedWords.Has(await reader.ReadAsync(name, type, new MemoryStream(reply.Body, writable: false), ct).ConfigureAwait(false), excludedWords);
        }

        if (isOut)
        {
            return new([], null, hash, reply.ChangedAt, null);
        }

        var kept = KeptBody.Of(reply.Body);
        return new([], null, hash, reply.ChangedAt, new(
            hash, length, async token => await reader.ReadAsync(name, type, new MemoryStream(await kept.TakeAsync(token).ConfigureAwait(false), writable: false), token).ConfigureAwait(false))
        {
            Drop = kept.Dispose,
        });
    }

    private static DateTime? UtcTime(string day) =>
        DateTime.TryParse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}

/// <summary>Words that a person does not want pages of.</summary>
internal static class ExcludedWords
{
    public static bool Has(ExtractedDocument document, IReadOnlyList<string> words) =>
        words.Count > 0 && document.Blocks.Select(b => b.Text).Prepend(document.Title).Any(text => words.Any(word => Has(text, word)));

    /// <summary>As a word of its own: "cat" is not in "catalogue".</summary>
    private static bool Has(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            var begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(word[0]);
            if (begins && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(word[^1])))
            {
                return true;
            }
        }

        return false;
    }
}
