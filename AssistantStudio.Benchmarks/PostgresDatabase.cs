using AssistantStudio.Core.Data;
using Npgsql;

namespace AssistantStudio.Benchmarks;

/// <summary>A database of its own on the server that STUDIO_TEST_POSTGRES names; dropped at the end.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _name = $"bench_{Guid.NewGuid():N}";

    private PostgresDatabase()
    {
    }

    public static bool IsThere => !string.IsNullOrEmpty(Server);

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        [$"{DatabaseOptions.Section}:Provider"] = nameof(DatabaseProvider.Postgres),
        [$"{DatabaseOptions.Section}:ConnectionString"] = new NpgsqlConnectionStringBuilder(Server) { Database = _name }.ToString(),
    };

    private static string? Server => Environment.GetEnvironmentVariable("STUDIO_TEST_POSTGRES");

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var database = new PostgresDatabase();
        await ExecuteAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
