using System.Text.Json;
using System.Threading.Channels;
using AssistantStudio.Core.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AssistantStudio.Core.Data;

/// <summary>
/// Carries changes between nodes through PostgreSQL's LISTEN and NOTIFY. A node that was cut off tells its listeners to
/// look again, because nobody knows what it missed.
/// </summary>
public sealed class PostgresChangeRelay(ChangeFeed feed, NodeIdentity node, IOptions<DatabaseOptions> options, ILogger<PostgresChangeRelay> log)
    : BackgroundService
{
    private const string ChannelName = "studio_changes";
    private const int QueueLength = 10_000;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    // When the database is away for long, the oldest news is worth the least.
    private readonly Channel<Change> _outgoing = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Taken out of the queue and not known to have arrived: the next connection begins with it.</summary>
    private Change? _unsent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Provider != DatabaseProvider.Postgres)
        {
            return;
        }

        feed.PublishedHere += Send;
        try
        {
            await Task.WhenAll(KeepAsync(ListenAsync, stoppingToken), KeepAsync(NotifyAsync, stoppingToken)).ConfigureAwait(false);
        }
        finally
        {
            feed.PublishedHere -= Send;
        }
    }

    private void Send(Change change) => _outgoing.Writer.TryWrite(change);

    private async Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                DataLog.RelayLost(log, e, (int)s_again.TotalSeconds);
                await Task.Delay(s_again, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var connection = await OpenAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, e) => Receive(e.Payload);
            var command = new NpgsqlCommand($"LISTEN {ChannelName}; {PostgresLock.ShareSql}", connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            }

            feed.Deliver(Change.Anything); // While nobody listened.
            while (true)
            {
                await connection.WaitAsync(ct).ConfigureAwait(false);
            }
        }
    }

    private async Task NotifyAsync(CancellationToken ct)
    {
        var connection = await OpenAsync(ct).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            while (true)
            {
                _unsent ??= await _outgoing.Reader.ReadAsync(ct).ConfigureAwait(false);
                var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
                await using (command.ConfigureAwait(false))
                {
                    command.Parameters.AddWithValue(ChannelName);
                    command.Parameters.AddWithValue(JsonSerializer.Serialize(new Message(node.Name, _unsent)));
                    await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
                }

                _unsent = null;
            }
        }
    }

    private void Receive(string payload)
    {
        if (JsonSerializer.Deserialize<Message>(payload) is { } message && message.Node != node.Name)
        {
            feed.Deliver(message.Change);
        }
    }

    /// <summary>Not from the pool: it stays open as long as the node lives.</summary>
    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Pooling = false, KeepAlive = 30 };
        var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(ct).ConfigureAwait(false);
        return connection;
    }

    private sealed record Message(string Node, Change Change);
}
