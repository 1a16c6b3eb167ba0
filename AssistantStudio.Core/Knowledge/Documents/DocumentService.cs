using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Documents as the current revisions of their sources have them.</summary>
public sealed class DocumentService(Access access, StudioDb db)
{
    private const string What = "The document";

    /// <summary>A page shows the first ones; the rest is read on by the passages that point into it.</summary>
    private const int ChunksShown = 5_000;

    private static readonly SortMap<KnowledgeDocument> s_sorts = new SortMap<KnowledgeDocument>()
        .Add("title", q => q.OrderBy(d => d.Title).ThenBy(d => d.Id), q => q.OrderByDescending(d => d.Title).ThenByDescending(d => d.Id))
        .Add("ingestedAt", q => q.OrderBy(d => d.IngestedAt).ThenBy(d => d.Id), q => q.OrderByDescending(d => d.IngestedAt).ThenByDescending(d => d.Id));

    public async Task<Page<DocumentRow>> ListAsync(DocumentListQuery query, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var documents = context.Set<KnowledgeDocument>().Where(d => d.UntilRevision == null);
            if (!Audiences.SeesAll(access))
            {
                var seen = Audiences.SeenBy(access);
                var hidden = await context.Set<KnowledgeSource>().Where(s => !seen.Contains(s.Audience)).Select(s => s.Id).ToArrayAsync(ct).ConfigureAwait(false);
                documents = documents.Where(d => !hidden.Contains(d.SourceId));
            }

            documents = query.SourceId is { } source ? documents.Where(d => d.SourceId == source) : documents;
            if (query.SearchTerm() is { } term)
            {
                documents = documents.Where(d => d.SearchText.Contains(term));
            }

            var names = context.Set<KnowledgeSource>();
            return await context.PageAsync(
                documents, query, s_sorts,
                d => new DocumentRow(d.Id, d.SourceId, names.Where(s => s.Id == d.SourceId).Select(s => s.Name).First(), d.ExternalId, d.Title, d.Address, d.Bytes, d.Chunks, d.ChangedAt, d.IngestedAt), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Also one of an earlier revision: what was cited is opened as it was.</summary>
    public async Task<DocumentDetail> GetAsync(Guid id, CancellationToken ct)
    {
        access.Require(Permission.KnowledgeView);
        var context = await db.OpenAsync(access, ct).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var document = await context.Set<KnowledgeDocument>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct).ConfigureAwait(false) ?? throw new NotFoundException(What);
            var source = await SourceService.FindAsync(context, document.SourceId, ct).ConfigureAwait(false);
            if (!Audiences.SeenBy(access).Contains(source.Audience))
            {
                throw new NotFoundException(What);
            }

            var vectors = context.Set<StoredVector>().Where(v => context.Set<VectorSpace>().Any(s => s.Id == v.SpaceId && s.State == VectorSpaceState.Active));
            var chunks = await context.Set<KnowledgeChunk>().Where(c => c.DocumentId == id).OrderBy(c => c.Ordinal).Take(ChunksShown)
                .Select(c => new ChunkRow(c.Id, c.Ordinal, c.Start, c.Length, c.Heading, c.Tokens, vectors.Any(v => v.Hash == c.Hash))).ToListAsync(ct).ConfigureAwait(false);
            return new(
                document.Id, source.Id, source.Name, source.Kind, document.ExternalId, document.Title, document.Address, document.Text, StoredJson.Read<Dictionary<string, string>>(document.Labels),
                document.Bytes, document.ChangedAt, document.IngestedAt, document.FromRevision, document.UntilRevision, chunks);
        }
    }
}
