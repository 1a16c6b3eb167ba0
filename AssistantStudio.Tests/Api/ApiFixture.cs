using System.Net.Http.Json;
using System.Text.Json;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Jobs;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using AssistantStudio.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AssistantStudio.Tests.Api;

/// <summary>Everybody who may call the API.</summary>
public enum Caller
{
    Anonymous,
    Member,
    Viewer,
    Editor,
    Operator,
    OrgAdmin,
    SiteAdmin,

    /// <summary>An administrator's key that is for <see cref="ApiHost.NarrowedTo"/> alone.</summary>
    Narrowed,
}

/// <summary>One running program for all API tests of a database: two organisations, and in ours a user with a key in every role.</summary>
public sealed class ApiHost(StudioHost studio) : IAsyncDisposable
{
    public const Permission NarrowedTo = Permission.EnvironmentsView;

    private const string Password = "another phrase that is long";

    private readonly Dictionary<Caller, string> _keys = new() { [Caller.SiteAdmin] = StudioHost.AdminKey };

    public StudioHost Studio => studio;

    /// <summary>Everything is allowed to it, in our organisation.</summary>
    public Grant Ours { get; private set; } = Grant.None;

    /// <summary>The same in the other one.</summary>
    public Grant Theirs { get; private set; } = Grant.None;

    public static async Task<ApiHost> StartAsync(DatabaseProvider provider)
    {
        // No worker: what a test puts into the queue stays there.
        var settings = new Dictionary<string, string?> { [$"{JobOptions.Section}:Enabled"] = "false" };
        var host = new ApiHost(await StudioHost.CreateAsync(provider, settings: settings, configure: s => s.AddStudioJob<QuietJob>()));
        await host.PopulateAsync();
        return host;
    }

    public HttpClient Client(Caller caller) => studio.CreateClient(_keys.GetValueOrDefault(caller));

    public async Task<Grant> GrantOfAsync(Caller caller) =>
        await studio.Services.GetRequiredService<ApiKeySignIn>().ResolveAsync(_keys[caller], null, CancellationToken.None)
        ?? throw new InvalidOperationException($"The key of {caller} does not work.");

    public async Task<Guid> AddUserAsync(Grant administrator, Role role)
    {
        var email = $"{Guid.NewGuid():N}@people.example";
        var link = await studio.AsAsync(administrator, s => s.GetRequiredService<AccountLinkService>().InviteAsync(email, role, CancellationToken.None));
        var joined = await studio.AsAsync(Grant.None, s => s.GetRequiredService<AccountLinkUse>().AcceptInvitationAsync(link.Token, $"Test {role}", Password, null, CancellationToken.None));
        return joined.UserId;
    }

    public async Task<CreatedApiKey> AddKeyAsync(Grant owner, params Permission[] permissions) => await studio.AsAsync(
        owner, s => s.GetRequiredService<ApiKeyService>().CreateAsync(new() { Name = "Test " + Guid.NewGuid().ToString("N"), Permissions = permissions }, CancellationToken.None));

    /// <summary>What the site administrator sees at this address.</summary>
    public async Task<JsonElement> SeeAsync(string path)
    {
        using var client = Client(Caller.SiteAdmin);
        return await client.GetFromJsonAsync<JsonElement>("/api/v1" + path);
    }

    public ValueTask DisposeAsync() => studio.DisposeAsync();

    private async Task PopulateAsync()
    {
        Ours = await studio.AdminAsync();
        var theirs = await studio.AsAsync(Ours, s => s.GetRequiredService<OrganizationService>().CreateAsync("Theirs", null, CancellationToken.None));
        Theirs = Ours with { OrganizationId = theirs.Id };
        foreach (var role in Enum.GetValues<Role>())
        {
            var userId = await AddUserAsync(Ours, role);

            // Members and viewers may not make keys; theirs is made while they may.
            var lent = new Grant { Source = AccessSource.Browser, ActorName = $"Test {role}", OrganizationId = Ours.OrganizationId, UserId = userId, Permissions = RolePermissions.SiteAdmin };
            _keys[Enum.Parse<Caller>(role.ToString())] = (await AddKeyAsync(lent)).Token;
        }

        _keys[Caller.Narrowed] = (await AddKeyAsync(await GrantOfAsync(Caller.OrgAdmin), NarrowedTo)).Token;
    }

    /// <summary>A job that every organisation has, which does nothing.</summary>
    internal sealed class QuietJob : IStudioJob
    {
        public const string Key = "quiet";

        public static JobDefinition Definition { get; } = new()
        {
            Key = Key,
            Title = "Quiet job",
            Description = "Does nothing, so that tests can run it.",
            Scope = JobScope.Organization,
            DefaultTiming = new JobTiming("0 6 * * *"),
        };

        public Task RunAsync(JobContext context, CancellationToken ct) => Task.CompletedTask;
    }
}

/// <summary>Starts the program when the first test asks for it, so that a missing PostgreSQL skips tests instead of failing them.</summary>
public abstract class ApiFixture(DatabaseProvider provider) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ApiHost? _host;

    public async Task<ApiHost> HostAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _host ??= await ApiHost.StartAsync(provider);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteApi() : ApiFixture(DatabaseProvider.Sqlite);

public sealed class PostgresApi() : ApiFixture(DatabaseProvider.Postgres);

[CollectionDefinition(Name)]
public sealed class OnSqlite : ICollectionFixture<SqliteApi>
{
    public const string Name = "API on SQLite";
}

[CollectionDefinition(Name)]
public sealed class OnPostgres : ICollectionFixture<PostgresApi>
{
    public const string Name = "API on PostgreSQL";
}
