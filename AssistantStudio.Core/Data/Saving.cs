using System.Data.Common;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>Saves, and turns what the database refuses into errors that a person can act on.</summary>
internal static class Saving
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteForeignKey = 787;

    /// <summary>Saves; a row that changed since it was read is a conflict about <paramref name="what"/>.</summary>
    public static async Task SaveAsync(this StudioDbContext db, string what, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw ConflictException.Stale(what);
        }
    }

    /// <summary>
    /// Saves; what somebody else did at the same moment is a conflict too: added the same row, or took away what this one
    /// hangs on.
    /// </summary>
    public static Task SaveOrStaleAsync(this StudioDbContext db, string what, CancellationToken ct) => db.SaveOrStaleAsync(what, _ => null, ct);

    /// <param name="taken">What to say of a row whose unique name somebody else took; null: the usual.</param>
    public static async Task SaveOrStaleAsync(this StudioDbContext db, string what, Func<object, StudioException?> taken, CancellationToken ct)
    {
        try
        {
            await db.SaveAsync(what, ct).ConfigureAwait(false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate() || e.IsOrphan())
        {
            // PostgreSQL names every row of the batch; only those of the table that refused are meant.
            var table = e.IsDuplicate() ? RefusingTable(e) : null;
            throw e.Entries.Where(row => row.Metadata.GetTableName() == table).Select(row => taken(row.Entity)).FirstOrDefault(said => said is not null)
                ?? ConflictException.Stale(what);
        }
    }

    /// <summary>Refuses a stale edit before anything is changed: the editor saw another version of the row.</summary>
    public static void ExpectVersion(this IVersionedRow row, long? expected, string what)
    {
        if (expected is { } version && version != row.RowVersion)
        {
            throw ConflictException.Stale(what);
        }
    }

    public static bool IsDuplicate(this DbUpdateException e) => e.InnerException is DbException inner && inner.IsDuplicate();

    public static bool IsDuplicate(this DbException e) => e switch
    {
        SqliteException s => s.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        PostgresException p => p.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    /// <summary><c>SQLite Error 19: 'UNIQUE constraint failed: Assistants.OrganizationId, Assistants.Slug'.</c></summary>
    private static string? RefusingTable(DbUpdateException e) => e.InnerException switch
    {
        SqliteException s when s.Message.Split("failed: ") is [_, var columns] => columns.Split('.')[0],
        PostgresException p => p.TableName,
        _ => null,
    };

    /// <summary>What a row refers to is not there any more, or a row that goes is still referred to.</summary>
    public static bool IsOrphan(this DbUpdateException e) => e.InnerException switch
    {
        SqliteException s => s.SqliteExtendedErrorCode == SqliteForeignKey,
        PostgresException p => p.SqlState == PostgresErrorCodes.ForeignKeyViolation,
        _ => false,
    };
}
