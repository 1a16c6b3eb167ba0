using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>Queries for passages that searches see, and those among them that have no vector.</summary>
internal static class MissingVectors
{
    public static IQueryable<KnowledgeChunk> Current(StudioDbContext context) =>
        context.Set<KnowledgeChunk>().Join(context.Set<KnowledgeSource>(), c => c.SourceId, s => s.Id, (c, s) => new { c, s })
            .Where(x => x.c.FromRevision <= x.s.Revision && (x.c.UntilRevision == null || x.c.UntilRevision > x.s.Revision)).Select(x => x.c);

    public static IQueryable<KnowledgeChunk> Of(StudioDbContext context, Guid spaceId) => Of(context, Current(context), spaceId);

    public static IQueryable<KnowledgeChunk> Of(StudioDbContext context, IQueryable<KnowledgeChunk> passages, Guid spaceId) =>
        passages.Where(c => !context.Set<StoredVector>().Any(v => v.SpaceId == spaceId && v.Hash == c.Hash));
}
