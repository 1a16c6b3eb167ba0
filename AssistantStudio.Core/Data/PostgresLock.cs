using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Tells running programs and a restore of each other: every program on a PostgreSQL database holds a share of this lock,
/// a restore needs it alone. The server lets go of it when the connection ends, however it ends.
/// </summary>
public sealed class PostgresLock : IAsyncDisposable, IDisposable
{
    private const long Key = 0x5354_5544_494F; // "STUDIO", to be nobody else's.

    private readonly NpgsqlConnection _connection;

    private PostgresLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>For a program that runs, beside others.</summary>
    public static Task<PostgresLock> ShareAsync(string connectionString, CancellationToken ct) => TakeAsync(
        connectionString, ShareSql, "A backup is being restored into this PostgreSQL database. Start again when that is done.", ct);

    /// <summary>For a restore: nobody may be working on what it replaces.</summary>
    public static Task<PostgresLock> TakeAloneAsync(string connectionString, CancellationToken ct) => TakeAsync(
        connectionString, $"SELECT pg_try_advisory_lock({Key})", "An AssistantStudio is running on this PostgreSQL database. Stop it on every node first.", ct);

    /// <summary>For a connection that is held anyway and comes back after a break, which the one of <see cref="ShareAsync"/> does not.</summary>
    internal static string ShareSql => $"SELECT pg_try_advisory_lock_shared({Key})";

    public void Dispose() => _connection.Dispose();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<PostgresLock> TakeAsync(string connectionString, string sql, string refusal, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ToString());
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            var command = new NpgsqlCommand(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is true ? new(connection) : throw new StartupException(refusal);
            }
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException unreachable)
            {
                throw Explain(unreachable);
            }

            throw;
        }
    }

    internal static StartupException Explain(NpgsqlException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing
        ? new($"The PostgreSQL database does not exist ({missing.MessageText}). Create it, or correct AssistantStudio:Database:ConnectionString.", exception)
        : new($"PostgreSQL cannot be reached ({exception.Message}). Start it, or correct AssistantStudio:Database:ConnectionString.", exception);
}
