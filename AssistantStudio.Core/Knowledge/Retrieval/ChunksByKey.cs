using System.Runtime.InteropServices;
using System.Text.Json;
using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

internal static class ChunksByKey
{
    private const string Vectors = """CROSS JOIN "StoredVectors" v WHERE v."SpaceId" = @p2 AND v."Hash" = c."Hash" AND v."OrganizationId" = @p1 AND c."OrganizationId" = @p1""";

    private static readonly string s_vectorsOnSqlite = $"""SELECT c."Id", v."Numbers" FROM json_each(@p0) w CROSS JOIN "KnowledgeChunks" c ON c."Id" = w.value {Vectors}""";
    private static readonly string s_vectorsOnPostgres = $"""SELECT c."Id", v."Numbers" FROM "KnowledgeChunks" c {Vectors} AND c."Id" = ANY(@p0)""";

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

    /// <summary>The vectors that these chunks have in a space: several dozen for each question that is asked.</summary>
    public static async Task<IReadOnlyDictionary<long, float[]>> VectorsOfAsync(this StudioDbContext context, Guid spaceId, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var isSqlite = context is SqliteStudioDbContext;
        var distinct = ids.Distinct().ToArray();
        object wanted = isSqlite ? JsonSerializer.Serialize(distinct) : distinct;
        var rows = await context.ReadRawAsync(
            isSqlite ? s_vectorsOnSqlite : s_vectorsOnPostgres, [wanted, context.OrganizationId, spaceId],
            r => (Id: r.GetInt64(0), Numbers: MemoryMarshal.Cast<byte, float>((byte[])r.GetValue(1)).ToArray()), ct).ConfigureAwait(false);
        return rows.ToDictionary(r => r.Id, r => r.Numbers);
    }
}
