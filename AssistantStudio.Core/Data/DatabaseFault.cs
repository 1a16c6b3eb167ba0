using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>What is wrong with the database or its disk, in words for a person; nothing for a failure of the program.</summary>
public static class DatabaseFault
{
    private const string NotSaved = "Nothing that was saved before is lost; this change was not saved.";

    public static UnavailableException? Of(Exception exception) => exception switch
    {
        SqliteException e => OfSqlite(e),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } e => Full(e),
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections } e => Gone(e),
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } e =>
            new UnavailableException($"Two changes got into each other's way. {NotSaved} Try again in a moment.", e),
        PostgresException => null,
        NpgsqlException e => Gone(e),
        { InnerException: { } inner } => Of(inner),
        _ => null,
    };

    private static UnavailableException? OfSqlite(SqliteException e) => e.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => Full(e),
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
            new UnavailableException($"The database is locked by another program. {NotSaved} Try again in a moment.", e),
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN =>
            new UnavailableException($"The database file cannot be read or written. {NotSaved} An administrator has to look at the disk and its permissions.", e),
        _ => null,
    };

    private static UnavailableException Full(Exception e) =>
        new($"The disk is full. {NotSaved} Free some space and try again.", e);

    private static UnavailableException Gone(Exception e) =>
        new($"The database does not answer. {NotSaved} Try again in a moment.", e);
}
