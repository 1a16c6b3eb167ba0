using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Knowledge;

/// <summary>What a search may look into.</summary>
/// <param name="Sources">With their names; never none.</param>
/// <param name="Labels">That documents must have, all of them.</param>
/// <param name="Passages">How many the sources have.</param>
/// <param name="Revisions">The current ones of all sources of the organisation, whoever sees them.</param>
/// <param name="Pins">The revisions at which the sources are read, never later than the current ones. Null: the current ones.</param>
internal sealed record SearchScope(
    IReadOnlyDictionary<Guid, string> Sources, IReadOnlyDictionary<string, string> Labels, int Passages, IReadOnlyDictionary<Guid, int> Revisions, IReadOnlyDictionary<Guid, int>? Pins = null)
{
    /// <summary>For the full-text index of SQLite.</summary>
    public string ForSqlite => Labels.Count == 0
        ? $"Scope:({Any})"
        : $"(Scope:({Any}) AND {AllLabels})";

    /// <summary>For the one of PostgreSQL.</summary>
    public string ForPostgres => string.Join(" & ", [$"({string.Join(" | ", Sources.Keys.Select(s => $"'{KnowledgeScope.OfSource(s)}'"))})", .. Labels.Select(l => $"'{KnowledgeScope.OfLabel(l.Key, l.Value)}'")]);

    /// <summary>The revision at which one of the sources is read.</summary>
    public int RevisionOf(Guid source) => (Pins ?? Revisions)[source];

    private string Any => string.Join(" OR ", Sources.Keys.Select(s => $"\"{KnowledgeScope.OfSource(s)}\""));

    private string AllLabels => $"Scope:({string.Join(" AND ", Labels.Select(l => $"\"{KnowledgeScope.OfLabel(l.Key, l.Value)}\""))})";

    /// <summary>The passages that have the labels; null: labels do not matter. Vectors know nothing of them.</summary>
    public async Task<IReadOnlySet<long>?> LabelledAsync(StudioDbContext context, CancellationToken ct)
    {
        if (Labels.Count == 0)
        {
            return null;
        }

        var found = context is SqliteStudioDbContext
            ? context.Database.SqlQueryRaw<long>("""SELECT rowid AS "Value" FROM "KnowledgeIndex" WHERE "KnowledgeIndex" MATCH {0}""", ForSqlite)
            : context.Database.SqlQueryRaw<long>(
                """SELECT "Id" AS "Value" FROM "KnowledgeChunks" WHERE "ScopeVector" @@ to_tsquery('simple', {0})""", ForPostgres);
        return (await found.ToListAsync(ct).ConfigureAwait(false)).ToHashSet();
    }
}
