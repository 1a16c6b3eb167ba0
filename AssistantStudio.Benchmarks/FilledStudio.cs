using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Benchmarks;

/// <summary>The product on an SQLite file of its own, with one organisation that some parts of the load generator have filled.</summary>
internal sealed class FilledStudio : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly AsyncServiceScope _scope;

    private FilledStudio(DataFolder folder, ServiceProvider provider, AsyncServiceScope scope)
    {
        Folder = folder;
        _provider = provider;
        _scope = scope;
    }

    public DataFolder Folder { get; }

    public static async Task<FilledStudio> CreateAsync(int rows, params Type[] parts)
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("studio-bench-").FullName);
        folder.Create();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Error));
        services.AddStudioCore(folder);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);

        var organization = new Organization { Name = "Benchmark", CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime };
        await using (var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None))
        {
            db.Add(organization);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var part in provider.GetServices<ILoadPart>().Where(p => parts.Contains(p.GetType())))
            {
                var began = Stopwatch.GetTimestamp();
                await part.AddAsync(db, organization.Id, rows, CancellationToken.None);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {part.What} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
            }
        }

        var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(Grant.ForCommand("benchmark", organization.Id));
        return new(folder, provider, scope);
    }

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>A single value straight from the file, for baselines and sizes.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Folder.DatabaseFile}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _provider.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder.Path, recursive: true);
    }
}
