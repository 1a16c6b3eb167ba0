using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AssistantStudio.Core.Data;

/// <summary>
/// SQLite has one writer at a time, and those who wait for it sleep and look again, longer each time and in no order. Here the
/// transactions of this process stand in line instead: each begins the moment the one before it ends, and no thread sleeps.
/// SQLite's own lock stays what guards the file; this only spares the waiting.
/// </summary>
internal sealed class SqliteWriters : DbTransactionInterceptor, IDbConnectionInterceptor, IDisposable
{
    /// <summary>Whoever waits longer asks SQLite: should a place in the line be lost, writing becomes slow and does not stop.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _line = new(1);
    private readonly ConcurrentDictionary<DbConnection, bool> _first = new();

    /// <summary>Somebody is first.</summary>
    internal bool IsTaken => _line.CurrentCount == 0;

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        // Whoever has forgotten a transaction and begins another is first still.
        if (!_first.ContainsKey(connection) && await _line.WaitAsync(s_patience, cancellationToken).ConfigureAwait(false))
        {
            _first[connection] = true;
        }

        return result;
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context?.Database.GetDbConnection());

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) => LeaveAsync(eventData.Context?.Database.GetDbConnection());

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context?.Database.GetDbConnection());

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) => LeaveAsync(eventData.Context?.Database.GetDbConnection());

    /// <summary>A transaction that is only disposed says nothing, but its connection is closed then.</summary>
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData) => LeaveAsync(connection);

    public void Dispose() => _line.Dispose();

    private Task LeaveAsync(DbConnection? connection)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    private void Leave(DbConnection? connection)
    {
        if (connection is not null && _first.TryRemove(connection, out _))
        {
            _line.Release();
        }
    }
}
