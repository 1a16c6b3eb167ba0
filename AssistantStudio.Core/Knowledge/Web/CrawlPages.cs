using AssistantStudio.Core.Shared;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Makes items of pages, and remembers what they were.</summary>
/// <param name="standsFor">Which other address a page is to be known under, if any.</param>
internal sealed class CrawlPages(KnowledgeSource source, WebSettings settings, PageReading pages, VisitBook visits, Func<Uri, Uri?, Uri?> standsFor)
{
    /// <summary>For so long a page that sends on for now is taken to come back.</summary>
    private static readonly TimeSpan s_comesBack = TimeSpan.FromDays(7);

    public bool IsRecent(KnowledgeVisit visit) => visits.Began - visit.VisitedAt < s_comesBack;

    /// <summary>The run that asks.</summary>
    public Guid Run { get; set; }

    public static IEnumerable<Uri> LinksOf(KnowledgeVisit visit) => StoredJson.Read<List<string>>(visit.Links).Select(l => UrlText.Normalise(l)).OfType<Uri>();

    /// <summary>It is not there, or not wanted, and nothing that was known of it stays.</summary>
    public static SourceItem Gone(Uri address) => new() { ExternalId = address.AbsoluteUri, ReadAsync = _ => throw new ItemGoneException() };

    /// <summary>Takes a reply apart and remembers it.</summary>
    /// <exception cref="ExtractionException">There is no text in it.</exception>
    public async Task<ReadPage> ReadAsync(Uri address, WebReply reply, CancellationToken ct)
    {
        var page = await pages.ReadAsync(address, reply, settings.ExcludedWords, ct).ConfigureAwait(false);
        page = page with { Canonical = standsFor(address, page.Canonical) };
        var visit = VisitOf(address, reply);
        visit.Hash = page.Content is null ? null : page.Hash;
        visit.ChangedAt = page.ChangedAt;
        visit.Canonical = page.Canonical?.AbsoluteUri;
        visit.Links = StoredJson.Write(page.Links.Select(l => l.AbsoluteUri));
        await visits.WriteAsync(visit, ct).ConfigureAwait(false);
        return page;
    }

    /// <summary>Pictures, too, are not sent again for nothing.</summary>
    public Task RememberNoTextAsync(Uri address, WebReply reply, CancellationToken ct) => visits.WriteAsync(VisitOf(address, reply), ct);

    public SourceItem Read(CrawlLink link, WebHost host, ReadPage page)
    {
        // Once it is at hand; whoever wants it again has it fetched again.
        var content = page.Content;
        return Item(link, page.Hash, page.ChangedAt, async ct => Remembering(link.Address, page.Hash, Interlocked.Exchange(ref content, null) ?? await AgainAsync(link.Address, host, ct).ConfigureAwait(false)));
    }

    /// <summary>It is what it was: it is only fetched if what it was is not there.</summary>
    public SourceItem Known(CrawlLink link, WebHost host, KnowledgeVisit visit) => Item(link, visit.Hash, visit.ChangedAt, async ct => visit.Problem is { } problem
        ? throw new ExtractionException(problem)
        : Remembering(link.Address, visit.Hash!, await AgainAsync(link.Address, host, ct).ConfigureAwait(false)));

    public SourceItem Failed(CrawlLink link, WebHost host, Exception failure)
    {
        var first = failure;
        return Item(link, null, null, async ct => Interlocked.Exchange(ref first, null!) is { } now ? throw now : await AgainAsync(link.Address, host, ct).ConfigureAwait(false));
    }

    private KnowledgeVisit VisitOf(Uri address, WebReply reply) => new()
    {
        SourceId = source.Id,
        Key = VisitBook.KeyOf(address),
        OrganizationId = source.OrganizationId,
        Address = address.AbsoluteUri,
        ETag = reply.ETag,
        LastModified = reply.LastModified,
        SeenByRun = Run,
    };

    private static SourceItem Item(CrawlLink link, string? stamp, DateTime? changedAt, Func<CancellationToken, Task<ItemContent>> read) => new()
    {
        ExternalId = link.Address.AbsoluteUri,
        Address = link.Address.AbsoluteUri,
        Stamp = stamp,
        ChangedAt = changedAt ?? link.ChangedAt,
        ReadAsync = read,
    };

    private async Task<ItemContent> AgainAsync(Uri address, WebHost host, CancellationToken ct)
    {
        var reply = await host.AskAsync(address, null, ct).ConfigureAwait(false);
        if (reply.Kind == ReplyKind.Gone)
        {
            throw new ItemGoneException();
        }

        if (reply.Kind != ReplyKind.Page)
        {
            throw reply.Failure ?? new ProviderFailedException("It was changed while it was being read. The next run reads it.");
        }

        var page = await ReadAsync(address, reply, ct).ConfigureAwait(false);
        return page is { Canonical: null, Content: { } content } ? content : throw new ItemGoneException();
    }

    /// <summary>What gives no text will give none next time, unless it changes.</summary>
    private ItemContent Remembering(Uri address, string hash, ItemContent content) => content with
    {
        Extract = async ct =>
        {
            try
            {
                return await content.Extract(ct).ConfigureAwait(false);
            }
            catch (ExtractionException e)
            {
                await visits.RememberProblemAsync(source.Id, address, hash, e.Message, ct).ConfigureAwait(false);
                throw;
            }
        },
    };
}
