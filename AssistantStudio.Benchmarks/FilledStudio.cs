using System.Diagnostics;
using System.Globalization;
using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

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

    public static Task<FilledStudio> CreateAsync(int rows, params Type[] parts) => CreateAsync(new Dictionary<string, string?>(), rows, parts);

    public static Task<FilledStudio> CreateAsync(IReadOnlyDictionary<string, string?> settings, int rows, params Type[] parts) => CreateAsync(settings, null, null, rows, parts);

    /// <param name="configure">What takes the place of something in the product.</param>
    /// <param name="user">In whose name; null: nobody's.</param>
    public static async Task<FilledStudio> CreateAsync(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? configure, Guid? user, int rows, params Type[] parts)
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("studio-bench-").FullName);
        folder.Create();
        var provider = Services(folder, settings, configure);
        await provider.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        var organization = new Organization { Name = "Benchmark", CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime };
        await using (var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None))
        {
            db.Add(organization);
            await db.SaveChangesAsync();
        }

        await FillAsync(provider, organization.Id, rows, parts);
        var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(Grant.ForCommand("benchmark", organization.Id) with { UserId = user });
        return new(folder, provider, scope);
    }

    /// <summary>Fills the one organisation that the program itself has set up in its folder.</summary>
    public static async Task FillAsync(string folder, int rows, params Type[] parts)
    {
        await using var provider = Services(new DataFolder(folder), new Dictionary<string, string?>());
        Guid organization;
        await using (var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None))
            organization = await db.Set<Organization>().Select(o => o.Id).SingleAsync();

        await FillAsync(provider, organization, rows, parts);
        SqliteConnection.ClearAllPools();
    }

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    private static ServiceProvider Services(DataFolder folder, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Error));
        services.AddStudioCore(folder);
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private static async Task FillAsync(ServiceProvider provider, Guid organization, int rows, Type[] parts)
    {
        await using var db = await provider.GetRequiredService<StudioDb>().OpenSystemAsync(CancellationToken.None);
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var part in provider.GetServices<ILoadPart>().Where(p => parts.Contains(p.GetType())))
        {
            var began = Stopwatch.GetTimestamp();
            await part.AddAsync(db, organization, rows, CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {part.What} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        }
    }

    /// <summary>A job as its runner runs it, here and now.</summary>
    public async Task RunJobAsync<TJob>(object parameters)
        where TJob : class, IStudioJob
    {
        var (db, access, clock) = (Get<StudioDb>(), Get<Access>(), Get<TimeProvider>());
        var run = new ClaimedRun(Guid.NewGuid(), access.OrganizationId, TJob.Definition.Key, 1, "{}");
        using var recorder = new RunRecorder(db, Get<NodeIdentity>(), Get<ChangeFeed>(), clock, run);
        var job = ActivatorUtilities.CreateInstance<TJob>(Get<IServiceProvider>());
        await job.RunAsync(new JobContext(run, access, parameters, recorder, new JobJournal(db, run, access, recorder, clock, NullLogger.Instance)), CancellationToken.None);
    }

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
