using System.Text.Json;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

internal static class ChunksByKey
{
    /// <summary>
    /// These chunks of the organisation. SQLite would go through all chunks of the organisation to find those of a list, 20 ms
    /// of 100,000; a cross join keeps it to the order in which it stands.
    /// </summary>
    public static IQueryable<KnowledgeChunk> ChunksOf(this StudioDbContext context, IEnumerable<long> ids)
    {
        var wanted = ids.Distinct().ToArray();
        return context is SqliteStudioDbContext
            ? context.Set<KnowledgeChunk>().FromSqlRaw("""SELECT c.* FROM json_each({0}) w CROSS JOIN "KnowledgeChunks" c ON c."Id" = w.value""", JsonSerializer.Serialize(wanted))
            : context.Set<KnowledgeChunk>().Where(c => wanted.Contains(c.Id));
    }
}
