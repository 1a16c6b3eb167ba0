using AssistantStudio.Core.Data;
using Npgsql;
using Xunit;

namespace AssistantStudio.Tests.Support;

/// <summary>
/// The databases that data tests run on: <c>[Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]</c>.
/// PostgreSQL is where STUDIO_TEST_POSTGRES says; without it those cases are skipped, or fail with REQUIRE_POSTGRES=1.
/// </summary>
public static class Databases
{
    public const string PostgresVariable = "STUDIO_TEST_POSTGRES";

    public static TheoryData<DatabaseProvider> All { get; } = [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    private static readonly SemaphoreSlim s_gate = new(1, 1);
    private static string? s_postgresTemplate;
    private static string? s_sqliteTemplate;

    /// <summary>The connection string of a new PostgreSQL database with the current schema and no rows.</summary>
    public static async Task<string> NewPostgresAsync(bool migrated)
    {
        var server = Server();
        var name = "t_" + Guid.NewGuid().ToString("N");
        await s_gate.WaitAsync();
        try
        {
            if (migrated && s_postgresTemplate is null)
            {
                var template = "template_" + Guid.NewGuid().ToString("N");
                await ExecuteAsync(server, $"CREATE DATABASE {template}");
                await TestStudio.MigrateAsync(DatabaseProvider.Postgres, On(server, template));
                await using var pool = new NpgsqlConnection(On(server, template));
                NpgsqlConnection.ClearPool(pool); // A template with open connections cannot be copied.
                s_postgresTemplate = template;
            }

            await ExecuteAsync(server, migrated ? $"CREATE DATABASE {name} TEMPLATE {s_postgresTemplate}" : $"CREATE DATABASE {name}");
        }
        finally
        {
            s_gate.Release();
        }

        return On(server, name);
    }

    public static async Task DropPostgresAsync(string connectionString)
    {
        await using var probe = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(probe);
        await ExecuteAsync(Server(), $"DROP DATABASE IF EXISTS {probe.Database} WITH (FORCE)");
    }

    /// <summary>A file with the current schema and no rows, to be copied.</summary>
    public static async Task<string> SqliteTemplateAsync()
    {
        await s_gate.WaitAsync();
        try
        {
            if (s_sqliteTemplate is null)
            {
                var file = Path.Combine(TestFolder.New(), "template.db");
                await TestStudio.MigrateAsync(DatabaseProvider.Sqlite, $"Data Source={file};Pooling=False");
                s_sqliteTemplate = file;
            }

            return s_sqliteTemplate;
        }
        finally
        {
            s_gate.Release();
        }
    }

    private static string Server()
    {
        if (Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } server)
        {
            return server;
        }

        if (Environment.GetEnvironmentVariable("REQUIRE_POSTGRES") == "1")
        {
            Assert.Fail($"REQUIRE_POSTGRES is set, but {PostgresVariable} does not say where PostgreSQL is.");
        }

        Assert.Skip($"No PostgreSQL: set {PostgresVariable} to a connection string of a server where databases may be created.");
        return "";
    }

    private static string On(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, IncludeErrorDetail = true, MaxPoolSize = 20 }.ToString();

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
