using System.Collections.Concurrent;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace AssistantStudio.Tests.Core.Data;

/// <summary>Changes between nodes when the connection to PostgreSQL breaks.</summary>
public sealed class PostgresChangeRelayTests
{
    [Fact]
    public async Task Relay_AfterItsConnectionsBroke_LosesNoChangeAndHasEveryListenerLookAgain()
    {
        await using var studio = await TestStudio.CreateAsync(DatabaseProvider.Postgres);
        var options = studio.Get<IOptions<DatabaseOptions>>();
        var feed = studio.Get<ChangeFeed>();
        var looks = 0;
        using var listener = feed.Subscribe(studio.Ours.Id, "things", _ => Interlocked.Increment(ref looks));
        var heard = new ConcurrentQueue<string>();
        await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Pooling = false }.ToString());
        await other.OpenAsync(TestContext.Current.CancellationToken);
        other.Notification += (_, e) => heard.Enqueue(e.Payload);
        await ExecuteAsync(other, "LISTEN studio_changes");
        using var relay = new PostgresChangeRelay(feed, studio.Get<NodeIdentity>(), options, NullLogger<PostgresChangeRelay>.Instance);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) == 1); // It listens.
        feed.Publish(new Change("probe", Guid.Empty));
        await HearsAsync(other, heard, "probe");

        await ExecuteAsync(other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        feed.Publish(new Change("users", Guid.Empty));

        await HearsAsync(other, heard, "users");
        await Eventually.TrueAsync(() => Volatile.Read(ref looks) == 2);
        await relay.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task HearsAsync(NpgsqlConnection connection, ConcurrentQueue<string> heard, string topic) => Eventually.GetAsync(
        async () =>
        {
            await ExecuteAsync(connection, "SELECT 1"); // Notifications come with the next reply.
            return heard.ToArray();
        },
        all => all.Any(p => p.Contains($"\"{topic}\"", StringComparison.Ordinal)));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
