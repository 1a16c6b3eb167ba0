using System.Net.Http.Headers;
using AssistantStudio.Core.Data;
using AssistantStudio.Core.Organizations;
using AssistantStudio.Core.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AssistantStudio.Tests.Support;

/// <summary>
/// The whole program on a data folder of its own, set up unattended. In memory for API tests; call <see cref="Listen"/>
/// to put it on a real port for a browser.
/// </summary>
public sealed class StudioHost : WebApplicationFactory<Program>
{
    public const string AdminEmail = "admin@ours.example";
    public const string AdminPassword = "a phrase that is long";
    public const string AdminKey = "as_0123456789abcdefghijABCDEFGHIJ";

    private readonly Dictionary<string, string?> _settings;
    private readonly string? _postgres;
    private readonly Action<IServiceCollection>? _configure;

    private StudioHost(Dictionary<string, string?> settings, string? postgres, Action<IServiceCollection>? configure)
    {
        _settings = settings;
        _postgres = postgres;
        _configure = configure;
    }

    public static async Task<StudioHost> CreateAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, bool setUp = true, bool sampleData = false, IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null)
    {
        var postgres = provider == DatabaseProvider.Postgres ? await Databases.NewPostgresAsync(migrated: true) : null;
        var values = new Dictionary<string, string?>
        {
            ["AssistantStudio:DataDirectory"] = TestFolder.New(),
            ["AssistantStudio:Database:Provider"] = provider.ToString().ToLowerInvariant(),
            ["AssistantStudio:Database:ConnectionString"] = postgres,
            ["AssistantStudio:Web:SignInPerMinute"] = "10000",
            ["AssistantStudio:Web:ApiPerMinute"] = "1000000",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        if (setUp)
        {
            values["AssistantStudio:Setup:AdminEmail"] = AdminEmail;
            values["AssistantStudio:Setup:AdminPassword"] = AdminPassword;
            values["AssistantStudio:Setup:OrganizationName"] = "Ours";
            values["AssistantStudio:Setup:ApiKey"] = AdminKey;
            values["AssistantStudio:Setup:SampleData"] = sampleData ? "true" : "false";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            values[key] = value;
        }

        return new(values, postgres, configure);
    }

    /// <summary>Starts it on a free port of this machine and returns its address, without a slash at the end.</summary>
    public string Listen()
    {
        UseKestrel(0);
        StartServer();
        return ClientOptions.BaseAddress.ToString().TrimEnd('/');
    }

    /// <summary>A client that sends a key with every call and follows no redirects.</summary>
    public HttpClient CreateClient(string? key)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress });
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Does something in the running program as somebody.</summary>
    public async Task<T> AsAsync<T>(Grant grant, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Access>().Become(grant);
        return await work(scope.ServiceProvider);
    }

    /// <summary>The grant of the key that the set-up made.</summary>
    public async Task<Grant> AdminAsync() =>
        await Services.GetRequiredService<ApiKeySignIn>().ResolveAsync(AdminKey, null, CancellationToken.None)
        ?? throw new InvalidOperationException("The set-up key does not work.");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is not null)
        {
            await Databases.DropPostgresAsync(_postgres);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        if (_configure is not null)
        {
            builder.ConfigureTestServices(_configure);
        }
    }
}
