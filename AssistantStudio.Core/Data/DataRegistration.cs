using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AssistantStudio.Core.Data;

public static class DataRegistration
{
    /// <summary>Registers the database. Both contexts are registered; <see cref="StudioDb"/> picks the configured one.</summary>
    public static IServiceCollection AddStudioData(this IServiceCollection services, DataFolder folder)
    {
        services.TryAddSingleton(folder);
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DatabaseOptions>, ValidateDatabaseOptions>());
        services.TryAddSingleton<SlowQueryPlans>();
        services.AddHostedService(provider => provider.GetRequiredService<SlowQueryPlans>());
        services.TryAddSingleton<QueryMeter>();
        services.TryAddSingleton<SqliteWriters>();
        services.AddMetrics();
        services.TryAddSingleton<StudioDb>(); // Holds no context, only knows where to rent one.

        services.TryAddSingleton<NodeIdentity>();
        services.AddHostedService<PostgresChangeRelay>();
        services.AddHostedService<SqliteCheckpoints>();
        services.TryAddSingleton<BackupService>();
        services.TryAddSingleton<RestoreService>();
        services.AddStudioJob<BackupJob>();
        services.TryAddSingleton<DatabaseUpgrade>();
        services.TryAddSingleton<SecretProtector>();
        services.AddDataProtection().SetApplicationName("AssistantStudio");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, StoreDataProtectionKeys>();

        services.AddPooledDbContextFactory<SqliteStudioDbContext>((provider, builder) =>
        {
            var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
            builder.UseSqlite(SqliteConnectionString(options, folder))
                .AddInterceptors(new SqliteConnections(options.Synchronous), provider.GetRequiredService<SqliteWriters>(), provider.GetRequiredService<QueryMeter>());
            Common(builder);
        });
        services.AddPooledDbContextFactory<PostgresStudioDbContext>((provider, builder) =>
        {
            builder.UseNpgsql(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)
                .AddInterceptors(provider.GetRequiredService<QueryMeter>());
            Common(builder);
        });
        return services;
    }

    internal static string SqliteConnectionString(DatabaseOptions options, DataFolder folder) =>
        string.IsNullOrWhiteSpace(options.ConnectionString)
            ? SqliteConnections.ConnectionString(folder.DatabaseFile)
            : options.ConnectionString;

    private static void Common(DbContextOptionsBuilder builder) =>
        builder.ConfigureWarnings(w => w
            .Throw(RelationalEventId.MultipleCollectionIncludeWarning)
            .Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
}

internal sealed class ValidateDatabaseOptions : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (options.Provider == DatabaseProvider.Postgres && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail(
                $"{DatabaseOptions.Section}:ConnectionString is empty. With the provider postgres it must say where the database is, for example \"Host=localhost;Database=studio;Username=studio\".");
        }

        return options.SlowQueryMilliseconds is >= 1 and <= 600_000
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{DatabaseOptions.Section}:SlowQueryMilliseconds is {options.SlowQueryMilliseconds}. Allowed are 1 to 600000.");
    }
}

/// <summary>The key ring lies in the data folder, or in PostgreSQL where all nodes find it.</summary>
internal sealed class StoreDataProtectionKeys(
    DataFolder folder, IOptions<DatabaseOptions> database, ILoggerFactory loggers, IServiceProvider services) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) =>
        options.XmlRepository = database.Value.Provider == DatabaseProvider.Postgres
            ? new DataProtectionStore(services.GetRequiredService<IDbContextFactory<PostgresStudioDbContext>>())
            : new FileSystemXmlRepository(new DirectoryInfo(folder.Keys), loggers);
}
