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

    /// <summary>Refuses a stale edit before anything is changed: the editor saw another version of the row.</summary>
    public static void ExpectVersion(this IVersionedRow row, long? expected, string what)
    {
        if (expected is { } version && version != row.RowVersion)
        {
            throw ConflictException.Stale(what);
        }
    }

    public static bool IsDuplicate(this DbUpdateException e) => e.InnerException switch
    {
        SqliteException s => s.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
        PostgresException p => p.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
