using AssistantStudio.Core;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AssistantStudio.Tests.Support;

/// <summary>
/// The product without its screens on a real database of its own, with two organisations in it: <see cref="Ours"/> and
/// <see cref="Theirs"/>. Services are taken as somebody: <c>studio.As(Role.Editor).Get&lt;UserService&gt;()</c>.
/// </summary>
public sealed class TestStudio : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string? _postgres;

    private TestStudio(ServiceProvider services, TestClock clock, DataFolder folder, string? postgres)
    {
        _services = services;
        _postgres = postgres;
        Clock = clock;
        Folder = folder;
    }

    public TestClock Clock { get; }

    public DataFolder Folder { get; }

    public Organization Ours { get; private set; } = null!;

    public Organization Theirs { get; private set; } = null!;

    public IServiceProvider Services => _services;

    public static async Task<TestStudio> CreateAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? configure = null, bool migrated = true,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var folder = new DataFolder(TestFolder.New());
        folder.Create();
        var postgres = provider == DatabaseProvider.Postgres ? await Databases.NewPostgresAsync(migrated) : null;
        if (postgres is null && migrated)
        {
            File.Copy(await Databases.SqliteTemplateAsync(), folder.DatabaseFile);
        }

        var clock = new TestClock();
        var services = Build(provider, postgres, folder, clock, configure, settings);
        var studio = new TestStudio(services, clock, folder, postgres);
        if (migrated)
        {
            studio.Get<StudioDb>().IsReady = true; // As after the program's start: connections are opened with their contexts.
            await studio.AddOrganizationsAsync();
        }

        return studio;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A scope in which somebody acts. Without an organisation: ours.</summary>
    public TestScope As(Grant grant)
    {
        var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(grant);
        return new(scope);
    }

    public TestScope As(Role role, Organization? organization = null) => As(GrantOf(role, organization));

    public Grant GrantOf(Role role, Organization? organization = null, Guid? userId = null) => new()
    {
        Source = AccessSource.Browser,
        ActorName = $"Test {role}",
        OrganizationId = (organization ?? Ours).Id,
        UserId = userId,
        Role = role,
        Permissions = RolePermissions.Of(role),
        RemoteAddress = "192.0.2.7",
    };

    /// <summary>A context that sees one organisation, for arranging and asserting.</summary>
    public Task<StudioDbContext> OpenAsync(Organization? organization = null) =>
        Get<StudioDb>().OpenAsync(new Access(Grant.ForCommand("test", (organization ?? Ours).Id)), CancellationToken.None);

    /// <summary>The services anew on the same SQLite file and keys, as after a restart.</summary>
    public static ServiceProvider Restart(TestStudio studio) =>
        Build(DatabaseProvider.Sqlite, null, studio.Folder, studio.Clock, null, null);

    public static async Task MigrateAsync(DatabaseProvider provider, string connectionString)
    {
        await using StudioDbContext context = provider == DatabaseProvider.Postgres
            ? new PostgresStudioDbContext(new DbContextOptionsBuilder<PostgresStudioDbContext>().UseNpgsql(connectionString).Options)
            : new SqliteStudioDbContext(new DbContextOptionsBuilder<SqliteStudioDbContext>().UseSqlite(connectionString).Options);
        await context.Database.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_postgres is not null)
        {
            await Databases.DropPostgresAsync(_postgres);
        }
    }

    private static ServiceProvider Build(
        DatabaseProvider provider, string? postgres, DataFolder folder, TestClock clock, Action<IServiceCollection>? configure,
        IReadOnlyDictionary<string, string?>? settings)
    {
        var values = new Dictionary<string, string?>
        {
            [$"{DatabaseOptions.Section}:Provider"] = provider.ToString(),
            [$"{DatabaseOptions.Section}:ConnectionString"] = postgres,
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            values[key] = value;
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(clock);
        services.AddStudioCore(folder);
        configure?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    private async Task AddOrganizationsAsync()
    {
        Ours = new Organization { Name = "Ours", CreatedAt = Clock.Now };
        Theirs = new Organization { Name = "Theirs", CreatedAt = Clock.Now };
        await using var db = await Get<StudioDb>().OpenSystemAsync(CancellationToken.None);
        db.AddRange(Ours, Theirs);
        await db.SaveChangesAsync();
    }
}

/// <summary>Somebody's services; dispose it when they leave.</summary>
public sealed class TestScope(AsyncServiceScope scope) : IAsyncDisposable
{
    public Access Access => Get<Access>();

    public T Get<T>()
        where T : notnull => scope.ServiceProvider.GetRequiredService<T>();

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
