using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AssistantStudio.Core.Data;

/// <summary>Every connection to SQLite gets the same pragmas, here and nowhere else.</summary>
internal sealed class SqliteConnections(Durability durability) : DbConnectionInterceptor
{
    // WAL: readers never wait for the writer. NORMAL survives the death of the process, FULL a power cut.
    // wal_autocheckpoint: at 32 MB, SqliteCheckpoints does it before.
    // foreign_keys: off by default in Debian's library. busy_timeout: writers queue instead of failing.
    // mmap: a scan of a long index reads the system's own cache instead of copying page by page out of it.
    // As much as SQLite allows: what lies behind the mapped part of a large file is read half as fast.
    private const string ForReading = "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000; PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;";

    private readonly string _forWriting = $"PRAGMA journal_mode=WAL; PRAGMA synchronous={(durability == Durability.Full ? "FULL" : "NORMAL")}; PRAGMA wal_autocheckpoint=8000; {ForReading}";

    /// <summary>Its type is of a newer version of the library than the one that this program is built with.</summary>
    private static readonly Func<SqliteConnection, object?> s_handleOf =
        typeof(SqliteConnection).GetProperty("Handle")!.GetMethod!.CreateDelegate<Func<SqliteConnection, object?>>();

    /// <summary>A connection comes out of the pool as it went in: what was said to it once need not be said each time.</summary>
    private readonly ConditionalWeakTable<object, object> _told = [];

    public static string ConnectionString(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true, // For connections that are not opened by EF: the job store's.
        DefaultTimeout = 30,
    }.ToString();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (!IsNew(connection))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = PragmasFor(connection);
        command.ExecuteNonQuery();
        Told(connection);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (!IsNew(connection))
        {
            return;
        }

        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = PragmasFor(connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false); // Whoever goes leaves the connection to the next one.
        }

        Told(connection);
    }

    private bool IsNew(DbConnection connection) => s_handleOf((SqliteConnection)connection) is not { } handle || !_told.TryGetValue(handle, out _);

    private void Told(DbConnection connection)
    {
        if (s_handleOf((SqliteConnection)connection) is { } handle)
        {
            _told.TryAdd(handle, handle);
        }
    }

    /// <summary>EF looks whether a database exists through a read-only connection, which must not change its journal.</summary>
    private string PragmasFor(DbConnection connection) =>
        new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly ? ForReading : _forWriting;
}
